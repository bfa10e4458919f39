"""Who is proposed to handle a suggestion, with the reasons: the units' duties, and earlier cases like it.

The program proposes with its reasons; the meeting decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from huying.analysis import category as kinds
from huying.analysis import similar
from huying.analysis.similar import Candidate
from huying.handling.models import Case
from huying.suggestions.examining import KIND
from huying.suggestions.models import Suggestion
from huying.town.models import Unit
from huying.town.queries import active_units

# How many answered suggestions are read, how many of them are compared, how alike one must be to speak for its unit.
KEPT, LOOKED_AT, ALIKE = 600, 100, 0.18
# What a thing speaks for a unit: its duty list names the category, its duties share words, it had one like it.
BY_CATEGORY, BY_GROUP, BY_WORDS, BY_CASE = 3.0, 1.5, 1.0, 2.0
HELPS_FROM = 1.5


@dataclass
class Proposal:
    """lead: the unit with the most to say for it, None where nothing speaks for any. others: that might help."""

    lead: Unit | None = None
    others: list[Unit] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@dataclass
class _Score:
    unit: Unit
    points: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        self.points += points
        self.reasons.append(reason)


@dataclass(frozen=True)
class _Earlier:
    """Suggestions answered before, the latest first: (id, category, title, grounds); and who led their cases."""

    rows: list[tuple[int, str, str, str]]
    led: dict[int, list[int]]

    def near(self, suggestion: Suggestion) -> list[tuple[int, str, str]]:
        """Those of the same group of categories; of any where it has none."""
        group = suggestion.category.split(".")[0]
        near = [
            (pk, title, grounds)
            for pk, category, title, grounds in self.rows
            if pk != suggestion.pk and (not group or category.split(".")[0] == group)
        ]
        return near[:LOOKED_AT]


def propose(suggestions: Iterable[Suggestion]) -> dict[int, Proposal]:
    """A proposal for each suggestion, by its id. Three queries however many they are."""
    units, earlier = list(active_units()), _earlier()
    return {one.pk: _propose(one, units, earlier) for one in suggestions}


def _propose(suggestion: Suggestion, units: list[Unit], earlier: _Earlier) -> Proposal:
    scores = {unit.pk: _Score(unit) for unit in units}
    _by_duties(suggestion, scores)
    _by_earlier_cases(suggestion, scores, earlier)
    ranked = sorted(scores.values(), key=lambda score: -score.points)
    if not ranked or not ranked[0].points:
        return Proposal(reasons=[_("没有单位的职责写到这一类，也没有办过相近的，请会上商定。")])
    best = ranked[0]
    others = [score.unit for score in ranked[1:3] if score.points >= HELPS_FROM]
    reasons = [f"{best.unit.name}：{reason}" for reason in best.reasons]
    for score in ranked[1:3]:
        if score.unit in others:
            reasons.append(f"{score.unit.name}：{score.reasons[0]}")
    return Proposal(best.unit, others, reasons)


def _by_duties(suggestion: Suggestion, scores: dict[int, _Score]) -> None:
    text = f"{suggestion.title}\n{suggestion.grounds}\n{suggestion.proposal}"
    wanted = suggestion.category
    guesses = {guess.key: guess for guess in kinds.classify(text)}
    for score in scores.values():
        has = set(score.unit.categories)
        if wanted and wanted in has:
            score.add(BY_CATEGORY, _("主办这一类"))
        elif wanted and wanted.split(".")[0] in has:
            score.add(BY_GROUP, _("主办这一大类"))
        for key, guess in guesses.items():
            if key != wanted and (key in has or key.split(".")[0] in has):
                words = "、".join(guess.words[:3])
                score.add(BY_GROUP * guess.share, _("文中说到%(words)s") % {"words": words})
        named = [duty for duty in score.unit.duties if similar.similarity(duty, text) > ALIKE]
        if named:
            score.add(BY_WORDS, _("职责里有“%(duty)s”") % {"duty": named[0]})


def _earlier() -> _Earlier:
    answered = Suggestion.objects.filter(answered_at__isnull=False).order_by("-id")
    rows = list(answered.values_list("pk", "category", "title", "grounds")[:KEPT])
    led: dict[int, list[int]] = defaultdict(list)
    cases = Case.objects.filter(
        origin_kind=KIND, origin_id__in=[pk for pk, *_rest in rows], lead__isnull=False
    )
    for origin_id, lead_id in cases.values_list("origin_id", "lead_id"):
        led[origin_id].append(lead_id)
    return _Earlier(rows, led)


def _by_earlier_cases(suggestion: Suggestion, scores: dict[int, _Score], earlier: _Earlier) -> None:
    """Suggestions like this one, answered before: who led their cases."""
    near = earlier.near(suggestion)
    ranked = similar.rank(
        f"{suggestion.title}\n{suggestion.grounds}",
        "",
        [Candidate(pk, f"{title}\n{grounds}") for pk, title, grounds in near],
        threshold=ALIKE,
    )
    titles = {pk: title for pk, title, _grounds in near}
    spoken = set()
    for one in ranked:  # the most alike first: it is the one that is named
        for lead_id in earlier.led[one.key]:
            if lead_id in scores and lead_id not in spoken:
                spoken.add(lead_id)
                reason = _("办过相近的“%(title)s”") % {"title": titles[one.key]}
                scores[lead_id].add(BY_CASE * one.score, reason)
