"""The matters behind each number. Their parts add up to the figure that led to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from huying.core.models import Town
from huying.handling.models import Grade, Verdict
from huying.records.vane import counting
from huying.records.vane.counting import CONTENT, GONE, JUDGEABLE, Wanted, within
from huying.records.vane.figures import FINAL, FIRST
from huying.voices.models import Kind, Matter, Voice

# Of those who judged: what they said. "silent": were asked and have not judged.
OPINIONS: dict[str, Q] = {
    "judged": Q(),
    "solved": Q(solved=True),
    "unsolved": Q(solved=False),
    "content": Q(grade__in=CONTENT),
    "fully": Q(grade=Grade.SATISFIED),
    "against": Q(grade=Grade.DISSATISFIED),
}
OF_PEOPLE = tuple(
    f"{about}-{name}" for about in (FIRST, FINAL) for name in (*OPINIONS, "silent")
)  # fmt: skip
OF_MATTERS = ("contacted", "in_time", "late", "overdue")
LISTS = ("people", "thanks", *OF_MATTERS, *OF_PEOPLE)


def behind(town: Town, wanted: Wanted, what: str, owes: str | None = None) -> QuerySet[Matter]:
    """The matters behind the number `what` (of LISTS).

    owes: of what is overdue only what this unit owes; '' for what waits to be triaged. Raises KeyError.
    """
    if what in OF_MATTERS:
        return _matters(town, wanted, what, owes)
    voices, supports = _spoke(town, wanted, what)
    rows = Matter.objects.filter(wanted.matters(), town=town).exclude(state__in=GONE)
    rows = rows.filter(Q(kind=Kind.THANKS) if what == "thanks" else ~Q(kind=Kind.THANKS))
    return rows.filter(Q(pk__in=voices.values("matter")) | Q(pk__in=supports.values("matter")))


def parts(town: Town, wanted: Wanted, what: str, matters: Iterable[Matter]) -> Counter[int]:
    """How much each of these matters of a list adds to the number, by id. Two queries, none for matters."""
    ids = [one.pk for one in matters]
    if what in OF_MATTERS:
        return Counter(ids)
    found: Counter[int] = Counter()
    for rows in _spoke(town, wanted, what):
        counted = (
            rows.filter(matter__in=ids).order_by().values_list("matter").annotate(n=Count("pk"))
        )
        found.update(dict(counted))
    return found


def _matters(town: Town, wanted: Wanted, what: str, owes: str | None) -> QuerySet[Matter]:
    if what == "overdue":
        rows = counting.overdue(town, wanted)
        if owes is None:
            return rows
        return (
            rows.filter(state="new")
            if owes == ""
            else rows.filter(state="with_town", answerer=owes)
        )
    rows = counting.contacted(counting.said(town, wanted)).filter(elsewhere=False)
    rows = rows.filter(Q(was_answered=True) | Q(late_now=True))
    if what == "in_time":
        return rows.filter(was_answered=True, in_time=True)
    return rows.filter(Q(was_answered=False) | Q(in_time=False)) if what == "late" else rows


def _spoke(town: Town, wanted: Wanted, what: str) -> list[QuerySet[Any]]:
    """Who belongs to the number: voices, and "me too"s. Raises KeyError."""
    if what not in LISTS:
        raise KeyError(what)
    span = (wanted.period.start, wanted.period.end)
    spoke = [read(town, wanted).filter(within(at, span)) for read, at in counting.people(wanted)]
    if what in ("people", "thanks"):
        return spoke
    return [_of_opinion(rows, *what.split("-")) for rows in spoke]


def _of_opinion(rows: QuerySet[Any], about: str, opinion: str) -> QuerySet[Any]:
    """Those who were asked about the first or final answer, and said so."""
    asked = Q(matter__state__in=JUDGEABLE)
    if about == FIRST:
        asked |= Q(matter__round__gt=1)
    answer = Q(round=1) if about == FIRST else Q(round=F("matter__round"))
    who = "voice" if rows.model is Voice else "supporter"
    given = Verdict._base_manager.filter(
        answer, **{who: OuterRef("pk")}, matter=OuterRef("matter")
    )  # fmt: skip
    if opinion == "silent":
        return rows.filter(asked, ~Exists(given))
    return rows.filter(asked, Exists(given.filter(OPINIONS[opinion])))
