"""The matters behind each number. The rows' numbers add up to the figure that led to them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from huying.core.models import Town
from huying.handling.models import Grade, Verdict
from huying.records.vane import counting
from huying.records.vane.counting import CONTENT, GONE, JUDGEABLE, Wanted, within
from huying.records.vane.figures import FINAL, FIRST
from huying.voices.models import Kind, Matter, Support, Voice

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
    """The matters behind the number `what` (of LISTS), each with its share in it as `part`.

    owes: of what is overdue only what this unit owes; '' for what waits to be triaged. Raises KeyError.
    """
    if what in OF_MATTERS:
        return _matters(town, wanted, what, owes).annotate(part=Value(1))
    if what not in LISTS:
        raise KeyError(what)
    parts = [
        _spoke(model, at, wanted, what)
        for model, at in ((Voice, "said_at"), (Support, "created_at"))
    ]
    rows = Matter.objects.filter(wanted.matters(), town=town).exclude(state__in=GONE)
    rows = rows.filter(Q(kind=Kind.THANKS) if what == "thanks" else ~Q(kind=Kind.THANKS))
    voices, supports = parts
    return rows.filter(Exists(voices) | Exists(supports)).annotate(
        part=_number(voices) + _number(supports)
    )


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


def _spoke(model: Any, at: str, wanted: Wanted, what: str) -> QuerySet[Any]:
    """Who of a matter (OuterRef) belongs to the number: voices or "me too"s."""
    # The matter is of this town already; naming the town again would lead away from its index.
    span = (wanted.period.start, wanted.period.end)
    rows = model._base_manager.filter(within(at, span), matter=OuterRef("pk"))
    if model is Voice:
        rows = rows.filter(state="received")
    if what in ("people", "thanks"):
        return rows
    about, opinion = what.split("-")
    who = "voice" if model is Voice else "supporter"
    given = Verdict._base_manager.filter(**{who: OuterRef("pk")}, matter=OuterRef("matter"))
    if about == FIRST:
        given, asked = (
            given.filter(round=1),
            Q(matter__state__in=JUDGEABLE) | Q(matter__round__gt=1),
        )
    else:
        given, asked = given.filter(round=F("matter__round")), Q(matter__state__in=JUDGEABLE)
    rows = rows.filter(asked)
    if opinion == "silent":
        return rows.filter(~Exists(given))
    return rows.filter(Exists(given.filter(OPINIONS[opinion])))


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("matter").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
