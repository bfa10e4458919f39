"""Replays the suggestions of `content/suggestions_*.toml` among the stories: every step by its verb and its person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from huying.congress.actions import keep_session
from huying.congress.models import Session
from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import Actor, system_actor
from huying.demo.people import CONTENT, read
from huying.demo.steps import Steps
from huying.demo.stories import Player, office_hours
from huying.handling.models import MeetingItem
from huying.handling.states import ItemState
from huying.handling.suggestions import meetings
from huying.rulebook import changes
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning, drafting, filing
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Term

# A congress meets twice a year, the demo's on these days; the assignment meeting is within the month after.
SESSION_DAYS = ((2, 25), (7, 22))
MEETING_AFTER_DAYS = 18
PACK, WHY = "shanxi", "泽州县在山西，照本省的办法；没有读到条文的，先按本镇的通行做法。"


@dataclass
class Told:
    """A suggestion under way. told: as written."""

    told: dict[str, Any]
    suggestion: Suggestion | None = None

    @property
    def now(self) -> Suggestion:
        """As it stands."""
        assert self.suggestion is not None
        return Suggestion.objects.select_related("lead", "town", "session").get(
            pk=self.suggestion.pk
        )


class Suggestions:
    """Lays the suggestions' acts among the player's."""

    def __init__(self, player: Player) -> None:
        self.player, self.cast = player, player.cast
        self.steps = Steps(player)
        self.deputies = {one.name: one for one in Deputy.objects.all()}
        self.sessions: list[Session] = []

    def set_the_rules(self) -> None:
        """The town follows its province's rules; its sessions are entered."""
        by = system_actor(self.cast.town.pk)
        changes.choose_pack(town=self.cast.town, pack=PACK, reason=WHY, by=by)
        term = Term.objects.get()
        days = _session_days(term.starts, timezone.localdate(self.player.until))
        self.sessions = [
            keep_session(
                term=term, number=number, opens=day, closes=day + dt.timedelta(days=1), by=by
            )
            for number, day in enumerate(days, start=1)
        ]

    def plan(self) -> int:
        """Lay out every suggestion's acts in time. Returns how many there are."""
        rows = [
            Told(one)
            for path in sorted(CONTENT.glob("suggestions_*.toml"))
            for one in read(path.name)["suggestion"]
        ]
        together: dict[int, list[Told]] = defaultdict(list)
        for row in rows:
            filed = self._filed_at(row)
            if filed is None:
                continue
            self._plan_one(row, filed)
            if "session" in row.told["when"] and any(_does(row, "assign")):
                together[row.told["when"]["session"]].append(row)
        for number, listed in together.items():
            self.player.at(self._meeting_at(number), partial(self._meet, number, listed))
        return len(rows)

    def _filed_at(self, row: Told) -> dt.datetime | None:
        when = row.told["when"]
        if "days_ago" in when:
            day = timezone.localdate(self.player.until) - dt.timedelta(days=when["days_ago"])
        elif when["session"] <= len(self.sessions):
            day = self.sessions[-when["session"]].opens
        else:
            return None
        minute = sum(map(ord, row.told["id"])) % 180
        return timezone.make_aware(
            dt.datetime.combine(day, dt.time(9)) + dt.timedelta(minutes=minute)
        )

    def _meeting_at(self, number: int) -> dt.datetime:
        day = self.sessions[-number].opens + dt.timedelta(days=MEETING_AFTER_DAYS)
        return office_hours(timezone.make_aware(dt.datetime.combine(day, dt.time(9, 30))))

    def _plan_one(self, row: Told, filed: dt.datetime) -> None:
        day = dt.timedelta(days=1)
        self._at(filed - 3 * day, self._draft, row)
        self._at(filed - day, self._confirm, row)
        if not row.told.get("draft"):
            self._at(filed, self._file, row)
        at = filed
        for step in row.told.get("step", []):
            at = max(office_hours(at + dt.timedelta(days=step["after"])), at)
            at += dt.timedelta(minutes=7)
            if step["do"] == "assign" and "session" in row.told["when"]:
                at = self._meeting_at(row.told["when"]["session"])
                continue
            self._at(at, self.steps.take, row, step)

    def _at(self, when: dt.datetime, act: Any, row: Told, *more: Any) -> None:
        self.player.at(when, partial(self._try, act, row, *more))

    def _try(self, act: Any, row: Told, *more: Any) -> None:
        try:
            act(row, *more)
        except HuyingError as error:
            what = more[0]["do"] if more else act.__name__
            self.player.faults.append(f"{row.told['id']} {what}: {error}")

    def _draft(self, row: Told) -> None:
        told = row.told
        lead = self.deputies[told["lead"]]
        by = self.steps.deputy(lead)
        matters = [
            self.player.matters[one] for one in told["matters"] if one in self.player.matters
        ]
        row.suggestion = drafting.start(
            town=self.cast.town, lead=lead, by=by, kind=told["kind"], matters=matters,
            basis=told["basis"] if told["basis"] != "matters" or matters else "blank",
            basis_note=told["basis_note"],
        )  # fmt: skip
        drafting.save(suggestion=row.suggestion, by=by, text=self._text(told))
        invited = [self.deputies[name] for name in (*told["cosigners"], *told["declined"])]
        if invited:
            cosigning.invite(suggestion=row.suggestion, deputies=invited, by=by)

    def _text(self, told: dict[str, Any]) -> Text:
        return Text(
            told["title"], told["grounds"].strip(), told["proposal"].strip(), told["category"],
            self.cast.places.get(told["village"]), told["basis_note"],
        )  # fmt: skip

    def _confirm(self, row: Told) -> None:
        suggestion = row.now
        for signer in suggestion.cosigners.select_related("deputy"):
            by = self.steps.deputy(signer.deputy)
            cosigning.read(suggestion=suggestion, by=by)
            if signer.deputy.name in row.told["declined"]:
                cosigning.decline(signer=signer, by=by, note="这件事我还不太清楚，这次就不联了。")
            else:
                cosigning.confirm(signer=signer, by=by, digest=suggestion.digest)

    def _file(self, row: Told) -> None:
        suggestion = row.now
        filing.file(
            suggestion=suggestion, by=self.steps.deputy(suggestion.lead),
            declared=[ground.key for ground in rulebook.grounds(self.cast.town)],
        )  # fmt: skip

    def _meet(self, number: int, listed: list[Told]) -> None:
        """The assignment meeting after a session: every one that waits, as it is written."""
        session, by = self.sessions[-number], self.cast.actors["staff"]
        meeting = meetings.prepare(
            town=self.cast.town, by=by, title=f"{session.short}代表建议交办会",
            held_on=clock.today(), session=session,
        )  # fmt: skip
        heads = [f"{unit.name}负责人" for unit in self.cast.units.values()]
        meetings.arrange(
            meeting=meeting, by=by, title=meeting.title, held_on=meeting.held_on,
            place="镇政府二楼会议室", chair="镇人大主席", present="\n".join(["分管副镇长", *heads]),
        )  # fmt: skip
        meetings.begin(meeting=meeting, by=by)
        wanted = {row.suggestion.pk: next(_does(row, "assign")) for row in listed if row.suggestion}
        for item in list(meeting.items.all()):
            self._decide(item, wanted.get(item.suggestion_id), by)
        if meeting.items.filter(state=ItemState.AGREED).exists():
            meeting.refresh_from_db()
            meetings.close(meeting=meeting, by=by)

    def _decide(self, item: MeetingItem, step: dict[str, Any] | None, by: Actor) -> None:
        if step is None:
            meetings.decide(item=item, by=by, state=ItemState.PUT_OFF, lead=None, others=[])
            return
        plan = self.steps.units_of(step)
        meetings.decide(
            item=item, by=by, state=ItemState.AGREED, instruction=step["instruction"],
            dispute=step["dispute"], settlement="会上商定，由主办单位办理。" if step["dispute"] else "",
            **plan,
        )  # fmt: skip


def _does(row: Told, verb: str) -> Any:
    return (step for step in row.told.get("step", []) if step["do"] == verb)


def _session_days(starts: dt.date, today: dt.date) -> list[dt.date]:
    """The first session soon after the term starts, then two a year up to today."""
    days = [starts + dt.timedelta(days=12)]
    for year in range(starts.year, today.year + 1):
        for month, day in SESSION_DAYS:
            there = dt.date(year, month, day)
            if days[0] < there <= today:
                days.append(there)
    return days
