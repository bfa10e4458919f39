"""Hot topics against those found by hand, beside average link; how often a quiet topic is called rising.

python -m bench.texts.topics
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

import numpy as np

from bench import texts
from bench.texts import Member, Row, baselines
from huying.analysis.topics import Message, Saying, group, grouping, pace
from huying.analysis.topics.pace import Background

LOOKS, SEED = 4_000, 0
CUTS = (0.035, 0.045, 0.055, 0.06, 0.07)


def measure() -> list[Row]:
    """The dev topics over the whole pile, other thresholds, and false alarms in simulation."""
    pile, members = texts.hot(), texts.topic_members()
    start = time.perf_counter()
    found = _groups(pile)
    took = time.perf_counter() - start
    plain = baselines.average_link([one.title for one in pile], [one.body for one in pile])
    beside = {one.key: label for one, label in zip(pile, plain, strict=True)}
    f1, clean = _scored(found, members)
    plain_f1, plain_clean = _scored(beside, members)
    many = len({member.topic for member in members})
    return [
        Row("hot topics", "B-cubed F1 over the labelled messages", f"{f1:.3f}", "≥ 0.95", f"{plain_f1:.3f}",
            note=f"{len(pile):,} messages in {took:.0f} s"),
        Row("hot topics", f"clean of {many}", str(clean), "≥ 14", str(plain_clean)),
        Row("hot topics", "messages in the groups of these topics that nobody labelled",
            str(_strangers(found, members)), baseline=str(_strangers(beside, members)),
            note="another problem or place, or a member not noted down"),
        Row("hot topics", "the same with other thresholds", _thresholds(pile, members),
            note=f"{grouping.ALIKE} is used; F1, clean"),
        *_alarms(),
    ]  # fmt: skip


def _groups(pile: Sequence[texts.Hot], alike: float = grouping.ALIKE) -> dict[int, int]:
    rows = [Message(one.key, one.body, one.title, person=one.user) for one in pile]
    return {key: number for number, one in enumerate(group(rows, alike=alike)) for key in one.keys}


def _scored(group_of: dict[int, int], members: Sequence[Member]) -> tuple[float, int]:
    return baselines.b_cubed(group_of, members)[2], baselines.clean_topics(group_of, members)


def _strangers(group_of: dict[int, int], members: Sequence[Member]) -> int:
    labelled = {member.key for member in members}
    held = {group_of[key] for key in labelled if key in group_of}
    return sum(number in held and key not in labelled for key, number in group_of.items())


def _thresholds(pile: Sequence[texts.Hot], members: Sequence[Member]) -> str:
    told = []
    for cut in CUTS:
        f1, clean = _scored(_groups(pile, cut), members)
        told.append(f"{cut}: {f1:.3f}, {clean}")
    return "; ".join(told)


def _alarms() -> list[Row]:
    """Quiet topics: people come at an even pace, alone or in bunches (variance twice the mean), as does their kind."""
    rows = []
    for what, bunched in (("people come alone", False), ("people come in bunches", True)):
        for yearly in (6, 20, 60):
            share = _flagged(yearly, bunched)
            rows.append(
                Row("rising topics", f"false alarms, {what}, {yearly} a year", f"{share:.2%}", "≤ 1 %",
                    note=f"{LOOKS:,} looks, seed {SEED}")
            )  # fmt: skip
    found = [f"{times}×: {_flagged(20, False, times):.0%}" for times in (2, 3, 5, 10)]
    rows.append(Row("rising topics", "found when the pace of 20 a year rises", "; ".join(found)))
    return rows


def _flagged(yearly: int, bunched: bool, times: float = 1.0) -> float:
    dice = np.random.default_rng(SEED)
    days, memory, kind = 28, 365, 400
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    late, early = at - dt.timedelta(days=1), at - dt.timedelta(days=days + 10)
    means = np.array([yearly * times * days / memory, yearly, kind * days / memory, kind], float)
    draws = dice.poisson(means if not bunched else dice.gamma(means, 1.0, (LOOKS, 4)), (LOOKS, 4))
    flagged = 0
    seen: dict[tuple[int, ...], bool] = {}
    for row in draws.tolist():
        key = tuple(row)
        if key not in seen:
            counts = zip((late, early), row[:2], strict=True)
            mine = [Saying("", when, "k") for when, many in counts for _ in range(many)]
            rest = [
                Saying("", when, "k")
                for when, many in zip((late, early), row[2:], strict=True)
                for _ in range(many)
            ]
            seen[key] = pace(mine, "k", Background([*mine, *rest], at, days)).rising
        flagged += seen[key]
    return flagged / LOOKS


if __name__ == "__main__":
    from bench.texts.printing import show

    show("topics", measure())
