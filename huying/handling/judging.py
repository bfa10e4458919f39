"""Judging an answer: the three legal grades, handling again, closing, asking a sample once more.

A rating goes from the resident's own link to the system; no unit ever passes it on.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huying.core import clock as the_clock
from huying.core import ledger
from huying.core.errors import HuyingError, Missing, Stale, WrongState
from huying.core.models import Town
from huying.core.permissions import Actor, require, system_actor
from huying.core.transitions import advance
from huying.handling import clock
from huying.handling.actions import end_case
from huying.handling.leaving import leave
from huying.handling.matters import KIND as MATTER
from huying.handling.models import PRESENT, Case, Grade, Recheck, Verdict
from huying.handling.origins import origin_of
from huying.handling.replies import close_case, open_promises
from huying.handling.states import CASE, JUDGED_STATES
from huying.rulebook import queries as rulebook
from huying.suggestions.models import Citation
from huying.voices import actions as voices
from huying.voices.clock import start_triage
from huying.voices.models import Matter, Support, Voice


@transaction.atomic
def judge(
    *, by: Actor, grade: str, solved: bool | None, word: str = "", voice: Voice | None = None,
    supporter: Support | None = None, taken_by: str = Verdict.By.SELF,
) -> Verdict:  # fmt: skip
    """Grade the present answer, or change the grade given before.

    voice or supporter: who judges. solved: whether the problem itself is solved. A "not satisfied"
    may start the next round (see `_handle_again`). Raises Missing, Denied, WrongState (there is
    nothing to judge, or the words were taken back).
    """
    require(by, "verdicts.give")
    if grade not in Grade.values:
        raise Missing(_("请选一个：满意、基本满意、不满意。"), field="grade")
    if solved is None:
        raise Missing(_("请选：解决了，还是没解决。"), field="solved")
    matter = _matter_of(voice or supporter)
    verdict, new = Verdict.objects.update_or_create(
        voice=voice, supporter=supporter, matter=matter, round=matter.round,
        defaults={
            "town_id": matter.town_id, "grade": grade, "solved": solved,
            "word": word, "by": taken_by, "taken_by_id": by.account_id, "at": the_clock.now(),
        },
    )  # fmt: skip
    advance(
        matter, "judge", by=by, changes={"grades": counted(matter)},
        facts={
            "grade": grade, "solved": solved, "word": word, "round": matter.round,
            "taken_by": taken_by, "voice": voice and voice.pk, "supporter": supporter and supporter.pk,
        },
    )  # fmt: skip
    if new and voice is not None:
        _draw_recheck(verdict)
    if grade == Grade.DISSATISFIED:
        _handle_again(matter, verdict)
    elif _everyone_content(matter):
        settle(matter)
    return verdict


def _matter_of(person: Voice | Support | None) -> Matter:
    """The matter that somebody stands behind, locked. Raises WrongState for words taken back."""
    assert person is not None
    now = type(person)._base_manager.get(pk=person.pk)
    matter = Matter.objects.select_for_update().get(pk=now.matter_id)
    now.refresh_from_db()
    if isinstance(now, Voice) and now.state != "received":
        raise WrongState(_("这条意见已经撤回，不能再评价。"))
    if now.matter_id != matter.pk:
        raise Stale(matter)
    return matter


def counted(matter: Matter) -> dict[str, int]:
    """How often each grade was given to the present answer; "solved" counts those who said so."""
    rows = list(matter.verdicts.filter(PRESENT).values_list("grade", "solved"))
    if not rows:
        return {}
    counts: Counter[str] = Counter(grade for grade, _solved in rows)
    counts["solved"] = sum(solved for _grade, solved in rows)
    return dict(counts)


def _handle_again(matter: Matter, verdict: Verdict) -> None:
    """Start the next round: on a speaker's "not", or on the share of raters that the town sets.

    Past the town's limit of rounds nothing starts by itself: the matter waits on the staff's desk
    until it is ended with reasons (`awaiting_an_end`).
    """
    town = matter.town
    if matter.round >= rulebook.value(town, "case.rounds_max"):
        return
    if verdict.voice_id is None:
        grades = Counter(matter.verdicts.filter(PRESENT).values_list("grade", flat=True))
        raters = sum(grades.values())
        if raters < rulebook.value(town, "rating.rehandle_min_raters"):
            return
        if grades[Grade.DISSATISFIED] / raters < rulebook.value(town, "rating.rehandle_share"):
            return
    handle_again(matter=matter, by=system_actor(town.pk), because=verdict.pk)


@transaction.atomic
def handle_again(
    *,
    matter: Matter,
    by: Actor,
    because: int | None = None,
    reason: str = "",
    version: int | None = None,
) -> None:
    """A new round with a new clock; the earlier answer stays in view.

    A matter that a unit handled goes back to that unit; one answered by the staff goes back to triage.
    """
    _see(matter, version)
    case = case_of(matter)
    facts = {"verdict": because, "reason": reason, "round": matter.round + 1}
    changes = {"round": matter.round + 1, "grades": {}}
    if case is None or case.state not in JUDGED_STATES:
        changes |= start_triage(matter.town, the_clock.today())
        # It is looked at for itself from now on, whatever suggestion answered it before.
        Citation.objects.filter(matter=matter).update(carried=False)
        advance(matter, "reopen", to="new", by=by, changes=changes, facts=facts)
    else:
        fresh = clock.start(case, origin_of(case).rules["rehandle"], the_clock.today())
        advance(
            case, "rehandle", by=by, facts={**facts, **leave(case, "rehandle")[1]},
            changes={"round": case.round + 1, "draft_text": "", **fresh, **clock.NO_STEP},
        )  # fmt: skip
        changes |= {"answer_due": case.due}
        advance(matter, "reopen", to="with_town", by=by, changes=changes, facts=facts)
    voices.tell_everyone(matter, "rehandled", key=f"rehandled:{matter.pk}:{matter.round}")


@transaction.atomic
def end_with_reasons(*, matter: Matter, by: Actor, reason: str, version: int | None = None) -> None:
    """End what cannot be settled; everybody behind it is told the reasons. Never in silence.

    Also for an objection raised after the matter was closed: it gets its reasons, too.
    """
    _see(matter, version)
    case = case_of(matter)
    if case is not None and CASE.may("end", by, case):
        end_case(case=case, by=by, reason=reason)
        return
    advance(
        matter, "end", by=by, facts={"reason": reason},
        changes={"answer_due": None, "state_since": the_clock.now()},
    )  # fmt: skip
    voices.tell_everyone(
        matter, "ended", key=f"ended:{matter.pk}:{matter.version}", context={"reason": reason}
    )


def _see(matter: Matter, version: int | None) -> None:
    """Raise Stale where the matter is not as the person saw it; it stays locked until the end."""
    if version is None:
        return
    locked = Matter.objects.select_for_update().get(pk=matter.pk)
    if locked.version != version:
        raise Stale(locked)


def awaiting_an_end(town: Town) -> QuerySet[Matter]:
    """Matters past the last round with a "not" standing: handled again or ended by a person.

    A closed one counts from the day on which somebody objected after it was closed.
    """
    last = int(rulebook.value(town, "case.rounds_max"))
    against = Verdict.objects.filter(PRESENT, matter=OuterRef("pk"), grade=Grade.DISSATISFIED)
    return Matter.objects.filter(
        Q(state="answered") & Exists(against)
        | Q(state="closed") & Exists(against.filter(at__gt=OuterRef("state_since"))),
        town=town, round__gte=last,
    )  # fmt: skip


def case_of(matter: Matter) -> Case | None:
    """The case in which a matter is or was last handled."""
    return (
        Case.objects.filter(origin_kind=MATTER, origin_id=matter.pk)
        .exclude(state="returned")
        .order_by("-id")
        .first()
    )


def _everyone_content(matter: Matter) -> bool:
    speakers = matter.voices.filter(state="received").count()
    present = matter.verdicts.filter(PRESENT)
    content = present.filter(voice__isnull=False).exclude(grade=Grade.DISSATISFIED).count()
    against = present.filter(grade=Grade.DISSATISFIED).exists()
    return content == speakers > 0 and not against


def settle(matter: Matter) -> None:
    """Close what has been judged, or whose time to be judged is over; promises keep it open."""
    case = case_of(matter)
    if case is not None and case.state in ("replied", "promised"):
        close_case(case)
    elif matter.state == "answered" and (case is None or not open_promises(case)):
        advance(matter, "close", by=system_actor(matter.town_id))


def rating_window(town: Town) -> dt.timedelta:
    """How long an answer may be judged before it settles without a word."""
    return dt.timedelta(days=int(rulebook.value(town, "rating.window_days")))


def settle_due(town: Town) -> int:
    """Close answers whose rating window is over with no "not" standing. Returns how many."""
    waiting = Matter.objects.filter(
        ~_someone_is_against(), ~_promised(), town=town, state="answered",
        answered_at__lt=the_clock.now() - rating_window(town),
    )  # fmt: skip
    done = 0
    for matter in waiting.order_by("id")[:500]:
        with transaction.atomic():
            settle(matter)
            matter.refresh_from_db()
            done += matter.state != "answered"
    return done


def may_settle(matter: Matter) -> bool:
    """Whether an answer stands unopposed, so that it may be closed once its window is over."""
    return Matter.objects.filter(~_someone_is_against(), pk=matter.pk, state="answered").exists()


def _someone_is_against() -> Exists:
    return Exists(Verdict.objects.filter(PRESENT, matter=OuterRef("pk"), grade=Grade.DISSATISFIED))


def _promised() -> Exists:
    return Exists(
        Case.objects.filter(origin_kind=MATTER, origin_id=OuterRef("pk"), state="promised")
    )


def _draw_recheck(verdict: Verdict) -> None:
    """Draw this new verdict, by the town's share, to be asked again by a third person."""
    share = float(rulebook.value(verdict.town, "rating.recheck_share"))
    if random.SystemRandom().random() < share:
        Recheck.objects.create(town_id=verdict.town_id, verdict=verdict, drawn_at=the_clock.now())


@transaction.atomic
def record_recheck(
    *, recheck: Recheck, by: Actor, reached: bool, grade: str = "", solved: bool | None = None,
    note: str = "",
) -> None:  # fmt: skip
    """What the resident said when asked again, once; never by whoever took the first verdict down."""
    require(by, "verdicts.recheck", recheck)
    recheck = Recheck.objects.select_for_update().get(pk=recheck.pk)
    if recheck.asked_at is not None:
        raise HuyingError(_("这一次回访已经有人记下了。"))
    if by.account_id == recheck.verdict.taken_by_id:
        raise HuyingError(_("回访要由另一个人来做，不能由原来代录评价的人做。"))
    if reached and grade not in Grade.values:
        raise Missing(_("请选一个：满意、基本满意、不满意。"), field="grade")
    recheck.asked_at, recheck.asked_by_id = the_clock.now(), by.account_id
    recheck.reached, recheck.grade, recheck.solved, recheck.note = reached, grade, solved, note
    recheck.save()
    ledger.record(
        town_id=recheck.town_id, kind="verdict", verb="recheck", subject_id=recheck.verdict_id,
        by=by, body={"reached": reached, "grade": grade, "solved": solved, "note": note},
    )  # fmt: skip
