"""What the units did with each suggestion of a town: cases, talks, replies, promises, the deputies' forms."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from bench import suggestion_texts as texts
from bench.generate_suggestions import Place
from bench.suggestion_lives import Life, Rows

REPLIED = ("closed", "again", "replied", "promised", "further")
OUTCOMES = {
    "resolved": 62, "in_progress": 14, "planned": 12, "deferred": 3, "reference_only": 5,
    "infeasible": 3, "escalated": 1,
}  # fmt: skip
GRADES = {"satisfied": 84, "mostly_satisfied": 13, "dissatisfied": 3}
LATER = ("in_progress", "planned")


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    """An hour of a day in the town's zone."""
    from django.utils import timezone

    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


_dues: dict[tuple[str, dt.date], Any] = {}


def due(town: Any, key: str, day: dt.date) -> Any:
    """When what started on `day` is due. Every town of the bench has the same rules: each day is derived once."""
    from huying.rulebook import queries as rulebook

    if (key, day) not in _dues:
        _dues[key, day] = rulebook.due(town, key, day)
    return _dues[key, day]


def clock_today() -> dt.date:
    from huying.core import clock

    return clock.today()


def rng_days(rng: random.Random, life: Life) -> int:
    """Days from its acceptance to its assignment."""
    return min(rng.randint(5, 20), life_left(life, life.day))


def life_left(life: Life, day: dt.date) -> int:
    """Days from `day` until now."""
    return (clock_today() - day).days


