"""Reads of suggestions. Lists are querysets for paging by -id."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from huying.analysis import similar
from huying.analysis.similar import Candidate
from huying.core import search
from huying.core.models import Event, Town
from huying.core.permissions import Actor
from huying.suggestions.examining import KIND
from huying.suggestions.models import CoSigner, Suggestion
from huying.suggestions.rules import CONGRESS, INSIDE
from huying.suggestions.states import (
    PRIVATE_STATES,
    TAKEN_STATES,
    WRITING_STATES,
    CoSignState,
    SuggestionState,
)
from huying.voices.models import Matter

DEPUTY_TABS = ("writing", "asked", "mine", "cosigned", "all")
STAFF_TABS = ("filed", "accepted", "with_units", "answered", "over", "all")
OVER = ("closed", "ended", "refused", "withdrawn", "on_agenda")
LOOKED_AT, ALIKE = 400, 0.25
BETWEEN = 0


def _only(*states: str) -> Q:
    """In one of `states`, which are nearly all that a town has: said by what it is not.

    So both databases walk a town's rows by id and stop after a page; told the states, they would collect
    and sort every row of a town's history first.
    """
    return ~Q(state__in=[one for one in SuggestionState.values if one not in states])


def listing() -> QuerySet[Suggestion]:
    """Suggestions with what a row of a list shows. One query."""
    return Suggestion.objects.select_related("lead", "division", "session__term", "term")


def readable_by(actor: Actor) -> QuerySet[Suggestion]:
    """What `actor` may open (see `rules.may_read`)."""
    own = Q(state__in=TAKEN_STATES)
    if not actor.has(*INSIDE):
        own &= Q(private_reason="")
    if actor.deputy_id is not None:
        asked = CoSigner.objects.filter(suggestion=OuterRef("pk"), deputy=actor.deputy_id)
        own |= Q(lead=actor.deputy_id) | Exists(asked)
    if actor.has(*CONGRESS):
        own |= Q(filed_at__isnull=False) | Q(entered_by_id__isnull=False)
    return listing().filter(own)


def deputy_list(actor: Actor, tab: str) -> QuerySet[Suggestion]:
    """A deputy's suggestions by tab (see DEPUTY_TABS)."""
    mine = listing().filter(lead=actor.deputy_id)
    match tab:
        case "asked":
            return listing().filter(pk__in=asked_of(actor).values("suggestion"))
        case "mine":
            return mine.exclude(state__in=(*WRITING_STATES, *PRIVATE_STATES))
        case "cosigned":
            signed = CoSigner.objects.filter(
                deputy=actor.deputy_id, state=CoSignState.CONFIRMED, digest=F("suggestion__digest")
            )
            return listing().filter(pk__in=signed.values("suggestion"))
        case "all":
            return public_list()
    return mine.filter(state__in=WRITING_STATES)


def asked_of(actor: Actor) -> QuerySet[CoSigner]:
    """Co-signatures that a deputy is asked for: new ones, and those of a text that has changed since."""
    waiting = Q(state=CoSignState.INVITED) | Q(state=CoSignState.CONFIRMED) & ~Q(
        digest=F("suggestion__digest")
    )
    return CoSigner.objects.filter(
        waiting, deputy=actor.deputy_id, suggestion__state__in=WRITING_STATES
    )


def deputy_counts(actor: Actor) -> dict[str, int]:
    """How much waits for a deputy to write or to co-sign. Two queries."""
    return {
        "writing": Suggestion.objects.filter(
            lead=actor.deputy_id, state__in=WRITING_STATES
        ).count(),
        "asked": asked_of(actor).count(),
    }


def staff_list(tab: str) -> QuerySet[Suggestion]:
    """The congress's list by tab (see STAFF_TABS)."""
    filed = listing().filter(filed_at__isnull=False)
    if tab == "over":
        return filed.filter(_only(*OVER))
    if tab in ("accepted", "with_units", "answered"):
        return filed.filter(state=tab)
    return filed if tab == "all" else filed.filter(state="filed")


def staff_counts() -> dict[str, int]:
    """How much stands under the tabs on which the congress acts. One query."""
    states = ("filed", "accepted", "with_units", "answered")
    return Suggestion.objects.filter(state__in=states).aggregate(
        **{state: Count("id", filter=Q(state=state)) for state in states}
    )


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for: words, a session, a category, a state; '' or None: any.

    session_id: BETWEEN for those that came in between sessions.
    """

    words: str = ""
    session_id: int | None = None
    category: str = ""
    state: str = ""


def found(town: Town, suggestions: QuerySet[Suggestion], wanted: Wanted) -> QuerySet[Suggestion]:
    """Those of `suggestions` that are asked for."""
    if wanted.words:
        suggestions = search.matching(suggestions, KIND, town.pk, wanted.words)
    if wanted.session_id == BETWEEN:
        suggestions = suggestions.filter(session__isnull=True)
    elif wanted.session_id is not None:
        suggestions = suggestions.filter(session=wanted.session_id)
    if wanted.category:
        suggestions = suggestions.filter(category__startswith=wanted.category)
    if wanted.state:
        suggestions = suggestions.filter(state=wanted.state)
    return suggestions


def public_list() -> QuerySet[Suggestion]:
    """What the public may read: everything accepted, unless a reason is recorded."""
    return listing().filter(_only(*TAKEN_STATES), private_reason="")


def public_sums() -> dict[str, int]:
    """How many are public, answered, judged by their lead deputy, and judged content. One query."""
    content = ("satisfied", "mostly_satisfied")
    return public_list().aggregate(
        shown=Count("id"), answered=Count("id", filter=Q(answered_at__isnull=False)),
        judged=Count("id", filter=~Q(result="")),
        content=Count("id", filter=Q(result__in=content)),
    )  # fmt: skip


def taking_up(matter: Matter) -> QuerySet[Suggestion]:
    """The public suggestions that take a matter up, the first one first."""
    return public_list().filter(citations__matter=matter).order_by("id")


def alike(suggestion: Suggestion, text: str, limit: int = 3) -> list[Suggestion]:
    """Suggestions of this term that say about the same; drafts of others are never among them."""
    pool = Suggestion.objects.filter(term=suggestion.term_id, filed_at__isnull=False)
    rows = list(
        pool.exclude(pk=suggestion.pk)
        .exclude(state__in=PRIVATE_STATES)
        .order_by("-id")
        .values_list("pk", "title", "grounds", "proposal")[:LOOKED_AT]
    )
    candidates = [Candidate(pk, "\n".join(said)) for pk, *said in rows]
    keys = [one.key for one in similar.rank(text, "", candidates, limit=limit, threshold=ALIKE)]
    found_by_key = {one.pk: one for one in listing().filter(pk__in=keys)}
    return [found_by_key[key] for key in keys if key in found_by_key]


def events_of(suggestion: Suggestion, limit: int = 60) -> list[Event]:
    """Its last acts, the latest first, with their content. One query."""
    rows = Event.objects.filter(kind="suggestion", subject_id=suggestion.pk)
    return list(rows.select_related("content").order_by("-id")[:limit])
