"""Reads for the triage desk and the register: what waits, what may be the same, what happened.

Every list is one look at an index, whatever the town's size: see `POOL`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr

from huying.analysis import category as categories
from huying.analysis import similar
from huying.core import clock, search
from huying.core.models import Event, Town
from huying.town.models import Division
from huying.voices.models import Matter, Merge, Voice
from huying.voices.states import FINISHED_STATES, LIVE_STATES, OPEN_STATES

# Of what was done to a matter while somebody else looked at it, at most so much is told.
MOST_TOLD = 25
# How many matters of one place or category are compared when twins are looked for.
POOL = 150
MOST_COUNTED = 1000
# Staff look at what they are offered, so they are offered more than a resident who writes.
LIKE_ENOUGH_FOR_STAFF = 0.1
LIKE_ENOUGH = 0.18
# Of what was said first: enough to compare by, more than a row shows.
SNIPPET = 600
# New matters in the order in which they should be taken up: urgent first, then by due date.
TRIAGE_ORDER = ("rank", "triage_due", "id")
WAITING_STATES = ("new", "for_suggestion", "at_county")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the desk. category: an item's or a group's key. q: words said."""

    state: str = ""
    category: str = ""
    division_id: int | None = None
    channel: str = ""
    urgency: str = ""
    overdue: bool = False
    q: str = ""


def listing(town: Town, wanted: Wanted) -> QuerySet[Matter]:
    """Matters of one state, or of all states; the caller orders and cuts them into pages."""
    rows = with_words(_chosen(town, wanted))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.urgency:
        rows = rows.filter(urgency=wanted.urgency)
    return rows


def _chosen(town: Town, wanted: Wanted) -> QuerySet[Matter]:
    rows = Matter.objects.filter(town=town)
    if wanted.category:
        exact = "category" if "." in wanted.category else "category__startswith"
        rows = rows.filter(**{exact: wanted.category})
    if wanted.division_id:
        rows = rows.filter(division_id=wanted.division_id)
    if wanted.channel:
        rows = rows.filter(Exists(_voices_of_outer().filter(channel=wanted.channel)))
    if wanted.overdue:
        rows = rows.filter(state="new", triage_due__lt=clock.today())
    if wanted.q:
        spoken = search.matching(Voice.objects.filter(town=town), "voice", town.pk, wanted.q)
        rows = rows.filter(pk__in=spoken.values("matter_id"))
    return rows


def _voices_of_outer() -> QuerySet[Voice]:
    # The matter is of this town already; naming the town again leads a planner without
    # statistics to walk the whole town's voices instead of the matter's.
    return Voice._base_manager.filter(matter=OuterRef("pk"))


def waiting_counts(town: Town) -> dict[str, int]:
    """How many matters wait in each of WAITING_STATES, counted no further than MOST_COUNTED."""
    capped = (
        "(SELECT COUNT(*) FROM (SELECT 1 FROM voices_matter "
        "WHERE town_id = %s AND state = %s LIMIT %s) AS capped)"
    )
    params = [value for state in WAITING_STATES for value in (town.pk, state, MOST_COUNTED)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join([capped] * len(WAITING_STATES)), params)
        return dict(zip(WAITING_STATES, cursor.fetchone(), strict=True))


@dataclass(frozen=True)
class Twin:
    """A matter that may be the same. score: 0 to 1. words: what both speak of."""

    matter: Matter
    score: float
    same_place: bool
    words: tuple[str, ...]


def twins(matter: Matter, text: str, limit: int = 5) -> list[Twin]:
    """Matters that may be the same as `matter` (whose voices say `text`), the same place first."""
    rows = with_words(Matter.objects.filter(town_id=matter.town_id))
    pools = [rows.filter(state="new").order_by("-pk")]
    if matter.division_id:
        pools.append(rows.filter(division_id=matter.division_id).order_by("-pk"))
    category = matter.category or _likely_category(text)
    if category:
        pools.append(rows.filter(public=True, category=category).order_by("-pk"))
    found = {
        other.pk: other
        for pool in pools
        for other in pool[:POOL]
        if other.pk != matter.pk and other.state in LIVE_STATES
    }
    ranked = _rank(text, matter.division_id, found.values(), limit, LIKE_ENOUGH_FOR_STAFF)
    return sorted(ranked, key=lambda twin: (not twin.same_place, -twin.score, twin.matter.pk))


