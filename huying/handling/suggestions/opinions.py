"""The deputies' verdict (征询意见表): of the attitude and of the result; the lead's decides what follows."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huying.core import clock as the_clock
from huying.core.errors import HuyingError, Missing, Stale, WrongState
from huying.core.models import Town
from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.handling import clock
from huying.handling.leaving import leave, locked
from huying.handling.models import Case, CoHandler, Grade, Opinion, Reply
from huying.handling.origins import origin_of
from huying.handling.replies import close_case
from huying.handling.states import JUDGED_STATES
from huying.handling.suggestions.origin import cases_of
from huying.handling.suggestions.people import speaks_in, suggestion_of
from huying.rulebook import queries as rulebook
from huying.suggestions import progress
from huying.suggestions.examining import KIND, tell_authors
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy

MAY_JUDGE = (*JUDGED_STATES, "further")


@transaction.atomic
def give(
    *, case: Case, deputy: Deputy, by: Actor, attitude: str, result: str, word: str = "",
    seen: int | None = None, version: int | None = None,
) -> Opinion:  # fmt: skip
    """Return the feedback form on the present reply, or change it.

    The lead's "not satisfied" with the result starts the next round with the pack's time; past the
    pack's rounds the pack's next step. The lead's other grades close the case, or keep it open on
    its promises. A co-signer may differ; their form stands beside. seen: the round of the reply that
    the page showed; version: the suggestion's, where the page was about all of it. Raises Missing, Denied, WrongState (there is no reply to judge), Stale (another one).
    """
    speaks_in(case, deputy, by)
    for field, grade in (("attitude", attitude), ("result", result)):
        if grade not in Grade.values:
            raise Missing(_("请选一个：满意、基本满意、不满意。"), field=field)
    case = locked(case)
    if case.state not in MAY_JUDGE:
        raise WrongState(_("现在没有可以评价的答复。"))
    _same_round(case, seen)
    suggestion = suggestion_of(case)
    leads = deputy.pk == suggestion.lead_id
    if result == Grade.DISSATISFIED and not word.strip():
        raise Missing(_("不满意的，请写一句为什么，好让单位知道怎么改。"), field="word")
    opinion, _new = Opinion.objects.update_or_create(
        case=case, deputy=deputy, round=case.round, about=Opinion.About.REPLY,
        defaults={
            "town_id": case.town_id, "leads": leads, "attitude": attitude, "result": result,
            "word": word, "at": the_clock.now(),
            "entered_by_id": None if by.deputy_id == deputy.pk else by.account_id,
        },
    )  # fmt: skip
    _record(suggestion, opinion, by, version)
    if leads:
        _follow(case, opinion)
    return opinion


def _record(
    suggestion: Suggestion, opinion: Opinion, by: Actor, version: int | None = None
) -> None:
    judged = opinion.leads and opinion.about == Opinion.About.REPLY
    advance(
        suggestion, "judge", by=by, version=version, changes={"result": _result_of(suggestion)} if judged else {},
        facts={
            "deputy": opinion.deputy.name, "leads": opinion.leads, "about": opinion.about,
            "attitude": opinion.attitude, "result": opinion.result, "word": opinion.word,
            "round": opinion.round, "on_paper": opinion.entered_by_id is not None,
        },
    )  # fmt: skip


def _same_round(case: Case, seen: int | None) -> None:
    if seen is not None and seen != case.round:
        raise Stale(case)


def _result_of(suggestion: Suggestion) -> str:
    """The lead's verdict on the replies that stand: the worst of them, where several units replied."""
    grades = Opinion.objects.filter(
        case__in=cases_of(suggestion), leads=True, about=Opinion.About.REPLY, round=F("case__round")
    ).values_list("result", flat=True)
    return max(grades, key=Grade.values.index, default="")


def _follow(case: Case, opinion: Opinion) -> None:
    system = system_actor(case.town_id)
    if opinion.result == Grade.DISSATISFIED:
        if case.state == "further":
            return
        if case.round < rulebook.value(case.town, "suggestion.rounds"):
            rehandle(case=case, by=system, reason=opinion.word)
        else:
            advance(case, "take_further", by=system, facts={"reason": opinion.word})
    elif case.state in ("replied", "further"):
        close_case(case)


