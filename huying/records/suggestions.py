"""How suggestions were handled: by unit, by category, by deputies' group, by town.

No source gives an official formula for these rates (domain: three rates and 落实率); each is defined here, once:

- met (面商率): talked with the deputy and confirmed by the deputy ÷ due
- on time (办复率): first replied by the first due date ÷ due
- resolved (办成率): answered as resolved and not judged "not satisfied" ÷ due
- satisfied (满意率), first and final: satisfied or mostly satisfied ÷ the lead deputies' forms
- kept (落实率): commitments shown done ÷ commitments that are due or done

Due: the date of the first reply has come, or the reply has. What is not due yet is left out, and said so.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, Max, Min, QuerySet

from huying.core import clock
from huying.core.models import Town
from huying.handling.models import Case, Commitment, Consultation, Grade, Opinion, Reply
from huying.records.rates import Rate
from huying.rulebook import queries as rulebook
from huying.suggestions.examining import KIND
from huying.suggestions.models import Suggestion
from huying.suggestions.states import TAKEN_STATES
from huying.town.models import Deputy, Unit
from huying.voices.categories import group_choices

CONTENT = (Grade.SATISFIED, Grade.MOSTLY)
NOT_DUE, NOT_JUDGED, UNRETURNED, LATER = "not_due", "not_judged", "unreturned", "later"
# Ledgers of the past tell neither by when a reply was due nor whether a talk was signed.
IMPORTED = "imported"


@dataclass
class Work:
    """One unit's work on one suggestion: everything that a rate asks about it."""

    suggestion_id: int
    town_id: int
    unit: str
    category: str
    group: str
    state: str
    due: dt.date | None
    rounds: int
    first_reply: dt.date | None = None
    outcome: str = ""
    met: bool = False
    first: str = ""
    final: str = ""
    replied_round: int = 0
    feedback_due: dt.date | None = None
    kept: int = 0
    promised: int = 0
    promises_later: int = 0
    imported: bool = False


@dataclass
class Figures:
    """The sums of some works. suggestions: how many there are; assigned: how many works of units."""

    name: str = ""
    suggestions: set[int] = field(default_factory=set)
    assigned: int = 0
    replied: int = 0
    overdue: int = 0
    late: int = 0
    again: int = 0
    met: Rate = field(default_factory=Rate)
    on_time: Rate = field(default_factory=Rate)
    resolved: Rate = field(default_factory=Rate)
    first: Rate = field(default_factory=Rate)
    final: Rate = field(default_factory=Rate)
    fully: Rate = field(default_factory=Rate)
    returned: Rate = field(default_factory=Rate)
    kept: Rate = field(default_factory=Rate)
    # How many works were answered with which outcome, last.
    outcomes: Counter[str] = field(default_factory=Counter)


def taken_in(year: int) -> QuerySet[Suggestion]:
    """What was accepted in a calendar year."""
    return Suggestion.objects.filter(state__in=TAKEN_STATES, accepted_at__year=year)


def works_of(suggestions: QuerySet[Suggestion]) -> list[Work]:
    """The units' works on these suggestions. Six queries, however many."""
    about, imported = {}, set()
    for pk, category, group, batch in suggestions.values_list(
        "pk", "category", "lead__group", "batch"
    ):
        about[pk] = (category, group)
        if batch is not None:
            imported.add(pk)
    cases = Case.objects.filter(
        origin_kind=KIND, origin_id__in=suggestions.values("pk"), lead__isnull=False
    )
    works = {
        pk: Work(origin, town, unit, *about[origin], state, due, rounds)
        for pk, origin, town, unit, state, due, rounds in cases.values_list(
            "pk", "origin_id", "town_id", "lead__name", "state", "due", "round"
        )
        if origin in about
    }
    for work in works.values():
        work.imported = work.suggestion_id in imported
    _replies(cases, works)
    _talks(cases, works)
    _opinions(cases, works)
    _promises(cases, works)
    return list(works.values())


def _replies(cases: QuerySet[Case], works: dict[int, Work]) -> None:
    rows = Reply.objects.filter(case__in=cases).order_by("round")
    for case, number, signed_at, due, outcome, feedback_due in rows.values_list(
        "case_id", "round", "signed_at", "due", "outcome", "feedback_due"
    ):
        work = works.get(case)
        if work is None:
            continue
        if work.first_reply is None:
            work.first_reply = clock.day_of(signed_at)
            work.due = due or work.due
        work.outcome, work.replied_round, work.feedback_due = outcome, number, feedback_due


def _talks(cases: QuerySet[Case], works: dict[int, Work]) -> None:
    talked = Consultation.objects.filter(case__in=cases, confirmed=True)
    for case in talked.values_list("case_id", flat=True):
        if case in works:
            works[case].met = True


def _opinions(cases: QuerySet[Case], works: dict[int, Work]) -> None:
    rows = Opinion.objects.filter(case__in=cases, leads=True, about=Opinion.About.REPLY)
    for case, number, result in rows.order_by("round").values_list("case_id", "round", "result"):
        work = works.get(case)
        if work is None:
            continue
        if number == 1:
            work.first = result
        # A verdict of an earlier round says nothing about the reply that stands now.
        if number == work.replied_round:
            work.final = result


def _promises(cases: QuerySet[Case], works: dict[int, Work]) -> None:
    today = clock.today()
    rows = Commitment.objects.filter(case__in=cases)
    for case, due, kept_at in rows.values_list("case_id", "due", "kept_at"):
        work = works.get(case)
        if work is None:
            continue
        if kept_at is None and due >= today:
            work.promises_later += 1
            continue
        work.promised += 1
        work.kept += kept_at is not None