def similar_public(
    town: Town, text: str, division: Division | None = None, *, limit: int = 5
) -> list[Twin]:
    """Open public matters like `text`, the likeliest first: somebody may say "me too" to one.

    At most two queries.
    """
    rows = Matter.objects.filter(town=town, public=True).select_related("division")
    category = _likely_category(text)
    pools = []
    if division is not None:
        pools.append(rows.filter(division=division).order_by("-pk"))
    if category:
        pools.append(rows.filter(category=category).order_by("-pk"))
    found = {
        other.pk: other
        for pool in pools or [rows.order_by("-pk")]
        for other in pool[:POOL]
        if other.state in OPEN_STATES
    }
    return _rank(text, division and division.pk, found.values(), limit, LIKE_ENOUGH)


def _rank(
    text: str, division_id: int | None, pool: Iterable[Matter], limit: int, threshold: float
) -> list[Twin]:
    by_pk = {other.pk: other for other in pool}
    likely = similar.rank(
        text,
        str(division_id or ""),
        [similar.Candidate(pk, text_of(m), str(m.division_id or "")) for pk, m in by_pk.items()],
        limit=limit,
        threshold=threshold,
    )
    return [
        Twin(
            by_pk[one.key],
            one.score,
            division_id is not None and by_pk[one.key].division_id == division_id,
            shared_words(text, text_of(by_pk[one.key])),
        )
        for one in likely
    ]


def shared_words(one: str, other: str) -> tuple[str, ...]:
    """What two texts both speak of: words of town work, or else the longest piece in common."""
    words = [word for guess in categories.classify(one) for word in guess.words]
    both = tuple(dict.fromkeys(word for word in words if word in other))[:4]
    if both:
        return both
    block = SequenceMatcher(None, one[:600], other[:600], autojunk=False).find_longest_match()
    piece = one[block.a : block.a + block.size].strip("，。！？、 \n")
    return (piece[:12],) if len(piece) > 1 else ()


def _likely_category(text: str) -> str:
    guesses = categories.classify(text, top=1)
    return guesses[0].key if guesses else ""


def with_words(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """The rows with their divisions and, as `words`, the start of what was said first."""
    first = _voices_of_outer().order_by("pk")
    said = Subquery(first.values(said=Substr("text", 1, SNIPPET))[:1])
    return rows.select_related("division").annotate(words=said)


def first_words(most: int | None = None) -> Subquery:
    """For rows of Matter: what was said first of what was not taken back. most: of so many characters."""
    first = _voices_of_outer().filter(state="received").order_by("pk")
    said = first.values("text") if most is None else first.values(said=Substr("text", 1, most))
    return Subquery(said[:1])


def text_of(matter: Matter) -> str:
    """What a matter of `with_words` is about, to compare by."""
    return f"{matter.title} {matter.summary} {getattr(matter, 'words', None) or ''}".strip()


def merges_of(matter: Matter) -> list[Merge]:
    """What was merged into `matter` and can be split off again, the latest first."""
    return list(
        Merge.objects.filter(target=matter, undone_at__isnull=True)
        .select_related("source")
        .order_by("-pk")
    )


def came_to_an_end(town: Town, since: datetime) -> list[int]:
    """Voices that a merge brought, `since` then, to a matter that had its last word before."""
    told = Coalesce("target__answered_at", "target__state_since")
    merges = Merge.objects.filter(
        town=town, undone_at__isnull=True, merged_at__gte=since, target__state__in=FINISHED_STATES
    ).filter(merged_at__gte=told)
    return [pk for ids in merges.values_list("voice_ids", flat=True) for pk in ids]


def end_reason(matter: Matter) -> str:
    """Why a matter was ended without being settled; '' where it was not, or has come up since."""
    told = Event.objects.filter(
        town_id=matter.town_id, kind="matter", subject_id=matter.pk,
        verb__in=("end", "close", "reopen"),
    )  # fmt: skip
    last = told.select_related("content").order_by("-pk").first()
    if last is None or last.verb != "end" or not hasattr(last, "content"):
        return ""
    return str(last.content.body.get("reason", ""))


def events_of(
    matter: Matter, *, voice_ids: Iterable[int] = (), case_ids: Iterable[int] = ()
) -> QuerySet[Event]:
    """The ledger's events of a matter, its voices and its cases, the oldest first."""
    return (
        Event.objects.filter(town_id=matter.town_id)
        .filter(
            Q(kind="matter", subject_id=matter.pk)
            | Q(kind="voice", subject_id__in=list(voice_ids))
            | Q(kind="case", subject_id__in=list(case_ids))
        )
        .select_related("content")
        .order_by("pk")
    )


def changes_since(matter: Matter, version: int) -> list[Event]:
    """What was done to a matter after somebody saw it at `version`, the latest first."""
    missed = max(0, min(matter.version - version, MOST_TOLD))
    if not missed:
        return []
    done = Event.objects.filter(town_id=matter.town_id, kind="matter", subject_id=matter.pk)
    return list(done.exclude(verb="open").select_related("content").order_by("-pk")[:missed])
