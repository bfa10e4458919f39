"""Counting: a fixed number of queries, each of which groups by place and category in the database.

The three rates (三率: 响应率、解决率、满意率) have no official formula for a congress (domain); they are:

- contacted (按期回应): matters whose first answer came by the date that was due then ÷ matters that are due
  or answered. Left out: not due yet; with the county or kept for a suggestion, whose time is another.
- solved (解决): residents who said that the problem is solved ÷ residents who judged.
- satisfied (满意): residents who were satisfied or mostly satisfied ÷ residents who judged.

The last two for the first answer and for the one that stands now. A verdict on an answer that was handled
again says nothing about the next one. Everybody behind a matter is asked, so everybody is in the denominator
or left out with a reason: not answered yet, handled again just now, shown another channel (nothing to judge),
still has time, did not say.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from huying.core import clock
from huying.core.models import Event, Town
from huying.handling.judging import rating_window
from huying.handling.matters import KIND
from huying.handling.models import Grade, Reply, Verdict
from huying.records.vane.figures import (
    AGAIN,
    CHANNEL,
    ELSEWHERE,
    FINAL,
    FIRST,
    NOT_DUE,
    UNANSWERED,
    Cube,
    Figures,
    Line,
    Sums,
    folded,
    settle,
)
from huying.records.vane.periods import Period, Span, moment
from huying.voices.models import Kind, Matter, Support, Voice

CONTENT = (Grade.SATISFIED, Grade.MOSTLY)
JUDGEABLE = ("answered", "closed")
# With them the town's own dates do not count.
ELSEWHERE_STATES = ("at_county", "for_suggestion")
TOOK_ELSEWHERE = ("escalate", "keep_for_suggestion")
GONE = ("merged", "withdrawn")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see. category: an item's key, or a group's with a dot (`water.`)."""

    period: Period
    division_id: int | None = None
    category: str = ""

    def matters(self, prefix: str = "") -> Q:
        """The condition on a matter, seen through `prefix`."""
        chosen = Q()
        if self.division_id:
            chosen &= Q(**{f"{prefix}division": self.division_id})
        if self.category:
            exact = "category__startswith" if self.category.endswith(".") else "category"
            chosen &= Q(**{f"{prefix}{exact}": self.category})
        return chosen


def within(field: str, span: Span) -> Q:
    """The condition that a moment lies in these days."""
    start, end = (moment(day) for day in span)
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def count(town: Town, wanted: Wanted) -> Figures:
    """Count a period in the town's scope. Thirteen queries, however much there is."""
    cube: Cube = defaultdict(Sums)
    _count_people(town, wanted, cube)
    _count_before(town, wanted, cube)
    _count_contacted(town, wanted, cube)
    owed = _count_overdue(town, wanted, cube)
    whole, divisions, categories = folded(cube)
    line = _line(town, wanted)
    return Figures(wanted.period, clock.now(), whole, divisions, categories, line, owed)


def voices(town: Town, wanted: Wanted) -> QuerySet[Voice]:
    """Voices of the chosen matters, thanks among them, whenever they were said."""
    return Voice.objects.filter(wanted.matters("matter__"), town=town, state="received")


def supports(town: Town, wanted: Wanted) -> QuerySet[Support]:
    """ "Me too"s of the chosen matters."""
    return Support.objects.filter(wanted.matters("matter__"), town=town)


def people(wanted: Wanted) -> tuple[tuple[Any, str], ...]:
    """Both kinds of people: how they are read, and when they spoke."""
    return ((voices, "said_at"), (supports, "created_at"))


def _again(prefix: str = "matter__") -> Case:
    return _whether(Q(**{f"{prefix}round__gt": 1}))


def _still(town: Town, prefix: str = "matter__") -> Case:
    since = clock.now() - rating_window(town)
    return _whether(Q(**{f"{prefix}state": "answered", f"{prefix}answered_at__gte": since}))


def _whether(holds: Q) -> Case:
    return Case(When(holds, then=Value(True)), default=Value(False), output_field=BooleanField())


def _count_people(town: Town, wanted: Wanted, cube: Cube) -> None:
    span = (wanted.period.start, wanted.period.end)
    asked: dict[tuple[int | None, str], Counter[tuple[str, bool]]] = defaultdict(Counter)
    for read, at in people(wanted):
        rows = (
            read(town, wanted).filter(within(at, span)).annotate(again=_again(), still=_still(town))
            .order_by().values_list("matter__division", "matter__category", "matter__kind",
                                    "matter__state", "again", "still").annotate(n=Count("pk"))
        )  # fmt: skip
        for division, category, kind, state, again, still, n in rows:
            sums = cube[division, category]
            if state in GONE:
                sums.withdrawn += n
            elif kind == Kind.THANKS:
                sums.thanks += n
            else:
                name = "said" if at == "said_at" else "me_too"
                setattr(sums, name, getattr(sums, name) + n)
                _ask(sums, asked[division, category], state, again, still, n)
    judged = _count_verdicts(town, wanted, cube)
    for place, counts in asked.items():
        settle(cube[place], counts, judged[place])
    _count_withdrawn(town, wanted, cube)