def add(figures: Figures, work: Work, unreturned: str) -> None:
    """Count one work in. unreturned: how the pack counts forms that did not come back."""
    today = clock.today()
    figures.suggestions.add(work.suggestion_id)
    figures.assigned += 1
    figures.replied += work.first_reply is not None
    if work.outcome:
        figures.outcomes[work.outcome] += 1
    figures.again += work.rounds > 1
    late = work.due is not None and (work.first_reply or today) > work.due
    figures.late += late and work.first_reply is not None
    figures.overdue += late and work.first_reply is None and work.state != "ended"
    if work.first_reply is None and (work.due is None or work.due >= today):
        for rate in (figures.met, figures.on_time, figures.resolved):
            rate.leave_out(NOT_DUE)
    else:
        for rate, holds in ((figures.met, work.met), (figures.on_time, not late)):
            if work.imported and work.due is None:
                rate.leave_out(IMPORTED)
            else:
                rate.count(holds)
        figures.resolved.count(work.outcome == "resolved" and work.final != Grade.DISSATISFIED)
    _count_verdicts(figures, work, unreturned, today)
    figures.kept += Rate(work.kept, work.promised)
    if work.promises_later:
        figures.kept.leave_out(LATER, work.promises_later)


def _count_verdicts(figures: Figures, work: Work, unreturned: str, today: dt.date) -> None:
    if work.first_reply is None:
        return
    waiting = work.feedback_due is not None and work.feedback_due >= today
    for rate, grade in ((figures.first, work.first or work.final), (figures.final, work.final)):
        if grade:
            rate.count(grade in CONTENT)
        elif waiting:
            rate.leave_out(NOT_JUDGED)
        elif unreturned == "excluded":
            rate.leave_out(UNRETURNED)
        else:
            rate.count(unreturned == "as_satisfied")
    if work.final:
        figures.fully.count(work.final == Grade.SATISFIED)
    if work.final or not waiting:
        figures.returned.count(bool(work.final))
    else:
        figures.returned.leave_out(NOT_JUDGED)


@dataclass
class YearFigures:
    """A year's figures of one town, whole and by each of three ways to look at it, in the town's own order."""

    year: int
    whole: Figures
    by_unit: list[Figures]
    by_category: list[Figures]
    by_group: list[Figures]
    unreturned: str


def year_figures(town: Town, year: int) -> YearFigures:
    """Count a town's year, in the town's scope. A fixed number of queries."""
    works = works_of(taken_in(year))
    unreturned = rulebook.choice(town, "suggestion.unreturned")
    whole = Figures()
    for work in works:
        add(whole, work, unreturned)
    # What was accepted and waits to be assigned has no work yet, but is one of the year's.
    whole.suggestions = set(taken_in(year).values_list("pk", flat=True))
    return YearFigures(
        year, whole,
        grouped(works, lambda work: work.unit, unreturned, Unit.objects.values_list("name", flat=True)),
        grouped(works, _kind, unreturned, [key for key, _label in group_choices()]),
        grouped(works, lambda work: work.group, unreturned, _groups()),
        unreturned,
    )  # fmt: skip


def _kind(work: Work) -> str:
    return work.category.split(".")[0]


def _groups() -> list[str]:
    """The deputies' groups, in the order of their first deputies."""
    return list(dict.fromkeys(Deputy.objects.order_by("card_no").values_list("group", flat=True)))


def grouped(
    works: Iterable[Work], key: Callable[[Work], str], unreturned: str, order: Iterable[str]
) -> list[Figures]:
    """The figures of each group, in the given order of their names, others behind: no ranking."""
    groups: dict[str, Figures] = defaultdict(Figures)
    for work in works:
        name = key(work)
        groups[name].name = name
        add(groups[name], work, unreturned)
    place = {name: number for number, name in enumerate(order)}
    return [
        groups[name] for name in sorted(groups, key=lambda one: (place.get(one, len(place)), one))
    ]


def years(towns: Iterable[Town] | None = None) -> list[int]:
    """The years in which something was accepted, the latest first. Two queries.

    towns: those of a county, read across towns; without them those of the present scope.
    """
    here = {} if towns is None else {"town__in": [town.pk for town in towns]}
    accepted = Suggestion.objects.filter(accepted_at__isnull=False, **here)
    # The ends and each year's first row lie in an index: nothing has to read ten years to name them.
    ends = accepted.aggregate(first=Min("accepted_at"), last=Max("accepted_at"))
    if ends["first"] is None:
        return []
    first, last = (clock.day_of(ends[end]).year for end in ("first", "last"))
    within = {
        f"y{year}": Exists(accepted.filter(accepted_at__year=year))
        for year in range(first, last + 1)
    }
    found = Town.objects.annotate(**within).values(*within)[:1].get()
    return [year for year in range(last, first - 1, -1) if found[f"y{year}"]]


def town_figures(towns: list[Town], year: int) -> dict[int, Figures]:
    """A county's towns, each by its own rules; across towns. Nine queries, however many towns."""
    taken = taken_in(year).filter(town__in=[town.pk for town in towns])
    rules = rulebook.choices(towns, "suggestion.unreturned")
    figures = {town.pk: Figures(town.name) for town in towns}
    for work in works_of(taken):
        add(figures[work.town_id], work, rules[work.town_id])
    # As in a town's own year: what waits to be assigned has no work yet, but was accepted.
    for pk, town_id in taken.values_list("pk", "town_id"):
        figures[town_id].suggestions.add(pk)
    return figures
