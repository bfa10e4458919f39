"""Where things cross: what is kept private, several units, old pages, late dates, other people's cases."""

import datetime as dt
import os

import pytest
from django.utils import timezone

from huying.congress.actions import keep_session
from huying.core import clock as the_clock
from huying.core import scans
from huying.core.errors import Denied, HuyingError, Missing, Stale
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import judging, replies
from huying.handling.actions import accept, end_case, reassign
from huying.handling.replies import Promise
from huying.handling.suggestions import opinions, withdrawing
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.origin import cases_of
from huying.handling.suggestions.queries import to_judge
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning, drafting, examining, filing
from huying.suggestions.models import Suggestion
from huying.suggestions.progress import KEPT_FROM_PUBLIC
from huying.town.models import Term, Unit
from huying.voices import triage
from huying.voices.models import Matter
from tests.factories import (
    SUGGESTED,
    consult,
    make_actor,
    make_deputy,
    make_deputy_actor,
    make_public_matter,
    make_suggestion,
    make_town,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def at(day: str):
    return the_clock.pretend(timezone.make_aware(dt.datetime.fromisoformat(f"{day} 10:00")))


def by(town):
    return system_actor(town.pk)


def unit(key):
    return Unit.objects.get(key=key)


def answer(case, outcome="resolved", promises=(), text="已经办好，电话19900000002。"):
    if case.state == "assigned":
        accept(case=case, by=system_actor(case.town_id))
    consult(case)
    system = system_actor(case.town_id)
    replies.draft(case=case, by=system, text=text, outcome=outcome, promises=list(promises))
    return replies.sign(case=case, by=system)


def judge(case, result="satisfied", **more):
    case.refresh_from_db()
    suggestion = Suggestion.objects.get(pk=case.origin_id)
    return opinions.give(
        case=case, deputy=suggestion.lead, by=system_actor(case.town_id), attitude="satisfied",
        result=result, word="还没有办好", **more,
    )  # fmt: skip


def carried(town, **more):
    """A suggestion at a unit, and the residents' matter that is answered through it."""
    matter = make_public_matter(town, "路灯不亮", reach="19900000001")
    triage.keep_for_suggestion(matter=matter, by=by(town), reason="涉及全镇")
    return make_suggestion(town, state="with_units", matters=[matter], **more), matter


def separate(town):
    suggestion = make_suggestion(town)
    plan = Plan(suggestion, unit("water"), [unit("transport")], separately=True)
    return suggestion, *assign_all([plan], by=by(town))


def test_what_is_kept_from_the_public_is_not_told_on_the_residents_page(town):
    suggestion, matter = carried(town)
    examining.set_public(suggestion=suggestion, by=by(town), reason="涉及商业秘密")
    answer(cases_of(suggestion).get())
    matter.refresh_from_db()
    assert (matter.state, matter.answer) == ("answered", str(KEPT_FROM_PUBLIC))


def test_hidden_after_its_answer_goes_from_the_residents_page_too(town):
    suggestion, matter = carried(town)
    answer(cases_of(suggestion).get())
    suggestion.refresh_from_db()
    examining.set_public(suggestion=suggestion, by=by(town), reason="涉及个人隐私")
    matter.refresh_from_db()
    assert matter.answer == str(KEPT_FROM_PUBLIC)


def test_too_long_a_reason_is_said_at_its_field(town):
    suggestion = make_suggestion(town)
    with pytest.raises(HuyingError) as caught:
        examining.set_public(suggestion=suggestion, by=by(town), reason="密" * 201)
    assert caught.value.field == "reason"


def test_one_unit_closed_and_the_other_ended_closes_the_suggestion(town):
    suggestion, first, second = separate(town)
    answer(first)
    judge(first)
    accept(case=second, by=by(town))
    end_case(case=second, by=make_actor(town, Role.STAFF), reason="不归本镇管")
    suggestion.refresh_from_db()
    assert suggestion.state == "closed"


def test_the_worst_verdict_on_the_replies_that_stand_is_the_suggestions(town):
    suggestion, first, second = separate(town)
    answer(first)
    answer(second)
    judge(first, "mostly_satisfied")
    judge(second, "satisfied")
    suggestion.refresh_from_db()
    assert suggestion.result == "mostly_satisfied"


def test_withdrawn_with_one_reply_given_leaves_nobody_anything_to_do(town):
    suggestion, first, second = separate(town)
    answer(first)
    lead = make_deputy_actor(town, suggestion.lead)
    assert to_judge(lead).count() == 1
    withdrawing.withdraw(suggestion=suggestion, by=lead, reason="村里已经修了")
    assert {case.state for case in cases_of(suggestion)} == {"ended"}
    assert to_judge(lead).count() == 0


def test_matter_that_came_back_to_triage_is_its_own_again(town):
    suggestion, matter = carried(town)
    case = cases_of(suggestion).get()
    answer(case)
    judging.handle_again(matter=Matter.objects.get(pk=matter.pk), by=by(town), reason="还是黑的")
    judge(case, "dissatisfied")
    matter.refresh_from_db()
    # The deputy's second round goes on without it: the staff look at it anew.
    assert (matter.state, suggestion.citations.get().carried) == ("new", False)


def test_lead_who_is_content_after_all_waits_for_what_was_promised(town):
    suggestion = make_suggestion(town, state="with_units")
    case = cases_of(suggestion).get()
    answer(case)
    judge(case, "dissatisfied")
    case.refresh_from_db()
    answer(case, "planned", [Promise("明年换灯", the_clock.today() + dt.timedelta(days=90))])
    judge(case, "dissatisfied")
    case.refresh_from_db()
    assert case.state == "further"
    judge(case, "mostly_satisfied")
    case.refresh_from_db()
    assert case.state == "promised"


def test_verdict_from_an_old_page_is_not_put_on_a_newer_reply(town):
    other = make_deputy(town)
    suggestion = make_suggestion(town, state="answered", signers=[other])
    case = cases_of(suggestion).get()
    judge(case, "dissatisfied")
    case.refresh_from_db()
    answer(case)
    with pytest.raises(Stale):
        opinions.give(
            case=case, deputy=other, by=by(town), attitude="satisfied", result="satisfied", seen=1
        )
    assert not case.opinions.filter(deputy=other).exists()


def test_paper_form_typed_while_the_suggestion_went_on_is_not_taken_down(town):
    suggestion = make_suggestion(town, state="answered")
    case = cases_of(suggestion).get()
    before = suggestion.version
    judge(case, "dissatisfied")
    case.refresh_from_db()
    answer(case)
    with pytest.raises(Stale):
        judge(case, version=before)
    assert not case.opinions.filter(round=2).exists()


def test_receipt_that_is_not_content_says_why(town):
    suggestion = make_suggestion(town, state="with_units")
    case = cases_of(suggestion).get()
    answer(case, "planned", [Promise("换灯", the_clock.today())])
    replies.keep_promise(commitment=case.commitments.get(), by=by(town), text="换了")
    with pytest.raises(Missing) as caught:
        opinions.receipt(case=case, deputy=suggestion.lead, by=by(town), result="dissatisfied")
    assert caught.value.field == "word"


def test_another_unit_talks_with_the_deputy_itself(town):
    suggestion = make_suggestion(town, state="with_units")
    case = cases_of(suggestion).get()
    consult(case)
    reassign(case=case, by=make_actor(town, Role.STAFF), lead=unit("transport"), reason="改派")
    accept(case=case, by=by(town))
    replies.draft(case=case, by=by(town), text="办好了。", outcome="resolved", promises=[])
    with pytest.raises(HuyingError) as caught:
        replies.sign(case=case, by=by(town))
    assert caught.value.code == "not_consulted"


def test_the_towns_office_does_not_end_a_deputys_suggestion(town):
    case = cases_of(make_suggestion(town, state="with_units")).get()
    with pytest.raises(Denied):
        end_case(case=case, by=make_actor(town, Role.OFFICE), reason="不办了")


def session(town, closes="2026-07-21"):
    return keep_session(
        term=Term.objects.get(), number=1, opens=dt.date(2026, 7, 20),
        closes=closes and dt.date.fromisoformat(closes), by=by(town),
    )  # fmt: skip


def test_filed_again_after_the_session_counts_from_then(town):
    session(town)
    with at("2026-07-20"):
        suggestion = make_suggestion(town, state="filed")
        examining.send_back(suggestion=suggestion, by=by(town), reason="请写清地点")
    with at("2026-09-21"):
        drafting.save(suggestion=suggestion, by=by(town), text=SUGGESTED)
        grounds = [ground.key for ground in rulebook.grounds(town)]
        filing.file(suggestion=suggestion, by=by(town), declared=grounds)
        examining.accept(suggestion=suggestion, by=by(town))
    wanted = rulebook.due(town, "suggestion.assign_session", dt.date(2026, 9, 21)).date
    assert suggestion.assign_due == wanted


def test_close_of_a_session_that_is_entered_later_moves_the_date(town):
    session(town, closes=None)
    with at("2026-07-20"):
        suggestion = make_suggestion(town)
        before = suggestion.assign_due
        session(town, closes="2026-07-24")
    suggestion.refresh_from_db()
    wanted = rulebook.due(town, "suggestion.assign_session", dt.date(2026, 7, 24)).date
    assert (suggestion.assign_due, before < wanted) == (wanted, True)


def test_signature_that_was_just_given_is_not_deleted(town):
    suggestion = make_suggestion(town, state="draft")
    cosigning.invite(suggestion=suggestion, deputies=[make_deputy(town)], by=by(town))
    old_page = suggestion.cosigners.get()
    cosigning.confirm(signer=suggestion.cosigners.get(), by=by(town), digest=suggestion.digest)
    with pytest.raises(HuyingError, match="本人书面退出"):
        cosigning.uninvite(signer=old_page, by=by(town))
    assert suggestion.cosigners.get().state == "confirmed"


def pdf(stream=b"", names=b""):
    return (
        b"%PDF-1.4\n1 0 obj<< /Type /Page "
        + names
        + b">>stream\n"
        + stream
        + b"\nendstream\n%%EOF\n"
    )


def test_bytes_of_a_picture_are_no_script_but_a_name_is():
    picture = os.urandom(1000) + b"/JS /JavaScript /OpenAction " + os.urandom(1000)
    assert scans.read_scan(pdf(stream=picture.replace(b"endstream", b""))).data
    with pytest.raises(scans.ScanError) as caught:
        scans.read_scan(pdf(names=b"/OpenAction 2 0 R"))
    assert caught.value.code == "scan_active"


def test_bill_that_comes_over_may_stay_private(town):
    people = [make_deputy(town, f"代表{n}") for n in range(4)]
    keep_session(
        term=Term.objects.get(), number=1, opens=the_clock.today(), closes=None, by=by(town)
    )
    bill = make_suggestion(town, state="filed", kind="bill", signers=people)
    examining.turn_into_suggestion(
        suggestion=bill, by=by(town), reason="不属于本次议题", private_reason="涉及国家秘密"
    )
    assert (bill.kind, bill.state, bill.public) == ("suggestion", "accepted", False)