@transaction.atomic
def rehandle(*, case: Case, by: Actor, reason: str, version: int | None = None) -> None:
    """Another round at the same unit, with the pack's time; the earlier reply stays in view."""
    fresh = clock.start(case, origin_of(case).rules["rehandle"], the_clock.today())
    advance(
        case, "rehandle", by=by, version=version,
        facts={"reason": reason, "round": case.round + 1, **leave(case, "rehandle")[1]},
        changes={"round": case.round + 1, "draft_text": "", **fresh, **clock.NO_STEP},
    )  # fmt: skip
    _ask_helpers_again(case)
    suggestion = suggestion_of(case)
    if suggestion.state in ("answered", "closed"):
        progress.reopened(suggestion, by=system_actor(case.town_id), due=case.due, reason=reason)
    else:
        origin_of(case).assigned(case, system_actor(case.town_id))
        Suggestion.objects.filter(pk=suggestion.pk).update(result=_result_of(suggestion))
    tell_authors(suggestion, "suggestion_rehandled")


def _ask_helpers_again(case: Case) -> None:
    """The co-handlers of the last round owe the lead an opinion for this one, too, in the pack's time."""
    due = clock.due_for(case, "redo", the_clock.today())
    for helper in case.cohandlers.filter(round=case.round - 1):
        CoHandler.objects.create(
            town_id=case.town_id, case=case, unit_id=helper.unit_id, round=case.round,
            due=due.date, due_basis=due.to_json(),
        )  # fmt: skip


@transaction.atomic
def receipt(
    *, case: Case, deputy: Deputy, by: Actor, result: str, word: str = "",
    seen: int | None = None, version: int | None = None,
) -> Opinion:  # fmt: skip
    """The second form (承诺事项落实回执, after 重庆乡镇规定 §28): whether what was promised was done.

    The lead's "not satisfied" brings the case back, or past the pack's rounds takes it further. seen,
    version: as in `give`. Raises HuyingError before all of it is shown done, Missing, Stale.
    """
    speaks_in(case, deputy, by)
    if result not in Grade.values:
        raise Missing(_("请选一个：满意、基本满意、不满意。"), field="result")
    if result == Grade.DISSATISFIED and not word.strip():
        raise Missing(_("不满意的，请写一句为什么，好让单位知道怎么改。"), field="word")
    case = locked(case)
    _same_round(case, seen)
    promised = case.commitments.filter(reply__round=case.round)
    if not promised or promised.filter(kept_at__isnull=True).exists():
        raise HuyingError(_("承诺的事还没有全部办到，办到以后再评价。"))
    suggestion = suggestion_of(case)
    leads = deputy.pk == suggestion.lead_id
    opinion, _new = Opinion.objects.update_or_create(
        case=case, deputy=deputy, round=case.round, about=Opinion.About.COMMITMENT,
        defaults={
            "town_id": case.town_id, "leads": leads, "result": result, "word": word,
            "at": the_clock.now(),
            "entered_by_id": None if by.deputy_id == deputy.pk else by.account_id,
        },
    )  # fmt: skip
    _record(suggestion, opinion, by, version)
    if leads and result == Grade.DISSATISFIED and case.state in JUDGED_STATES:
        _follow(case, opinion)
    return opinion


def settle_unreturned(town: Town) -> int:
    """Close replies whose feedback form did not come back in time. Returns how many.

    They are counted as unreturned, by the pack's rule, never as satisfied by themselves.
    """
    late = Reply.objects.filter(
        town=town, feedback_due__lt=the_clock.today(), case__state="replied",
        case__origin_kind=KIND,
    )  # fmt: skip
    done = 0
    for pk in late.order_by("case_id").values_list("case_id", flat=True).distinct()[:500]:
        with transaction.atomic():
            case = locked(Case(pk=pk))
            if case.state == "replied" and _overdue(case):
                close_case(case)
                done += 1
    return done


def _overdue(case: Case) -> bool:
    reply = case.replies.filter(round=case.round).last()
    return (
        reply is not None
        and reply.feedback_due is not None
        and (reply.feedback_due < the_clock.today())
    )
