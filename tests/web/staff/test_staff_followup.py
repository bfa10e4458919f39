"""What follows an answer: ends with reasons, rechecks, stuck messages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.models import Event, Message
from huying.core.permissions import Actor, Role
from huying.handling import judging
from huying.handling.models import Case, Recheck, Verdict
from huying.rulebook import queries as rulebook
from huying.town.queries import actor_for
from huying.voices import triage
from huying.voices.models import Matter
from tests.factories import make_actor, make_case, make_public_matter, make_voice


def judge(matter, grade, word=""):
    voice = matter.voices.get()
    return judging.judge(
        by=Actor(kind="resident", town_id=matter.town_id, voice_id=voice.pk), voice=voice,
        grade=grade, solved=grade == "satisfied", word=word,
    )  # fmt: skip


def at_last_round(town, case=None):
    matter = Matter.objects.get(pk=case.origin_id) if case else make_public_matter(town)
    if case is None:
        triage.answer_on_spot(matter=matter, by=make_actor(town, Role.STAFF), text="就这样")
    Matter.objects.filter(pk=matter.pk).update(round=rulebook.value(town, "case.rounds_max"))
    matter.refresh_from_db()
    judge(matter, "dissatisfied", "还是不行")
    matter.refresh_from_db()
    return matter


def test_ends_lists_what_is_dissatisfied_at_the_last_round(town, staff):
    matter = at_last_round(town)
    content = make_public_matter(town, title="另一件")
    triage.answer_on_spot(matter=content, by=make_actor(town, Role.STAFF), text="好了")
    judge(content, "satisfied")
    response = staff.get("staff-ends")
    assert [row.pk for row in response.context["page"]] == [matter.pk]
    assert "还是不行" in response.content.decode()


def test_ends_ask_for_a_reason(town, staff):
    matter = at_last_round(town)
    assert staff.post("staff-end", matter.pk, version=matter.version, text="").status_code == 400
    matter.refresh_from_db()
    assert matter.state == "answered"


def test_end_with_reasons_closes_a_matter_without_a_case(town, staff):
    matter = at_last_round(town)
    staff.post("staff-end", matter.pk, version=matter.version, text="要等县里的规划")
    matter.refresh_from_db()
    assert matter.state == "closed"
    event = Event.objects.get(kind="matter", verb="end")
    assert event.content.body["reason"] == "要等县里的规划"
    assert list(staff.get("staff-ends").context["page"]) == []


def test_end_with_reasons_ends_the_case_and_tells_the_speaker(town, staff):
    case = make_case(town, state="replied", reach="19900000001")
    matter = at_last_round(town, case)
    staff.post("staff-end", matter.pk, version=matter.version, text="要等县里的规划")
    matter.refresh_from_db()
    assert (matter.state, Case.objects.get().state) == ("closed", "ended")
    assert Message.objects.filter(template="ended").count() == 1


def test_objection_after_the_end_comes_back_and_gets_its_reasons(town, staff):
    matter = at_last_round(town)
    staff.post("staff-end", matter.pk, version=matter.version, text="要等规划")
    judge(matter, "dissatisfied", "还是没人管")
    assert [row.pk for row in staff.get("staff-ends").context["page"]] == [matter.pk]
    matter.refresh_from_db()
    staff.post("staff-end", matter.pk, version=matter.version, text="规划已报县里")
    assert list(staff.get("staff-ends").context["page"]) == []
    assert Event.objects.filter(kind="matter", verb="end").count() == 2


def test_ends_show_only_objections_of_those_who_stand_behind_it(town, staff):
    matter = at_last_round(town)
    late = make_voice(town, "我家也是")
    record = triage.merge(source=late.matter, target=matter, by=make_actor(town, Role.STAFF))
    resident = Actor(kind="resident", town_id=town.pk, voice_id=late.pk)
    judging.judge(by=resident, voice=late, grade="dissatisfied", solved=False, word="走错门了")
    triage.split(record=record, by=make_actor(town, Role.STAFF))
    shown = staff.get("staff-ends").content.decode()
    assert "还是不行" in shown
    assert "走错门了" not in shown


def test_staff_may_have_it_handled_once_more(town, staff):
    case = make_case(town, state="replied")
    matter = at_last_round(town, case)
    staff.post("staff-again", matter.pk, version=matter.version, text="水利站答应再去看")
    matter.refresh_from_db()
    assert (matter.state, Case.objects.get().state) == ("with_town", "handling")


def test_second_of_two_who_end_a_matter_is_told_and_it_ends_once(town, staff):
    matter = at_last_round(town)
    staff.post("staff-end", matter.pk, version=matter.version, text="要等县里的规划")
    late = staff.post("staff-end", matter.pk, version=matter.version, text="另一个理由")
    assert late.status_code == 400
    assert "刚刚被别人改动过" in late.content.decode()
    assert Event.objects.filter(kind="matter", verb="end").count() == 1


def drawn(town, **taken):
    matter = make_public_matter(town)
    triage.answer_on_spot(matter=matter, by=make_actor(town, Role.STAFF), text="好了")
    verdict = judge(matter, "satisfied")
    Recheck.objects.all().delete()
    Verdict.objects.filter(pk=verdict.pk).update(**taken)
    return Recheck.objects.create(town=town, verdict=verdict, drawn_at=clock.now())


def test_recheck_hides_the_first_grade_until_it_is_recorded(town, staff):
    recheck = drawn(town)
    asked = staff.get("staff-rechecks").content.decode()
    assert "hy-grade-satisfied" not in asked
    staff.post(
        "staff-recheck", recheck.pk, reached="yes", grade="dissatisfied", solved="no", note="又漏了"
    )
    recheck.refresh_from_db()
    assert (recheck.reached, recheck.grade, recheck.solved, recheck.note) == (
        True, "dissatisfied", False, "又漏了",
    )  # fmt: skip
    told = staff.get("staff-rechecks", done="1").content.decode()
    assert "hy-grade-satisfied" in told
    assert "hy-grade-dissatisfied" in told


def test_recheck_of_somebody_not_reached_needs_no_grade(town, staff):
    recheck = drawn(town)
    staff.post("staff-recheck", recheck.pk, reached="no", grade="", solved="")
    recheck.refresh_from_db()
    assert (recheck.reached, recheck.grade, recheck.solved) == (False, "", None)


def test_recheck_reached_without_a_grade_says_so(town, staff):
    recheck = drawn(town)
    response = staff.post("staff-recheck", recheck.pk, reached="yes", grade="", solved="")
    assert response.status_code == 400
    recheck.refresh_from_db()
    assert recheck.asked_at is None


def test_recheck_is_not_done_by_who_took_the_verdict_down(town, staff):
    recheck = drawn(town, taken_by_id=staff.account.pk)
    assert "请换一个人" in staff.get("staff-rechecks").content.decode()
    response = staff.post("staff-recheck", recheck.pk, reached="no")
    assert response.status_code == 400
    recheck.refresh_from_db()
    assert recheck.asked_at is None


def stuck(town, state):
    matter = make_public_matter(town, reach="19900000001")
    triage.answer_on_spot(matter=matter, by=make_actor(town, Role.STAFF), text="好了")
    message = Message.objects.order_by("-pk").first()
    Message.objects.filter(pk=message.pk).update(state=state, last_error="对方拒收", attempts=8)
    return Message.objects.get(pk=message.pk)


def test_messages_show_what_is_stuck_and_why_and_no_address(town, staff):
    stuck(town, "failed")
    response = staff.get("staff-messages")
    assert response.context["state"] == "failed"
    html = response.content.decode()
    assert "对方拒收" in html
    assert "19900000001" not in html


def test_failed_message_is_sent_again_by_a_person(town, staff):
    message = stuck(town, "failed")
    staff.post("staff-resend", message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert Event.objects.get(kind="message").verb == "resend"


def test_unknown_message_is_sent_again_only_when_sure(town, staff):
    message = stuck(town, "unknown")
    staff.post("staff-resend", message.pk)
    message.refresh_from_db()
    assert message.state == "unknown"
    staff.post("staff-resend", message.pk, sure="1")
    message.refresh_from_db()
    assert message.state == "waiting"


def test_message_is_dropped_by_a_person(town, staff):
    message = stuck(town, "unknown")
    staff.post("staff-drop", message.pk)
    message.refresh_from_db()
    assert message.state == "dropped"


def test_sent_message_cannot_be_sent_again(town, staff):
    message = stuck(town, "sent")
    assert staff.post("staff-resend", message.pk).status_code == 409
    message.refresh_from_db()
    assert message.state == "sent"


def test_message_about_something_else_has_no_matter(town, staff):
    stuck(town, "failed")
    Message.objects.update(subject_kind="", subject_id=None)
    assert staff.get("staff-messages").context["page"].rows[0].matter_pk is None


@pytest.mark.parametrize("name", ["staff-ends", "staff-rechecks", "staff-messages"])
def test_lists_take_as_many_queries_for_three_as_for_one(town, staff, name):
    make = {
        "staff-ends": lambda: at_last_round(town),
        "staff-rechecks": lambda: drawn_another(town),
        "staff-messages": lambda: stuck(town, "failed"),
    }[name]

    def queries_taken():
        with CaptureQueriesContext(connection) as done:
            assert len(staff.get(name).context["page"]) in (1, 3)
        return len(done)

    make()
    first = queries_taken()
    make()
    make()
    assert queries_taken() == first
    assert first <= 12


def drawn_another(town):
    matter = make_public_matter(town)
    triage.answer_on_spot(matter=matter, by=make_actor(town, Role.STAFF), text="好了")
    verdict = judge(matter, "mostly_satisfied")
    Recheck.objects.filter(verdict=verdict).delete()
    return Recheck.objects.create(town=town, verdict=verdict, drawn_at=clock.now())


def test_presidium_may_recheck_and_not_open_contacts(town, desk_of):
    presidium = desk_of("presidium")
    recheck = drawn(town)
    assert presidium.get("staff-rechecks").status_code == 200
    voice = recheck.verdict.voice
    assert presidium.get("staff-contact", voice.pk).status_code == 403
    assert actor_for(presidium.account, town).has(Role.PRESIDIUM)
    assert make_voice(town).pk
