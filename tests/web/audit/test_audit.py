"""The auditor's desk: every entry, the check of the chain, erasing by law."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock, ledger
from huying.core.models import Event, EventContent, LedgerHead
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.voices import actions
from huying.voices.models import Voice
from tests.factories import make_actor, make_case, make_town, make_voice
from tests.web.browser import Desk, page

WORDS = "我家承包地的账从来没公开过"


@pytest.fixture
def auditor(town):
    return Desk(town, "auditor")


@pytest.fixture
def sealed(town, auditor):
    """How many entries the sealed chain of the town has."""
    make_voice(town, WORDS)
    make_case(town, state="replied")
    ledger.seal_pending()
    return Event.objects.count()


def tamper(sql, *args):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        assert cursor.rowcount == 1


def verified(auditor):
    response = auditor.post("audit-home")
    assert response.status_code == 200
    return response


def test_nothing_is_checked_until_it_is_asked_for(auditor, sealed):
    assert auditor.get("audit-home").context["check"] is None


def test_whole_chain_is_said_to_be_whole(town, auditor, sealed):
    response = verified(auditor)
    assert response.context["check"] == ledger.Check(sealed, 0, 0, ledger.head(town)[1])
    assert f"{sealed}笔全部对得上；依法删除内容0笔，还没有编号0笔。" in page(response)
    assert ledger.head(town)[1] in page(response)


def test_entries_without_a_number_yet_are_counted(town, auditor, sealed):
    make_voice(town)
    assert f"{sealed}笔全部对得上；依法删除内容0笔，还没有编号2笔。" in page(verified(auditor))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("after", "closed"), ("verb", "approve"), ("subject_id", 999999), ("actor_id", 999999),
        ("at", "2020-01-01 00:00:00"), ("digest", "0" * 64), ("public", False), ("kind", "town"),
    ],
)  # fmt: skip
def test_entry_that_was_changed_is_named(auditor, sealed, column, value):
    event = Event.objects.get(kind="case", verb="sign")
    tamper(f'UPDATE core_event SET "{column}" = %s WHERE id = %s', value, event.pk)
    response = verified(auditor)
    assert response.context["check"].broken == event.seq
    sentence = f"第{event.seq}笔对不上：第 {event.seq} 条记录被改动过"
    assert sentence in page(response)
    assert "全部对得上" not in page(response)


def test_content_that_was_changed_is_named(auditor, sealed):
    event = Event.objects.get(kind="case", verb="sign")
    tamper("UPDATE core_eventcontent SET body = %s WHERE event_id = %s", "{}", event.pk)
    sentence = f"第{event.seq}笔对不上：第 {event.seq} 条记录的内容被改动过"
    assert sentence in page(verified(auditor))


def test_entry_that_was_taken_out_is_named(auditor, sealed):
    event = Event.objects.get(kind="case", verb="accept")
    tamper("DELETE FROM core_eventcontent WHERE event_id = %s", event.pk)
    tamper("DELETE FROM core_event WHERE id = %s", event.pk)
    sentence = f"第{event.seq}笔对不上：少了第 {event.seq} 条记录"
    assert sentence in page(verified(auditor))


def test_end_of_the_chain_that_was_cut_off_is_named_by_the_published_head(auditor, sealed):
    with time_machine.travel(clock.now() + dt.timedelta(days=1)):
        assert ledger.publish_heads() == 1
    assert f"{sealed}笔全部对得上" in page(verified(auditor))
    last = Event.objects.get(seq=sealed)
    tamper("DELETE FROM core_eventcontent WHERE event_id = %s", last.pk)
    tamper("DELETE FROM core_event WHERE id = %s", last.pk)
    assert f"第{sealed}笔对不上：公布过的记录不见了" in page(verified(auditor))


def test_published_heads_are_shown(town, auditor, sealed):
    head = LedgerHead.objects.create(town=town, day=clock.today(), seq=1, link="ab" * 32)
    shown = page(auditor.get("audit-home"))
    assert "最近公布的校验值" in shown
    assert f"{head.link[:16]}…" in shown


def test_other_town_is_neither_shown_nor_checked(town, auditor, sealed):
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    with in_town(other):
        make_voice(other, "巴公的话")
        ledger.seal_pending()
        event = Event.objects.order_by("id").last()
    tamper("UPDATE core_event SET verb = %s WHERE id = %s", "approve", event.pk)
    assert f"{sealed}笔全部对得上" in page(verified(auditor))
    pks = [told["event"].pk for told in auditor.get("audit-home").context["told"]]
    assert event.pk not in pks
    assert auditor.get("audit-erase", event.pk).status_code == 404
    assert auditor.post("audit-erase", event.pk, reason="试试").status_code == 404
    assert EventContent.objects.filter(event_id=event.pk).count() == 1


def test_newest_entry_stands_first(auditor, sealed):
    told = [one["event"].seq for one in auditor.get("audit-home").context["told"]]
    assert told == list(range(sealed, max(0, sealed - 25), -1))


def test_opened_contact_stands_out_with_who_and_why(town, auditor):
    voice = make_voice(town, name="张𠮷", reach="13900000001")
    staff = make_actor(town, "staff")
    actions.open_contact(voice=voice, by=staff, why="核对地点")
    (told,) = [t for t in auditor.get("audit-home").context["told"] if t["contact"]]
    assert (told["event"].verb, told["by"]) == ("open_contact", staff.name)
    shown = page(auditor.get("audit-home"))
    assert "查看联系方式" in shown
    assert "核对地点" in shown
    assert "13900000001" not in shown
    assert "张𠮷" not in shown


def erasable(sealed) -> Event:
    return Event.objects.get(kind="case", verb="sign")


def test_erased_content_leaves_the_chain_whole_and_the_page_says_so(auditor, sealed):
    event = erasable(sealed)
    assert "水管已换新。" in page(auditor.get("audit-erase", event.pk))
    response = auditor.post("audit-erase", event.pk, reason="个人信息保护法第47条，本人要求")
    assert response.url == auditor.url("audit-home")
    assert not EventContent.objects.filter(event_id=event.pk).exists()
    assert "内容已删除，账还是连着的。" in page(auditor.client.get(response.url))
    (told,) = [t for t in auditor.get("audit-home").context["told"] if t["event"].pk == event.pk]
    assert (told["erased"], told["body"]) == (True, [])
    assert "内容已依法删除。" in page(auditor.get("audit-home"))
    ledger.seal_pending()
    sentence = f"{sealed + 1}笔全部对得上；依法删除内容1笔，还没有编号0笔。"
    assert sentence in page(verified(auditor))


def test_erasure_is_an_entry_with_who_and_why(auditor, sealed):
    event = erasable(sealed)
    auditor.post("audit-erase", event.pk, reason="本人要求")
    entry = Event.objects.get(verb="erase")
    assert (entry.subject_id, entry.actor_id) == (event.pk, auditor.account.pk)
    assert entry.content.body == {"by": "审计员", "reason": "本人要求"}


@pytest.mark.parametrize("reason", ["", "  ", "因" * 501])
def test_erasing_needs_a_reason(auditor, sealed, reason):
    event = erasable(sealed)
    response = auditor.post("audit-erase", event.pk, reason=reason)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["reason"]
    assert response.context["form"]["reason"].value() == reason
    assert EventContent.objects.filter(event_id=event.pk).exists()


def test_erased_entry_is_not_erased_again(auditor, sealed):
    event = erasable(sealed)
    auditor.post("audit-erase", event.pk, reason="本人要求")
    assert auditor.post("audit-erase", event.pk, reason="本人要求").status_code == 404
    assert Event.objects.filter(verb="erase").count() == 1


def test_reason_of_an_erasure_cannot_be_erased_itself(auditor, sealed):
    auditor.post("audit-erase", erasable(sealed).pk, reason="本人要求")
    entry = Event.objects.get(verb="erase")
    assert auditor.get("audit-erase", entry.pk).status_code == 404
    assert auditor.post("audit-erase", entry.pk, reason="抹掉痕迹").status_code == 404
    assert entry.content.body["reason"] == "本人要求"
    assert auditor.url("audit-erase", entry.pk) not in page(auditor.get("audit-home"))


def test_erasing_is_not_for_the_system_administrator(town, sealed):
    system = Desk(town, "system")
    event = erasable(sealed)
    assert system.get("audit-home").status_code == 200
    assert system.post("audit-home").context["check"].holds
    assert system.post("audit-erase", event.pk, reason="试试").status_code == 403
    assert EventContent.objects.filter(event_id=event.pk).exists()
    assert system.url("audit-erase", event.pk) not in page(system.get("audit-home"))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.SYSTEM}))
def test_other_roles_do_not_read_the_ledger(town, role):
    person = Desk(town, role)
    assert person.get("audit-home").status_code == 403
    assert person.post("audit-home").status_code == 403


def test_entries_are_filtered_by_number(town, auditor, sealed):
    voice = Voice.objects.order_by("id").first()
    response = auditor.get("audit-home", subject=voice.pk)
    assert {told["event"].subject_id for told in response.context["told"]} == {voice.pk}


def test_number_that_is_none_is_told(auditor, sealed):
    response = auditor.get("audit-home", subject="abc")
    assert list(response.context["form"].errors) == ["subject"]
    assert response.context["form"].errors["subject"][0] in page(response)


def test_pages_of_entries_hang_together(town, auditor, sealed):
    for number in range(30):
        make_voice(town, f"第{number}件")
    seen, where = [], ""
    while where is not False:
        with CaptureQueriesContext(connection) as queries:
            response = auditor.client.get(auditor.url("audit-home") + where)
        assert len(queries) <= 12
        seen += [told["event"].pk for told in response.context["told"]]
        where = response.context["rows"].older or False
    assert seen == list(Event.objects.order_by("-id").values_list("pk", flat=True))


def test_auditor_only_reads(town, auditor):
    assert system_actor(town.pk).kind == "system"
    for name in ("staff-queue", "admin-home", "station-desk", "admin-accounts"):
        assert auditor.get(name).status_code == 403
