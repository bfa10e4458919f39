"""Replays the consultations of `content/consultations.toml` among the stories, each person at a time of their own."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from huying.consultations import answering, asking, jobs
from huying.consultations.answering import Sheet, Who
from huying.consultations.asking import Question
from huying.consultations.models import Consultation, Statement
from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import PUBLIC
from huying.demo.people import read
from huying.demo.stories import Player, office_hours

# Of those who take part: who comes to a point and has it written down, who answers by a printed code.
AT_A_POINT, BY_CODE = 0.2, 0.08
SKIPS, UNSURE = 0.12, 0.1
KEEPER = "keeper"


class Asked:
    """One consultation under way. told: as written."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.rng = random.Random(told["id"])  # noqa: S311  the same town at every start
        self.made: Consultation | None = None
        self.leans: dict[int, list[float]] = {}
        self.codes: list[str] = []

    @property
    def now(self) -> Consultation:
        """As it stands."""
        assert self.made is not None
        return Consultation.objects.select_related("town").get(pk=self.made.pk)


class Consultations:
    """Lays the consultations' acts among the player's."""

    def __init__(self, player: Player) -> None:
        self.player, self.cast = player, player.cast
        self.staff = self.cast.actors["staff"]
        self.keeper = self.cast.actors[KEEPER]

    def plan(self) -> int:
        """Lay out every consultation's acts in time. Returns how many there are."""
        rows = [Asked(told) for told in read("consultations.toml")["consultation"]]
        for row in rows:
            self._plan_one(row)
        return len(rows)

    def _plan_one(self, row: Asked) -> None:
        told = row.told
        start = self._ago(told["days_ago"])
        self._at(start, self._open, row)
        last = start + dt.timedelta(days=told["open_days"] - 1)
        end = min(last, self.player.until)
        for number in range(told["people"]):
            when = start + (end - start) * row.rng.random() ** 1.4 + dt.timedelta(minutes=5)
            self._at(min(when, end), self._answer, row, number)
        for proposal in told["proposals"]:
            self._at(start + (end - start) * 0.1, self._propose, row, proposal)
        if "close_days_ago" in told:
            self._at(self._ago(told["close_days_ago"]), self._close, row)
        if "publish_days_ago" in told:
            self._at(self._ago(told["publish_days_ago"]), self._publish, row)
        for days, text in told.get("follow_ups", []):
            self._at(self._ago(days), self._follow_up, row, text)

    def _ago(self, days: int) -> dt.datetime:
        return office_hours(self.player.until - dt.timedelta(days=days))

    def _at(self, when: dt.datetime, act: Callable[..., None], row: Asked, *more: Any) -> None:
        self.player.at(when, partial(self._try, act, row, *more))

    def _try(self, act: Callable[..., None], row: Asked, *more: Any) -> None:
        try:
            act(row, *more)
        except HuyingError as error:
            self.player.faults.append(f"{row.told['id']} {act.__name__}: {error}")

    def _open(self, row: Asked) -> None:
        told, today = row.told, clock.today()
        question = Question(
            kind=told["kind"], title=told["title"], intro=told["intro"].strip(), opens_on=today,
            closes_on=today + dt.timedelta(days=told["open_days"] - 1),
        )  # fmt: skip
        row.made = asking.start(town=self.cast.town, by=self.staff, question=question)
        texts = [one["text"] for one in told["statements"]]
        made = asking.add_statements(consultation=row.made, by=self.staff, texts=texts)
        row.leans = {
            one.pk: told["lean"] for one, told in zip(made, told["statements"], strict=True)
        }
        asking.open_it(consultation=row.now, by=self.staff)
        row.codes = answering.print_codes(consultation=row.now, by=self.keeper, count=20)

    def _answer(self, row: Asked, number: int) -> None:
        rng, told = row.rng, row.told
        camp = rng.choices(range(len(told["camps"])), told["camps"])[0]
        answers = {}
        for pk, lean in row.leans.items():
            draw = rng.random()
            if draw < SKIPS:
                continue
            agrees = rng.random() < (1 + lean[camp]) / 2
            answers[pk] = 0 if draw < SKIPS + UNSURE else 1 if agrees else -1
        remark = told["remarks"][number] if number < len(told["remarks"]) else {}
        sheet = Sheet(
            answers=answers, remark=remark.get("text", ""),
            division=self.cast.places.get(remark.get("place", "")),
        )  # fmt: skip
        by, who = self._comes(row, number)
        person = answering.answer(consultation=row.now, by=by, who=who, sheet=sheet)
        if "category" in remark:
            asking.classify(remark=person.remarks.get(), by=self.staff, category=remark["category"])

    def _comes(self, row: Asked, number: int) -> tuple[Any, Who]:
        way = row.rng.random()
        if way < BY_CODE and row.codes:
            return PUBLIC, Who(code=row.codes.pop())
        secret = f"demo-{row.told['id']}-{number}"
        if way < BY_CODE + AT_A_POINT:
            return self.keeper, Who(secret=secret, point=self.cast.points["nanshe"])
        return PUBLIC, Who(secret=secret)

    def _propose(self, row: Asked, proposal: dict[str, Any]) -> None:
        sheet = Sheet(proposal=proposal["text"])
        secret = f"demo-{row.told['id']}-{proposal['text']}"
        answering.answer(consultation=row.now, by=PUBLIC, who=Who(secret=secret), sheet=sheet)
        if proposal.get("wait"):
            return
        made = Statement.objects.get(consultation=row.made, text=proposal["text"])
        verb = "show" if proposal.get("show") else "refuse"
        reason = proposal.get("refuse", "")
        asking.moderate(statement=made, by=self.staff, verb=verb, reason=reason)
        if proposal.get("show"):
            row.leans[made.pk] = proposal["lean"]

    def _close(self, row: Asked) -> None:
        if row.now.state == "open":
            asking.close(consultation=row.now, by=self.staff)
        jobs.recount(row.now)

    def _publish(self, row: Asked) -> None:
        told = row.told
        asking.publish(
            consultation=row.now, by=self.staff, outcome=told["outcome"].strip(),
            done=told["done"].strip(),
        )  # fmt: skip

    def _follow_up(self, row: Asked, text: str) -> None:
        asking.follow_up(consultation=row.now, by=self.staff, text=text)