class Handling:
    """Puts a town's handling into rows. made: how many suggestions were written so far."""

    def __init__(self, rng: random.Random, place: Place) -> None:
        self.rng, self.place, self.town, self.made = rng, place, place.town, 0
        self.numbers: dict[str, int] = {}
        # Of which kinds the deputy who has an account leads one already.
        self.led: set[tuple[str, str]] = set()

    def due(self, key: str, day: dt.date) -> Any:
        """See `due`."""
        return due(self.town, key, day)

    def case(self, rows: Rows, one: Any, life: Life, part: int, unit: Any) -> None:
        """One unit's work on it."""
        from huying.handling.models import Case

        rng, assigned = self.rng, life.day + dt.timedelta(days=rng_days(self.rng, life))
        due = self.due("suggestion.reply", assigned)
        again = life.case in ("again", "further")
        case = Case(
            town=self.town, state="closed" if life.case == "again" else life.case,
            origin_kind="suggestion", part=part, title=one.title, lead=unit,
            round=2 if again else 1, opened_at=at(assigned), assigned_at=at(assigned), due=due.date,
            due_basis=due.to_json(), due_rule="suggestion.reply", due_start=assigned,
            state_since=at(assigned),
        )  # fmt: skip
        if life.case == "signing":
            case.draft_text, case.draft_outcome = texts.reply(rng, one.title), "resolved"
        rows.cases.append((case, one))
        one.answer_due = due.date if life.state == "with_units" else None
        body = {"lead": unit.name, "due": str(due.date)}
        if part == 0:
            self.tell(
                rows, life, "suggestion", "assigned", one, at(assigned), "accepted", "with_units", body,
            )  # fmt: skip
        self.tell(rows, life, "case", "assign", case, at(assigned), "at_office", "assigned", body)
        if life.case != "assigned":
            self.tell(
                rows, life, "case", "accept", case, at(assigned, 15), "assigned", "handling", {}
            )
        if part == 0 and rng.random() < 0.25:
            self.helper(rows, life, case, assigned)
        if life.case in (*REPLIED, "signing"):
            self.talk(rows, one, life, case, assigned)
        if life.case in REPLIED:
            for number in range(1, case.round + 1):
                self.reply(rows, one, life, case, number)

    def helper(self, rows: Rows, life: Life, case: Any, assigned: dt.date) -> None:
        """A unit that helps, with its opinion where the reply has come."""
        from huying.handling.models import CoHandler

        other = self.rng.choice([each for each in self.place.units if each is not case.lead])
        asked = self.due("suggestion.cohandler_opinion", assigned)
        done = life.case in REPLIED
        rows.parts.append(
            CoHandler(
                town=self.town, case=case, unit=other, due=asked.date, due_basis=asked.to_json(),
                round=case.round, opinion="同意主办单位的意见。" if done else "",
                given_at=at(asked.date) if done else None,
            )
        )  # fmt: skip

    def talk(self, rows: Rows, one: Any, life: Life, case: Any, assigned: dt.date) -> None:
        """The unit's talk with the deputies, in each round."""
        from huying.handling.models import Consultation

        day = assigned + dt.timedelta(days=min(14, life_left(life, assigned)))
        # Not every deputy has confirmed what was recorded lately.
        said = self.rng.random() < (0.7 if life.case in ("signing", "replied") else 0.95)
        said &= life.case != "signing" or one.lead is not self.place.terms[-1][2][0]
        for number in range(1, case.round + 1):
            rows.parts.append(
                Consultation(
                    town=self.town, case=case, round=number, unit=case.lead, how="visit", held_on=day,
                    people="站长、技术员", said="看了现场，商定了办法和时间。", recorded_at=at(day),
                    answered_by=one.lead if said else None, answered_at=at(day, 16) if said else None,
                    confirmed=self.rng.random() < 0.97 if said else None,
                )
            )  # fmt: skip

    def reply(self, rows: Rows, one: Any, life: Life, case: Any, number: int) -> None:
        """The reply of a round, what the deputies made of it, what it promises."""
        from huying.handling.models import Commitment, Reply

        rng = self.rng
        last = number == case.round
        days = 25 * number + rng.randint(0, 40)
        day = case.due_start + dt.timedelta(days=min(days, life_left(life, case.due_start)))
        weights = {"closed": OUTCOMES, "promised": {"planned": 1}}.get(life.case, OUTCOMES)
        outcome = rng.choices(list(weights), list(weights.values()))[0]
        feedback = self.due("suggestion.feedback", day)
        reply = Reply(
            town=self.town, case=case, unit=case.lead, round=number, text=texts.reply(rng, one.title),
            outcome=outcome, signer="李站长", signed_at=at(day), due=case.due,
            feedback_due=feedback.date, feedback_due_basis=feedback.to_json(),
            code=f"{self.town.name}函〔{day.year}〕{one.number}号",
        )  # fmt: skip
        rows.replies.append(reply)
        self.tell(
            rows, life, "case", "sign", case, at(day), "signing", "replied", {"outcome": outcome}
        )
        one.outcome, one.answered_at, one.round = outcome, at(day), number
        if outcome in LATER:
            until = day + dt.timedelta(days=120)
            kept = life.state == "closed" or rng.random() < 0.3
            rows.parts.append(
                Commitment(
                    town=self.town, case=case, reply=reply, text="明年六月底前完工。", due=until,
                    kept_at=at(min(until, clock_today())) if kept else None, shown="已完工。" if kept else "",
                )
            )  # fmt: skip
        if life.case != "replied":
            self.opinions(rows, one, life, case, number, day, last)

    def opinions(
        self, rows: Rows, one: Any, life: Life, case: Any, number: int, day: dt.date, last: bool
    ) -> None:
        """The deputies' forms: of the lead almost always, of the others often."""
        from huying.handling.models import Opinion
        from huying.suggestions.models import CoSigner

        rng, said = self.rng, at(day + dt.timedelta(days=min(6, life_left(life, day))))
        unhappy = not last or life.case == "further"
        signers = [
            row.deputy
            for row in rows.links[-6:]
            if isinstance(row, CoSigner) and row.suggestion is one
        ]
        for deputy in (one.lead, *signers):
            leads = deputy is one.lead
            if not unhappy and rng.random() > (0.94 if leads else 0.6):
                continue
            grade = rng.choices(list(GRADES), list(GRADES.values()))[0]
            if leads and unhappy:
                grade = "dissatisfied"
            if leads and last:
                one.result = grade
            rows.parts.append(
                Opinion(
                    town=self.town, case=case, deputy=deputy, round=number, leads=leads, attitude="satisfied",
                    result=grade, word=rng.choice(texts.WORDS), at=said,
                )
            )  # fmt: skip

    def tell(
        self, rows: Rows, life: Life, kind: str, verb: str, thing: Any, moment: dt.datetime,
        before: str, after: str, body: dict[str, Any],
    ) -> None:  # fmt: skip
        """An act in the ledger; only the last year's have theirs."""
        if life.last_year:
            rows.acts.append((kind, verb, thing, moment, before, after, body))
