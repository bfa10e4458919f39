"""The public register, a matter's page, "me too", thanks, figures, files, the ledger's heads."""

import datetime as dt
import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from huying.core import files, ledger, search
from huying.core.models import LedgerHead
from huying.core.permissions import Actor, system_actor
from huying.core.tenancy import in_town
from huying.handling import judging
from huying.handling.models import CaseFile
from huying.voices import triage
from huying.voices.models import Matter, Support
from huying.web.public import figures, register
from tests.factories import make_case, make_public_matter, make_town, make_voice


def titles(response):
    return [card["title"] for card in response.context["cards"]]


def test_register_lists_public_matters_newest_first(visitor, town):
    make_public_matter(town, title="路灯不亮")
    make_voice(town)
    make_public_matter(town, title="水管漏水")
    assert titles(visitor.get("public-register")) == ["水管漏水", "路灯不亮"]


def test_register_of_one_town_shows_nothing_of_another(visitor, town):
    other = make_town("beiliu", "140525108", "北留镇")
    with in_town(other):
        matter = make_public_matter(other, title="别处的事")
    assert titles(visitor.get("public-register")) == []
    assert visitor.get("public-matter", matter.pk).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "漏水"}, ["水管漏水"]),
        ({"q": "没有的词"}, []),
        ({"category": "water."}, ["水管漏水", "路灯不亮"]),
        ({"category": "roads.lights"}, []),
        ({"state": "new"}, ["水管漏水", "路灯不亮"]),
        ({"state": "closed"}, []),
        ({"period": "30"}, ["水管漏水", "路灯不亮"]),
        ({"state": "nonsense"}, ["水管漏水", "路灯不亮"]),
    ],
)
def test_register_filters(visitor, town, query, found):
    make_public_matter(town, title="路灯不亮")
    make_public_matter(town, title="水管漏水")
    assert titles(visitor.get("public-register", **query)) == found


def test_register_pages_by_key(visitor, town):
    matters = [make_public_matter(town, title=f"第{n}件") for n in range(27)]
    first = visitor.get("public-register")
    assert titles(first) == [f"第{n}件" for n in range(26, 1, -1)]
    older = visitor.client.get(visitor.url("public-register") + first.context["page"].older)
    assert titles(older) == ["第1件", "第0件"]
    assert len(matters) == 27


def test_search_finds_all_pages_whatever_lies_among_the_newest(visitor, town, monkeypatch):
    """Looking among the newest first is a short cut, never another result."""
    wanted = [make_public_matter(town, f"桥头路灯不亮{n}").pk for n in range(60)]
    for n in range(10):
        private = make_public_matter(town, f"桥头路灯不亮，不公开{n}")
        triage.unpublish(matter=private, by=system_actor(town.pk), reason="不适合公开")
    for newest, latest in ((1, 3000), (7, 20), (30, 35), (45, 3000), (1000, 9)):
        monkeypatch.setattr(register, "NEWEST", newest)
        monkeypatch.setattr(search, "LATEST", latest)
        found, address = [], visitor.url("public-register") + "?q=路灯不亮"
        while address:
            page = visitor.client.get(address).context["page"]
            found += [row.pk for row in page.rows]
            address = page.older and visitor.url("public-register") + page.older
        assert found == sorted(wanted, reverse=True), newest


def test_register_asks_the_same_few_queries(visitor, town):
    make_public_matter(town)
    visitor.get("public-register")
    few = visitor.queries("public-register")
    for n in range(3):
        make_public_matter(town, title=f"第{n}件")
    assert visitor.queries("public-register") == few <= 12
    assert visitor.queries("public-home") <= 12


def test_matter_page_shows_what_is_public_and_nothing_else(visitor, town):
    matter = make_public_matter(town, text="我是老张，水管漏水", name="老张", reach="13800001111")
    voice = matter.voices.get()
    page = visitor.get("public-matter", matter.pk).content.decode()
    assert "村口水管漏水" in page
    for secret in ("老张", "13800001111", voice.code, voice.token):
        assert secret not in page
    triage.word_publicly(
        matter=matter, by=system_actor(town.pk), title=matter.title, summary=matter.summary,
        redacted={voice.pk: "我是＊＊，水管漏水"}, publish=True,
    )  # fmt: skip
    assert "我是＊＊，水管漏水" in visitor.get("public-matter", matter.pk).content.decode()


