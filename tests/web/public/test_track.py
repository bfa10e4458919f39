"""The resident's own pages: by link, by code, as a supporter."""

import pytest

from huying.core import codes, files
from huying.core.permissions import system_actor
from huying.core.tenancy import in_town
from huying.handling import judging
from huying.handling.models import Case, CaseFile, Verdict
from huying.voices import actions as voices
from huying.voices import triage
from huying.voices.models import Matter, Support
from huying.web.visitor import LIMITS
from tests.factories import make_actor, make_case, make_public_matter, make_town, make_voice

GOOD = {"grade": "satisfied", "solved": "yes", "word": "谢谢"}


def answered(town, **said):
    case = make_case(town, state="replied", **said)
    matter = Matter.objects.get(pk=case.origin_id)
    return matter.voices.get()


def supported(town, matter):
    by = system_actor(town.pk)
    return voices.support(town=town, matter=matter, by=by, client_key="a" * 32)


def test_the_new_page_shows_code_qr_and_slip(visitor, town):
    voice = make_voice(town)
    page = visitor.get("public-voice", voice.token, new="1").content.decode()
    assert codes.grouped(voice.code) in page
    assert f"https://town.example/gaodu/v/{voice.token}/" in page
    assert visitor.url("public-slip", voice.token) in page
    assert '<svg role="img" aria-label="二维码"' in page


def test_the_slip_prints_code_and_link(visitor, town):
    voice = make_voice(town)
    page = visitor.get("public-slip", voice.token).content.decode()
    assert codes.grouped(voice.code) in page


def test_pages_behind_a_secret_are_not_stored(visitor, town):
    response = visitor.get("public-voice", make_voice(town).token)
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_a_wrong_link_is_not_found(visitor):
    assert visitor.get("public-voice", "x" * 22).status_code == 404
    assert visitor.get("public-support", "x" * 22).status_code == 404


def test_a_link_of_another_town_is_not_found(visitor, town):
    other = make_town("beiliu", "140525108", "北留镇")
    with in_town(other):
        voice = make_voice(other)
    assert visitor.get("public-voice", voice.token).status_code == 404


def test_new_matter_says_who_looks_and_by_when(visitor, town):
    voice = make_voice(town)
    view = visitor.get("public-voice", voice.token).context["view"]
    assert (view.due["who"], view.due["date"]) == ("人大办", voice.matter.triage_due)
    assert "个工作日" in view.due["why"]


def test_matter_at_a_unit_says_who_answers_and_by_when(visitor, town):
    case = make_case(town)
    voice = Matter.objects.get(pk=case.origin_id).voices.get()
    view = visitor.get("public-voice", voice.token).context["view"]
    assert (view.due["who"], view.due["date"]) == ("水利站", case.due)


def test_the_speaker_judges_and_changes_it(visitor, town):
    voice = answered(town)
    response = visitor.post("public-voice-judge", voice.token, **GOOD)
    assert response["Location"] == visitor.url("public-voice", voice.token) + "#judge"
    verdict = Verdict.objects.get()
    assert (verdict.grade, verdict.solved, verdict.word, verdict.voice_id, verdict.by) == (
        "satisfied", True, "谢谢", voice.pk, "self",
    )  # fmt: skip
    visitor.post("public-voice-judge", voice.token, grade="mostly_satisfied", solved="no")
    verdict.refresh_from_db()
    assert (verdict.grade, verdict.solved) == ("mostly_satisfied", False)


def test_a_grade_that_is_missing_is_said_and_the_word_stays(visitor, town):
    voice = answered(town)
    response = visitor.post("public-voice-judge", voice.token, word="一般般吧")
    assert response.context["judge"].errors == {
        "grade": ["请选一个：满意、基本满意、不满意。"], "solved": ["请选：解决了，还是没解决。"],
    }  # fmt: skip
    assert "一般般吧" in response.content.decode()


def test_not_satisfied_is_handled_again_and_the_earlier_answer_stays(visitor, town):
    voice = answered(town)
    visitor.post("public-voice-judge", voice.token, grade="dissatisfied", solved="no")
    response = visitor.get("public-voice", voice.token)
    assert response.context["view"].matter.state == "with_town"
    assert [one["text"] for one in response.context["view"].answers] == ["水管已换新。"]


def test_judging_before_an_answer_is_refused(visitor, town):
    voice = make_voice(town)
    assert visitor.post("public-voice-judge", voice.token, **GOOD).status_code == 422
    assert Verdict.objects.count() == 0


def test_a_question_back_is_shown_and_answered(visitor, town):
    voice = make_voice(town)
    voices.ask_back(voice=voice, by=system_actor(town.pk), text="是哪一段水管？")
    assert "是哪一段水管？" in visitor.get("public-voice", voice.token).content.decode()
    visitor.post("public-voice-tell", voice.token, text="小桥东边那段")
    told = list(voice.relays.values_list("from_staff", "text"))
    assert told == [(True, "是哪一段水管？"), (False, "小桥东边那段")]


def test_withdrawing_asks_once_more(visitor, town):
    voice = make_voice(town)
    assert visitor.get("public-voice-withdraw", voice.token).status_code == 200
    voice.refresh_from_db()
    assert voice.state == "received"
    visitor.post("public-voice-withdraw", voice.token)
    voice.refresh_from_db()
    voice.matter.refresh_from_db()
    assert (voice.state, voice.matter.state) == ("withdrawn", "withdrawn")
    assert "已经撤回" in visitor.get("public-voice", voice.token).content.decode()


def test_withdrawing_twice_is_no_error(visitor, town):
    voice = make_voice(town)
    answers = [visitor.post("public-voice-withdraw", voice.token)["Location"] for _n in range(2)]
    assert answers == [visitor.url("public-voice", voice.token)] * 2