def _ask(
    sums: Sums, asked: Counter[tuple[str, bool]], state: str, again: bool, still: bool, n: int
) -> None:
    """Note who was asked, and leave out who could not be."""
    nothing = CHANNEL if state == "redirected" else UNANSWERED
    if state in JUDGEABLE:
        asked[FINAL, still] += n
        asked[FIRST, still and not again] += n
        return
    sums.leave_out(FINAL, AGAIN if again and nothing == UNANSWERED else nothing, n)
    if again:
        asked[FIRST, False] += n
    else:
        sums.leave_out(FIRST, nothing, n)


def _count_verdicts(
    town: Town, wanted: Wanted, cube: Cube
) -> dict[tuple[int | None, str], Counter[tuple[str, bool]]]:
    """Count the verdicts of those who spoke in the period into the rates. Returns who judged."""
    judged: dict[tuple[int | None, str], Counter[tuple[str, bool]]] = defaultdict(Counter)
    of_first, of_final = Q(round=1), Q(round=F("matter__round"), matter__state__in=JUDGEABLE)
    what = {"judged": Q(), "solved": Q(solved=True), "content": Q(grade__in=CONTENT),
            "fully": Q(grade=Grade.SATISFIED)}  # fmt: skip
    counts = {
        f"{about}_{name}": Count("pk", filter=of & holds)
        for about, of in ((FIRST, of_first), (FINAL, of_final))
        for name, holds in what.items()
    }
    for rows in verdicts(town, wanted):
        grouped = rows.annotate(again=_again(), still=_still(town)).order_by().values(
            "matter__division", "matter__category", "again", "still"
        ).annotate(**counts)  # fmt: skip
        for row in grouped:
            place = row["matter__division"], row["matter__category"]
            for about in (FIRST, FINAL):
                number = row[f"{about}_judged"]
                still = row["still"] and not (about == FIRST and row["again"])
                judged[place][about, still] += number
                named = ("solved", "content", "fully")
                for rate, name in zip(cube[place].of_people(about), named, strict=True):
                    rate.n += row[f"{about}_{name}"]
                    rate.d += number
    return judged


def verdicts(town: Town, wanted: Wanted) -> tuple[QuerySet[Verdict], QuerySet[Verdict]]:
    """Verdicts of who spoke in the period and stands behind the matter still: speakers, and "me too"s."""
    span = (wanted.period.start, wanted.period.end)
    rows = Verdict.objects.filter(wanted.matters("matter__"), town=town).exclude(
        Q(matter__state__in=GONE) | Q(matter__kind=Kind.THANKS)
    )
    return (
        rows.filter(within("voice__said_at", span), voice__matter=F("matter"), voice__state="received"),
        rows.filter(within("supporter__created_at", span), supporter__matter=F("matter")),
    )  # fmt: skip


def _count_withdrawn(town: Town, wanted: Wanted, cube: Cube) -> None:
    """What its speaker took back. What an import brought by mistake was never said."""
    span = (wanted.period.start, wanted.period.end)
    rows = Voice.objects.filter(
        within("said_at", span), wanted.matters("matter__"), town=town, state="withdrawn"
    )
    for division, category, n in _grouped(rows, "matter__"):
        cube[division, category].withdrawn += n


def _count_before(town: Town, wanted: Wanted, cube: Cube) -> None:
    for read, at in people(wanted):
        rows = read(town, wanted).filter(within(at, wanted.period.before))
        rows = rows.exclude(Q(matter__state__in=GONE) | Q(matter__kind=Kind.THANKS))
        for division, category, n in _grouped(rows, "matter__"):
            cube[division, category].before += n


def _grouped(rows: QuerySet[Any], prefix: str = "") -> Iterable[tuple[int | None, str, int]]:
    found = rows.order_by().values_list(f"{prefix}division", f"{prefix}category")
    return found.annotate(n=Count("pk"))


def said(town: Town, wanted: Wanted) -> QuerySet[Matter]:
    """Matters that came up in the period, thanks and what was merged or taken back aside."""
    span = (wanted.period.start, wanted.period.end)
    rows = Matter.objects.filter(within("first_said_at", span), wanted.matters(), town=town)
    return rows.exclude(Q(state__in=GONE) | Q(kind=Kind.THANKS))