def test_a_name_is_published_only_for_who_agreed(visitor, town):
    signed = make_public_matter(
        town, "桥头路灯", name="王𠮷祥", reach="13900000000", consent_publish=True
    )
    silent = make_public_matter(town, "井台漏水", name="李不露", consent_pass_on=True)
    for matter in (signed, silent):
        voice = matter.voices.get()
        triage.word_publicly(
            matter=matter, by=system_actor(town.pk), title=matter.title, summary=matter.summary,
            publish=True, redacted={voice.pk: "村口的水管漏水"},
        )  # fmt: skip
    page = visitor.get("public-matter", signed.pk).content.decode()
    assert "王𠮷祥" in page
    assert "13900000000" not in page
    assert "李不露" not in visitor.get("public-matter", silent.pk).content.decode()


def test_private_matter_is_not_found(visitor, town):
    matter = make_voice(town).matter
    assert visitor.get("public-matter", matter.pk).status_code == 404
    assert visitor.post("public-support-add", matter.pk, client_key="a" * 32).status_code == 404


def test_merged_matter_leads_to_where_it_stands(visitor, town):
    source, target = make_public_matter(town, title="甲"), make_public_matter(town, title="乙")
    triage.merge(source=source, target=target, by=system_actor(town.pk))
    response = visitor.get("public-matter", source.pk)
    assert response["Location"] == visitor.url("public-matter", target.pk)


def test_verdict_counts_have_denominators(visitor, town):
    case = make_case(town, state="replied")
    matter = Matter.objects.get(pk=case.origin_id)
    visitor.post("public-support-add", matter.pk, client_key="a" * 32)
    voice = matter.voices.get()
    by = Actor(kind="resident", town_id=town.pk, voice_id=voice.pk)
    judging.judge(by=by, voice=voice, grade="satisfied", solved=True, word="张三帮的忙")
    response = visitor.get("public-matter", matter.pk)
    assert response.context["view"].verdict == {
        "satisfied": 1, "mostly_satisfied": 0, "dissatisfied": 0, "judged": 1, "asked": 2,
        "missing": 1, "solved": 1,
    }  # fmt: skip
    assert "张三帮的忙" not in response.content.decode()


def test_timeline_names_no_staff_and_no_judging(visitor, town):
    case = make_case(town, state="replied")
    view = visitor.get("public-matter", case.origin_id).context["view"]
    assert [str(event["what"]) for event in view.events] == [
        "收到", "公开", "交镇里办理", "交办", "签收", "答复",
    ]  # fmt: skip
    assert {event["who"] for event in view.events} == {"", "水利站"}


def test_matter_page_asks_the_same_few_queries(visitor, town):
    case = make_case(town, state="replied")
    few = visitor.queries("public-matter", case.origin_id)
    target = Matter.objects.get(pk=case.origin_id)
    for _n in range(3):
        triage.merge(source=make_voice(town).matter, target=target, by=system_actor(town.pk))
    assert visitor.queries("public-matter", case.origin_id) == few <= 12


def test_me_too_twice_counts_once(visitor, town):
    matter = make_public_matter(town)
    first, second = (
        visitor.post("public-support-add", matter.pk, client_key="a" * 32, reach="")
        for _once in range(2)
    )
    assert first["Location"] == second["Location"]
    matter.refresh_from_db()
    assert (matter.support_count, Support.objects.count()) == (1, 1)


def test_me_too_with_a_bad_contact_is_said(visitor, town):
    matter = make_public_matter(town)
    response = visitor.post("public-support-add", matter.pk, client_key="a" * 32, reach="1")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["reach"]


def test_thanks_have_a_page_of_their_own(visitor, town):
    make_public_matter(town, title="谢谢水利站", kind="thanks")
    assert titles(visitor.get("public-thanks")) == ["谢谢水利站"]
    assert titles(visitor.get("public-register")) == []


def test_figures_have_true_denominators(town):
    make_case(town, state="replied")
    make_case(town)
    make_voice(town)
    make_public_matter(town, title="谢谢", kind="thanks")
    counted = figures.count(town)
    del counted["at"]
    assert counted == {
        "all": 3, "shown": 2, "private": 1, "answered": 1, "waiting": 1, "asked": 1, "judged": 0,
        "given": 0, "content": 0, "solved": 0, "unjudged": 1,
    }  # fmt: skip