def test_what_was_ended_says_why(visitor, town):
    voice = answered(town)
    visitor.post("public-voice-judge", voice.token, grade="dissatisfied", solved="no")
    staff = make_actor(town, "staff")
    judging.end_with_reasons(matter=Matter.objects.get(), by=staff, reason="要等全县统一改造")
    view = visitor.get("public-voice", voice.token).context["view"]
    assert (view.matter.state, view.ended) == ("closed", "要等全县统一改造")


def test_a_code_opens_no_photo_of_a_private_matter(visitor, town, a_photo):
    voice = answered(town)
    stored = files.keep_photo(town, a_photo(), "a.jpg")
    CaseFile.objects.create(town=town, case=Case.objects.get(), when="after", file=stored)
    Matter.objects.update(public=False)
    page = visitor.client.get(visitor.post("public-track", code=voice.code)["Location"])
    assert stored.token not in page.content.decode()


def test_a_merged_voice_sees_the_matter_it_stands_in(visitor, town):
    voice = make_voice(town)
    target = make_public_matter(town, title="村口水管漏水")
    triage.merge(source=voice.matter, target=target, by=system_actor(town.pk))
    view = visitor.get("public-voice", voice.token).context["view"]
    assert view.matter == target


def test_who_judged_another_answer_is_asked_about_this_one(visitor, town):
    target = answered(town).matter
    voice = make_voice(town)
    support = supported(town, make_public_matter(town))
    for matter in (voice.matter, support.matter):
        triage.answer_on_spot(matter=matter, by=system_actor(town.pk), text="看过了。")
    visitor.post("public-support-judge", support.token, **GOOD)
    for one in (voice, support.matter.voices.get()):
        visitor.post("public-voice-judge", one.token, grade="dissatisfied", solved="no")
        source = Matter.objects.get(pk=one.matter_id)
        triage.merge(source=source, target=target, by=system_actor(town.pk))
    pages = [visitor.get("public-voice", voice.token), visitor.get("public-support", support.token)]
    assert [page.context["verdict"] for page in pages] == [None, None]
    assert all("请您评一评" in page.content.decode() for page in pages)


def test_what_was_taken_back_is_judged_by_no_link(visitor, town):
    voice = answered(town)
    voices.withdraw_voice(voice=voice, by=system_actor(town.pk), reason="本人撤回")
    bad = {"grade": "dissatisfied", "solved": "no"}
    assert visitor.post("public-voice-judge", voice.token, **bad).status_code == 422
    assert (Verdict.objects.count(), Matter.objects.get().round) == (0, 1)


def test_a_supporter_reads_and_judges(visitor, town):
    voice = answered(town)
    support = supported(town, voice.matter)
    assert "水管已换新。" in visitor.get("public-support", support.token).content.decode()
    visitor.post("public-support-judge", support.token, **GOOD)
    assert Verdict.objects.get().supporter_id == support.pk
    assert Support.objects.count() == 1


@pytest.mark.parametrize("form", ["{0}-{1}", "{0} {1}", "{0}{1}"])
def test_a_code_leads_to_where_it_stands(visitor, town, form):
    voice = answered(town)
    code = form.format(voice.code[:4].lower(), voice.code[4:])
    response = visitor.post("public-track", code=code)
    page = visitor.client.get(response["Location"]).content.decode()
    assert "水管已换新。" in page
    assert voice.text not in page
    assert voice.token not in page
    assert 'name="grade"' not in page


def test_an_unknown_code_is_said(visitor):
    response = visitor.post("public-track", code=codes.new_code())
    assert response.context["form"].errors == {
        "code": ["没有找到这个查询码。请对照回执再填一次，或问联络站。"]
    }


def test_a_mistyped_code_is_said(visitor):
    assert visitor.post("public-track", code="K7").context["form"].errors == {
        "code": ["查询码少了6位，一共应有八位。请对照回执再填一次。"]
    }


def test_code_and_end_of_the_number_open_the_whole_page(visitor, town):
    voice = make_voice(town, reach="13800001234")
    status = visitor.post("public-track", code=voice.code)["Location"]
    wrong = visitor.client.post(status, {"proof": "1111"})
    assert wrong.context["form"].errors == {
        "proof": ["和您留的联系方式对不上。请再看一看，或打开当时保存的链接。"]
    }
    right = visitor.client.post(status, {"proof": "1234"})
    assert right["Location"] == visitor.url("public-voice", voice.token)


def test_the_end_of_the_number_cannot_be_tried_out(visitor, town):
    voice = make_voice(town, reach="13800001234")
    status = visitor.post("public-track", code=voice.code)["Location"]
    answers = [visitor.client.post(status, {"proof": f"{n:04}"}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]


def test_codes_cannot_be_tried_out(visitor, monkeypatch):
    monkeypatch.setitem(LIMITS, "track", (1, 600))
    answers = [visitor.post("public-track", code=codes.new_code()).status_code for _n in range(2)]
    assert answers == [422, 429]


def test_a_forged_ticket_leads_back(visitor):
    response = visitor.get("public-status", "1:abc:def")
    assert response["Location"] == visitor.url("public-track")


def test_voice_page_asks_the_same_few_queries(visitor, town, a_photo):
    one = answered(town)
    few = visitor.queries("public-voice", one.token)
    for n in range(3):
        one.files.add(files.keep_photo(town, a_photo(size=(60, 40 + n)), "a.jpg"))
        voices.ask_back(voice=one, by=system_actor(town.pk), text=f"问{n}")
    assert visitor.queries("public-voice", one.token) == few <= 12