def contacted(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """The same with `replied`, `in_time`, `elsewhere`, `was_answered` and `late_now`: see `how_contacted`."""
    replies = Reply._base_manager.filter(
        case__origin_kind=KIND, case__origin_id=OuterRef("pk"), round=1
    )
    taken = Event._base_manager.filter(
        town=OuterRef("town"), kind="matter", subject_id=OuterRef("pk"), verb__in=TOOK_ELSEWHERE
    )
    return rows.annotate(
        was_answered=_whether(Q(answered_at__isnull=False) | Q(round__gt=1)),
        replied=Exists(replies),
        in_time=Case(
            When(Exists(replies), then=Exists(replies.filter(signed_at__date__lte=F("due")))),
            default=_whether(Q(answered_at__date__lte=F("triage_due"))),
            output_field=BooleanField(),
        ),
        elsewhere=Case(
            When(state__in=ELSEWHERE_STATES, then=Value(True)),
            When(Exists(replies), then=Value(False)),
            default=Exists(taken), output_field=BooleanField(),
        ),
        late_now=_whether(overdue_now()),
    )  # fmt: skip


def overdue_now() -> Q:
    """Matters whose triage or answer is owed since before today."""
    today = clock.today()
    return Q(state="new", triage_due__lt=today) | Q(state="with_town", answer_due__lt=today)


def _count_contacted(town: Town, wanted: Wanted, cube: Cube) -> None:
    rows = contacted(said(town, wanted)).order_by().values_list(
        "division", "category", "was_answered", "in_time", "elsewhere", "late_now"
    ).annotate(n=Count("pk"))  # fmt: skip
    for division, category, answered, in_time, elsewhere, late, n in rows:
        rate = cube[division, category].contacted
        if elsewhere:
            rate.leave_out(ELSEWHERE, n)
        elif answered or late:
            rate.d += n
            rate.n += n if answered and in_time else 0
        else:
            rate.leave_out(NOT_DUE, n)


def overdue(town: Town, wanted: Wanted) -> QuerySet[Matter]:
    """Matters that are owed something since before today, whenever they were said."""
    rows = Matter.objects.filter(overdue_now(), wanted.matters(), town=town)
    return rows.exclude(kind=Kind.THANKS)


def _count_overdue(town: Town, wanted: Wanted, cube: Cube) -> list[tuple[str, str, int]]:
    """Count what is owed now. Returns by whom: the matter's state, the unit's name, how many."""
    rows = overdue(town, wanted).order_by().values_list("division", "category", "state", "answerer")
    owed: Counter[tuple[str, str]] = Counter()
    for division, category, state, answerer, n in rows.annotate(n=Count("pk")):
        cube[division, category].overdue += n
        owed[state, "" if state == "new" else answerer] += n
    return [(state, name, n) for (state, name), n in sorted(owed.items())]


def _line(town: Town, wanted: Wanted) -> Line:
    steps = wanted.period.steps
    whole = (steps[0][0], steps[-1][1])
    live = ~Q(matter__state__in=GONE)
    thanks = Q(matter__kind=Kind.THANKS)
    spoken = _stepped(
        voices(town, wanted).filter(live, within("said_at", whole)), "said_at", steps,
        {"said": ~thanks, "thanks": thanks},
    )  # fmt: skip
    too = _stepped(
        supports(town, wanted).filter(live, within("created_at", whole)), "created_at", steps,
        {"me_too": ~thanks, "thanks": thanks},
    )  # fmt: skip
    answered = Matter.objects.filter(wanted.matters(), within("answered_at", whole), town=town)
    answers = _stepped(
        answered.exclude(Q(state__in=GONE) | Q(kind=Kind.THANKS)), "answered_at", steps,
        {"answers": Q()},
    )  # fmt: skip
    given = Verdict.objects.filter(wanted.matters("matter__"), within("at", whole), town=town)
    grades = _stepped(
        given.exclude(matter__state__in=GONE), "at", steps,
        {grade: Q(grade=grade) for grade in Grade.values},
    )  # fmt: skip
    thanked = [one + other for one, other in zip(spoken["thanks"], too["thanks"], strict=True)]
    return Line(spoken["said"], too["me_too"], thanked, answers["answers"], grades)


def _stepped(
    rows: QuerySet[Any], field: str, steps: tuple[Span, ...], kinds: dict[str, Q]
) -> dict[str, list[int]]:
    """How many rows of each kind fall into each step. One query."""
    counts = {
        f"{name}_{number}": Count("pk", filter=within(field, span) & holds)
        for name, holds in kinds.items()
        for number, span in enumerate(steps)
    }
    found = rows.aggregate(**counts)
    return {name: [found[f"{name}_{n}"] for n in range(len(steps))] for name in kinds}


def months_known(town: Town) -> tuple[dt.date, dt.date] | None:
    """The first days of the first and of the present month of the town's record; None of an empty one."""
    first = Matter.objects.filter(town=town).order_by("pk").values_list("first_said_at", flat=True)
    earliest = first.first()
    if earliest is None:
        return None
    return clock.day_of(earliest).replace(day=1), clock.today().replace(day=1)
