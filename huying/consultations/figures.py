"""What the answers come to, counted by the worker and kept: nobody is shown alone, by no sum and no difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from huying.analysis.opinions import Group, Opinions, Stance, Tally, opinions
from huying.consultations.models import Answer, Consultation
from huying.core.models import Town
from huying.rulebook import queries as rulebook

Figures = dict[str, Any]


def smallest_group(town: Town) -> int:
    """The fewest people that are shown apart; two at least, whatever the town's rule says."""
    return max(2, int(rulebook.value(town, "consultation.smallest_group")))


def count(consultation: Consultation) -> Figures:
    """All that may be shown of the answers, as JSON.

    people, how: who took part, by the way they came. statements: {number: [agree, disagree, pass]}, only those
    that enough people answered. groups, the largest first: size, centre on the plane, answers (by the number of the
    statement; only where each group and the rest are large enough or empty), typical. consensus: what all groups say.
    remarks: {category: how many}; the small ones, and those not yet sorted, together under "". smallest: the fewest
    that are shown. Reads every answer: not for a page.
    """
    smallest = smallest_group(consultation.town)
    took_part = consultation.participants.filter(answered_at__isnull=False)
    ways = dict(took_part.values_list("how").annotate(n=Count("id")).order_by())
    rows = Answer.objects.filter(
        participant__consultation=consultation, statement__state="shown"
    ).values_list("participant_id", "statement_id", "value")
    found = opinions(rows, smallest_group=smallest)
    sure = {pk for pk, tally in found.tallies.items() if tally.seen >= smallest}
    return {
        "people": took_part.count(),
        "how": ways,
        "smallest": smallest,
        "statements": {str(pk): _numbers(found.tallies[pk]) for pk in sorted(sure)},
        "groups": [_group(one, found, smallest) for one in found.groups],
        "consensus": [_stance(one) for one in found.consensus if one.statement in sure],
        "remarks": _remarks(consultation, smallest),
    }


def _numbers(tally: Tally) -> list[int]:
    return [tally.agree, tally.disagree, tally.passed]


def _stance(stance: Stance) -> list[int]:
    return [stance.statement, stance.answer]


def _group(group: Group, found: Opinions, smallest: int) -> dict[str, Any]:
    shown = {pk for pk in group.tallies if _may_be_told(pk, found, smallest)}
    return {
        "size": group.size,
        "centre": list(group.centre),
        "answers": {str(pk): _numbers(group.tallies[pk]) for pk in sorted(shown)},
        "typical": [_stance(one) for one in group.typical if one.statement in shown],
    }


def _may_be_told(statement: int, found: Opinions, smallest: int) -> bool:
    """Whether the groups may be told apart on a statement: what one subtracts from the whole is no single person either."""
    parts = [group.tallies[statement].seen for group in found.groups]
    parts.append(found.tallies[statement].seen - sum(parts))
    return all(part == 0 or part >= smallest for part in parts)


def _remarks(consultation: Consultation, smallest: int) -> Mapping[str, int]:
    counted: Counter[str] = Counter(consultation.remarks.values_list("category", flat=True))
    small = {key for key, number in counted.items() if number < smallest}
    rest = sum(counted.pop(key) for key in small | {""} if key in counted)
    return {**dict(counted.most_common()), **({"": rest} if rest else {})}
