"""Consultations for tests: made by the verbs themselves."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from huying.consultations import answering, asking
from huying.consultations.answering import Sheet, Who
from huying.consultations.asking import Question
from huying.consultations.models import Consultation, Participant
from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import PUBLIC, system_actor

STATEMENTS = ["垃圾桶应该放到巷口", "每天收一次垃圾就够", "应该请人专门管", "费用由村里出", "夏天要多收一次", "分类太麻烦",
              "愿意自己送到收集点", "应该罚乱倒的人"]  # fmt: skip
_secrets = count(1)


def question(**other: Any) -> Question:
    """A question for needs that is open from today for ten days."""
    today = clock.today()
    told = {
        "kind": "needs", "title": "村里的垃圾怎么收", "intro": "新的收运办法下个月开始，请大家先说说。",
        "opens_on": today, "closes_on": today + dt.timedelta(days=9),
    }  # fmt: skip
    return Question(**{**told, **other})


def make_consultation(town: Town, state: str = "open", **other: Any) -> Consultation:
    """One with eight statements, brought to `state`: draft, open, closed or published."""
    by = system_actor(town.pk)
    made = asking.start(town=town, by=by, question=question(**other))
    asking.add_statements(consultation=made, by=by, texts=STATEMENTS)
    if state == "draft":
        return made
    asking.open_it(consultation=made, by=by)
    if state == "open":
        return made
    two_camps(made)
    asking.close(consultation=made, by=by)
    if state == "closed":
        return made
    count_now()
    made.refresh_from_db()
    asking.publish(consultation=made, by=by, outcome="多数人赞成定点收。", done="已按定点收来办。")
    return made


def count_now() -> None:
    """What the worker does."""
    from huying.consultations import jobs

    jobs.tend()


def say(consultation: Consultation, values: list[int | None], **other: Any) -> Participant:
    """A new person's answers to the shown statements in their order; None: not answered."""
    shown = consultation.statements.filter(state="shown").order_by("id")
    given = {one.pk: value for one, value in zip(shown, values, strict=False) if value is not None}
    who = other.pop("who", None) or Who(secret=f"person-{next(_secrets)}")
    by = other.pop("by", PUBLIC)
    sheet = Sheet(answers=given, **other)
    return answering.answer(consultation=consultation, by=by, who=who, sheet=sheet)


def two_camps(consultation: Consultation, size: int = 6) -> None:
    """Two camps that part on all statements but the first, each person with a slip."""
    for person in range(2 * size):
        side = 1 if person < size else -1
        values = [1] + [side] * 7
        values[1 + person % 7] = 0
        say(consultation, values)