def test_a_not_that_led_to_another_round_stays_in_the_rate(visitor, town):
    case = make_case(town, state="replied")
    voice = Matter.objects.get(pk=case.origin_id).voices.get()
    visitor.post("public-voice-judge", voice.token, grade="dissatisfied", solved="no")
    counted = figures.count(town)
    assert (counted["given"], counted["content"], counted["judged"]) == (1, 0, 0)


def test_figures_are_kept_until_they_are_counted_again(town):
    before = figures.figures(town)
    make_public_matter(town)
    assert figures.figures(town) == before
    assert figures.refresh_all() == 1
    assert figures.figures(town)["shown"] == 1


def photos_of(visitor, stored, **query):
    return visitor.get("public-file", stored.token, "thumb", **query).status_code


def test_a_photo_is_public_only_with_its_matter_and_by_staff(visitor, town, a_photo):
    stored = files.keep_photo(town, a_photo(), "a.jpg")
    matter = make_public_matter(town, files=[stored])
    voice = matter.voices.get()
    assert photos_of(visitor, stored) == 404
    assert photos_of(visitor, stored, by=voice.token) == 200
    voice.photos_public = True
    voice.save()
    assert photos_of(visitor, stored) == 200
    Matter.objects.update(public=False)
    assert photos_of(visitor, stored) == 404


def test_a_clip_is_for_its_speaker_alone(visitor, town, a_clip):
    stored = files.keep_clip(town, a_clip(), "a.wav")
    voice = make_public_matter(town, files=[stored]).voices.get()
    voice.photos_public = True
    voice.save()
    assert visitor.get("public-file", stored.token, "full").status_code == 404
    assert photos_of(visitor, stored, by=make_voice(town).token) == 404
    response = visitor.get("public-file", stored.token, "full", by=voice.token)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "audio/wav",
        "nosniff",
    )
    assert response["Cache-Control"] == "private, max-age=3600"


def test_a_units_photo_is_public_once_answered(visitor, town, a_photo):
    stored = files.keep_photo(town, a_photo(), "a.jpg")
    case = make_case(town)
    CaseFile.objects.create(town=town, case=case, when="after", file=stored)
    assert photos_of(visitor, stored) == 404
    done = make_case(town, state="replied")
    CaseFile.objects.update(case=done)
    assert photos_of(visitor, stored) == 200
    voice = Matter.objects.get(pk=done.origin_id).voices.get()
    Matter.objects.update(public=False)
    assert photos_of(visitor, stored) == 404
    assert photos_of(visitor, stored, by=voice.token) == 200


def test_heads_are_published(visitor, town):
    make_voice(town)
    ledger.seal_pending()
    seq, link = ledger.head(town)
    LedgerHead.objects.create(town=town, day=dt.date(2026, 11, 22), seq=seq, link=link)
    told = visitor.get("public-heads").json()
    assert told == {
        "town": "140525107", "heads": [{"day": "2026-11-22", "seq": seq, "link": link}],
    }  # fmt: skip
    page = visitor.get("public-ledger")
    assert page.context["unsealed"] == 0
    assert link in page.content.decode()


def test_notice_says_who_why_how_long_and_what_rights(visitor):
    page = visitor.get("public-notice").content.decode()
    for heading in (
        "谁在办",
        "收您什么，用来做什么",
        "给谁看，不给谁看",
        "留多久",
        "您可以要求什么",
    ):
        assert f"<h2>{heading}</h2>" in page


@pytest.mark.parametrize(
    "name", ["public-home", "public-say", "public-register", "public-track", "public-notice"]
)
def test_first_load_is_at_most_100_kilobytes(visitor, town, name):
    page = visitor.get(name).content
    found = re.findall(rb'(?:src|href)="/static/([^"#]+)', page)
    bodies = [open(finders.find(path.decode()), "rb").read() for path in {*found}]  # noqa: SIM115
    total = sum(len(gzip.compress(body)) for body in [page, *bodies])
    assert len(found) > 5
    assert total <= 100_000


@pytest.mark.parametrize("name", ["public-home", "public-say", "public-register", "public-notice"])
def test_pages_hold_no_inline_script_or_style(visitor, name):
    page = visitor.get(name).content.decode()
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", page) == []
