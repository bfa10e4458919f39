"""Twins for the pages: what the index finds by wording, then what compares by pairs of characters nearby.

Without an index, or with the engine switched off, pages get what `voices.queries` finds by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from huying.analysis.twins import Twin, TwinIndex, groups
from huying.core.models import Town
from huying.imports.models import ImportBatch
from huying.listening import twin_index
from huying.town.models import Division
from huying.voices import queries
from huying.voices.models import Matter, Voice
from huying.voices.states import LIVE_STATES, OPEN_STATES

# A matter's first voices say what it is about.
VOICES_ASKED = 5
# More than are shown: several may be of one matter, or of one that is not to be shown.
ASKED = 30
# Imported voices that are grouped at once: what a person goes through before the next cup of tea.
GROUPED = 400


@dataclass(frozen=True)
class Likely(queries.Twin):
    """A matter that may be the same. worded_alike: found by its wording, whatever its place in the town."""

    worded_alike: bool = False


@dataclass(frozen=True)
class Group:
    """Imported matters, still new, that say the same. into: where they would go; the rest, `matters`."""

    into: Matter
    matters: list[Matter]


def twins(matter: Matter, limit: int = 5) -> list[Likely]:
    """Matters that may be the same as `matter`, those in nearly the same words first."""
    voices = list(matter.voices.order_by("pk").only("pk", "text", "division_id")[:VOICES_ASKED])
    text = "\n".join(voice.text for voice in voices)
    found: dict[int, float] = {}
    with twin_index.reading(matter.town) as index:
        for voice in voices if index is not None else []:
            _best(found, _ask(index, voice.text, matter.division_id))
    rows = queries.with_words(Matter.objects.filter(town_id=matter.town_id, state__in=LIVE_STATES))
    near = _likely(rows.exclude(pk=matter.pk), found, text, matter.division_id)[:limit]
    return _joined(near, queries.twins(matter, text, limit), limit)


def similar_public(
    town: Town, text: str, division: Division | None = None, *, limit: int = 5
) -> list[Likely]:
    """Open public matters like `text`: somebody may say "me too" to one. At most four queries."""
    place = division.pk if division is not None else None
    found: dict[int, float] = {}
    with twin_index.reading(town) as index:
        if index is not None:
            _best(found, _ask(index, text, place))
    rows = Matter.objects.filter(town=town, public=True, state__in=OPEN_STATES)
    near = _likely(rows.select_related("division"), found, text, place)[:limit]
    return _joined(near, queries.similar_public(town, text, division, limit=limit), limit)


def groups_of(batch: ImportBatch, after: int = 0) -> tuple[list[Group], int]:
    """Groups among a batch's new matters, each with an older matter that says the same, if there is one.

    after: the last voice of the call before. Returns the groups, the largest first, and the voice to go
    on after, 0 at the end.
    """
    waiting = Voice.objects.filter(batch=batch, state="received", matter__state="new", pk__gt=after)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True)[: GROUPED + 1])
    more = keys[GROUPED - 1] if len(keys) > GROUPED else 0
    keys = keys[:GROUPED]
    with twin_index.reading(batch.town) as index:
        pairs = index.pairs_of(keys) if index is not None else []
    matter_of = _matters_of({key for pair in pairs for key in (pair.one, pair.other)})
    tied = [
        (matter_of[one], matter_of[other], score)
        for one, other, score in pairs
        if one in matter_of and other in matter_of and matter_of[one] != matter_of[other]
    ]
    imported = set(Voice.objects.filter(pk__in=keys).values_list("matter_id", flat=True))
    together = groups(tied)
    rows = queries.with_words(Matter.objects.filter(state__in=LIVE_STATES)).select_related(
        "division"
    )
    matters = rows.in_bulk([pk for group in together for pk in group])
    return [g for group in together if (g := _group(group, matters, imported)) is not None], more


def _group(keys: list[int], matters: dict[int, Matter], imported: set[int]) -> Group | None:
    # The first of a group is the one that all others are like: the oldest.
    members = [matters[key] for key in keys if key in matters]
    rest = [one for one in members[1:] if one.pk in imported and one.state == "new"]
    return Group(members[0], rest) if rest else None


def _ask(index: TwinIndex, text: str, division_id: int | None) -> list[Twin]:
    return index.ask(text, str(division_id or ""), ASKED)


def _best(found: dict[int, float], twins: Iterable[Twin]) -> None:
    """Add what was found, voices by their matters; the best of a matter's voices counts."""
    scores = {twin.key: twin.score for twin in twins}
    for voice_id, matter_id in _matters_of(scores).items():
        found[matter_id] = max(found.get(matter_id, 0.0), scores[voice_id])


def _matters_of(voice_ids: Iterable[int]) -> dict[int, int]:
    ids = list(voice_ids)
    return dict(Voice.objects.filter(pk__in=ids).values_list("pk", "matter_id")) if ids else {}


def _likely(rows, found: dict[int, float], text: str, division_id: int | None) -> list[Likely]:
    matters = rows.filter(pk__in=found) if found else []
    likely = [
        Likely(
            one, found[one.pk], division_id is not None and one.division_id == division_id,
            queries.shared_words(text, queries.text_of(one)), worded_alike=True,
        )
        for one in matters
    ]  # fmt: skip
    return sorted(likely, key=lambda one: (-one.score, one.matter.pk))


def _joined(near: list[Likely], others: list[queries.Twin], limit: int) -> list[Likely]:
    known = {one.matter.pk for one in near}
    rest = [
        Likely(one.matter, one.score, one.same_place, one.words)
        for one in others
        if one.matter.pk not in known
    ]
    return [*near, *rest][:limit]
