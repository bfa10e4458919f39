"""Replays the stories: every step by the verb and the person who would do it, at its own time."""

from __future__ import annotations

import calendar
import datetime as dt
import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone

from huying.analysis import redaction
from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import Actor
from huying.demo import pictures
from huying.demo.people import CONTENT, Cast, read
from huying.handling import actions as handling
from huying.handling import judging, replies, requests, withdrawal
from huying.handling.matters import KIND as MATTER
from huying.handling.models import Case, CaseFile, Request, Verdict
from huying.town.models import Deputy
from huying.voices import actions as voices
from huying.voices import triage
from huying.voices.actions import Said
from huying.voices.models import Matter, Support, Voice

SEASON_FROM_DAYS = 90


@dataclass
class Story:
    """A story under way. told: as written. start: when its first voice was said."""

    told: dict[str, Any]
    start: dt.datetime
    rng: random.Random
    matter: Matter | None = None
    voices: list[Voice] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)
    rated: int = 0
    triaged: bool = False


class Player:
    """Plays all stories in the order of time, so that the ledger reads like two real years."""

    def __init__(self, cast: Cast, until: dt.datetime) -> None:
        self.cast = cast
        self.until = until
        self.order = itertools.count()
        self.queue: list[tuple[dt.datetime, int, Callable[[], None]]] = []
        self.faults: list[str] = []
        self.phones = itertools.count(1)
        # What became of each story, for the suggestions that take it up.
        self.matters: dict[str, Matter] = {}

    def plan(self) -> int:
        """Lay out every story's acts in time. Returns how many stories there are."""
        told = [
            story
            for path in sorted(CONTENT.glob("stories_*.toml"))
            for story in read(path.name)["story"]
        ]
        for one in told:
            self._plan_story(one)
        return len(told)

    def _plan_story(self, told: dict[str, Any]) -> None:
        rng = random.Random(told["id"])  # noqa: S311  the same town at every start
        story = Story(told, _start_of(told, self.until, rng), rng)
        for number, voice in enumerate(told["voice"]):
            when = story.start + dt.timedelta(days=voice.get("after", 0))
            self._push(when, story, {"do": "_voice", "n": number})
        at, first = story.start, None
        for step in told.get("step", []):
            at = max(office_hours(at + dt.timedelta(days=step["after"])), at)
            at += dt.timedelta(minutes=rng.randint(2, 20))
            first = first or at
            self._push(at, story, step)
        settled = story.start + dt.timedelta(hours=rng.randint(4, 30))
        read_at = min(office_hours(settled), (first or settled) - dt.timedelta(minutes=1))
        self._push(max(read_at, story.start), story, {"do": "_triage"})
        if not told.get("private"):
            for _each in range(told.get("me_too", 0)):
                later = read_at + dt.timedelta(days=rng.expovariate(1 / 3), minutes=30)
                self._push(later, story, {"do": "_me_too"})

    def _push(self, at: dt.datetime, story: Story, step: dict[str, Any]) -> None:
        self.at(at, partial(self._act, story, step))

    def at(self, when: dt.datetime, act: Callable[[], None]) -> None:
        """Have something done at its time, among everything else of the two years."""
        heapq.heappush(self.queue, (when, next(self.order), act))

    def play(self, progress: Any = None) -> int:
        """Play what is past. Returns how many acts were played."""
        acts = 0
        while self.queue:
            at, _number, act = heapq.heappop(self.queue)
            if at > self.until:
                continue
            with clock.pretend(at):
                act()
            acts += 1
            if progress is not None:
                progress(acts)
        return acts

    def _act(self, story: Story, step: dict[str, Any]) -> None:
        try:
            getattr(self, f"do_{step['do'].lstrip('_')}")(story, step)
        except HuyingError as error:
            self.faults.append(f"{story.told['id']} {step['do']}: {error}")
        if story.matter is not None:
            story.matter.refresh_from_db()
            self.matters[story.told["id"]] = story.matter

    # Saying and triage

    def do_voice(self, story: Story, step: dict[str, Any]) -> None:
        told = story.told["voice"][step["n"]]
        by, point = self._who_enters(story, told["channel"])
        said = Said(
            text=told["text"],
            channel=told["channel"],
            kind=story.told.get("kind", "problem"),
            division=self._division(story),
            place=story.told.get("where", ""),
            point=point,
            name=told.get("name", ""),
            reach=f"1990001{next(self.phones):04d}" if told.get("phone") else "",
            consent_pass_on=told.get("consent_pass_on", False),
            consent_publish=told.get("consent_publish", False),
            client_key=f"demo:{story.told['id']}:{step['n']}",
            said_at=clock.now(),
            **self._thanked(story),
        )
        voice = voices.say(town=self.cast.town, by=by, said=said)
        story.voices.append(voice)
        if story.matter is None:
            story.matter = voice.matter
        else:
            triage.merge(
                source=voice.matter, target=voices.standing(story.matter), by=self._staff()
            )
            self._redact(story)

    def _who_enters(self, story: Story, channel: str) -> tuple[Actor, Any]:
        point = self._point(story)
        resident = Actor(kind="resident", name="群众", town_id=self.cast.town.pk)
        if channel in ("in_person", "paper", "phone"):
            keeper = self.cast.actors.get(f"keeper-{point.key}", self.cast.actors["keeper"])
            return keeper, point
        if channel in ("visit", "deputy"):
            return self.cast.actors["deputy"], point
        if channel == "import":
            return self._staff(), None
        return resident, point if channel == "qr" else None

    def _thanked(self, story: Story) -> dict[str, Any]:
        kind, _colon, key = story.told.get("to", "").partition(":")
        if kind == "unit":
            return {"thanks_unit": self.cast.units[key]}
        if kind == "point":
            return {"thanks_point": self._point_of(key)}
        if kind == "deputy":
            return {"thanks_deputy": Deputy.objects.filter(division=self._division(story)).first()}
        return {}

    def do_triage(self, story: Story, step: dict[str, Any]) -> None:
        if story.triaged or story.matter is None or story.matter.state != "new":
            return
        told, story.triaged = story.told, True
        triage.classify(
            matter=story.matter,
            by=self._staff(),
            category=told["category"],
            urgency=told.get("urgency", "ordinary"),
            division=self._division(story),
            place=told.get("where", ""),
        )
        triage.word_publicly(
            matter=story.matter,
            by=self._staff(),
            title=told["title"],
            summary=told["summary"],
            publish=not told.get("private", False),
        )
        self._redact(story)

    def _redact(self, story: Story) -> None:
        if story.matter is None or not story.matter.title:
            return
        triage.word_publicly(
            matter=story.matter,
            by=self._staff(),
            title=story.matter.title,
            summary=story.matter.summary,
            redacted={v.pk: redaction.hide(v.text) for v in story.voices},
            publish=story.matter.public,
        )

    def do_me_too(self, story: Story, step: dict[str, Any]) -> None:
        if story.matter is None or not story.matter.public or story.matter.state == "closed":
            return
        resident = Actor(kind="public", name="群众", town_id=self.cast.town.pk)
        key = f"demo:{story.told['id']}:+{len(story.supports)}"
        story.supports.append(
            voices.support(town=self.cast.town, matter=story.matter, by=resident, client_key=key)
        )

    def do_ask(self, story: Story, step: dict[str, Any]) -> None:
        voices.ask_back(voice=story.voices[0], by=self._staff(), text=step["text"])

    def do_tell(self, story: Story, step: dict[str, Any]) -> None:
        voices.tell_more(
            voice=story.voices[0], by=self._speaker(story.voices[0]), text=step["text"]
        )

    def do_answer(self, story: Story, step: dict[str, Any]) -> None:
        triage.answer_on_spot(matter=story.matter, by=self._staff(), text=step["text"])
        self._settle_later(story)

    def do_redirect(self, story: Story, step: dict[str, Any]) -> None:
        triage.redirect(matter=story.matter, by=self._staff(), text=step["text"])

    def do_thank(self, story: Story, step: dict[str, Any]) -> None:
        triage.pass_on_thanks(matter=story.matter, by=self._staff(), text=step["text"])

    def do_suggestion(self, story: Story, step: dict[str, Any]) -> None:
        triage.keep_for_suggestion(matter=story.matter, by=self._staff(), reason=step["reason"])

    def do_county(self, story: Story, step: dict[str, Any]) -> None:
        triage.escalate(matter=story.matter, by=self._staff(), reason=step["reason"])

    def do_withdraw(self, story: Story, step: dict[str, Any]) -> None:
        voice = story.voices[0]
        reason = step.get("reason", "本人撤回")
        withdrawal.withdraw_voice(voice=voice, by=self._speaker(voice), reason=reason)

    # The town and its units

    def do_route_town(self, story: Story, step: dict[str, Any]) -> None:
        handling.route_to_town(
            matter=story.matter, by=self._staff(), instruction=step.get("instruction", "")
        )

    def do_assign(self, story: Story, step: dict[str, Any]) -> None:
        case = self._case(story)
        lead = self.cast.units[step["lead"]]
        helpers = [self.cast.units[key] for key in step.get("co", [])]
        office = self.cast.actors["office"]
        instruction = step.get("instruction", "")
        if case.state == "at_office":
            handling.assign(
                case=case,
                by=office,
                lead=lead,
                cohandlers=helpers,
                instruction=instruction,
                simple=step.get("simple", False),
            )
        else:
            handling.reassign(
                case=case, by=office, lead=lead, cohandlers=helpers, reason=instruction or "改派"
            )

    def do_accept(self, story: Story, step: dict[str, Any]) -> None:
        case = self._case(story)
        handling.accept(case=case, by=self._clerk(case))

    def do_refuse(self, story: Story, step: dict[str, Any]) -> None:
        case = self._case(story)
        requests.refuse(case=case, by=self._clerk(case), reason=step["reason"])

    def do_extend(self, story: Story, step: dict[str, Any]) -> None:
        case = self._case(story)
        request = requests.ask_extension(
            case=case, by=self._clerk(case), workdays=step["workdays"], reason=step["reason"]
        )
        if "granted" in step:
            later = clock.now() + dt.timedelta(hours=story.rng.randint(3, 20))
            decision = {"do": "_decide", "request": request.pk, "grant": step["granted"]}
            self._push(later, story, decision)

    def do_decide(self, story: Story, step: dict[str, Any]) -> None:
        request = Request.objects.select_related("case").get(pk=step["request"])
        note = "同意，请按新期限办好。" if step["grant"] else "事情不复杂，请按原期限办。"
        requests.decide_extension(
            request=request, by=self.cast.actors["office"], grant=step["grant"], note=note
        )

    def do_opinion(self, story: Story, step: dict[str, Any]) -> None:
        unit = self.cast.units[step["unit"]]
        by = self._of_unit("clerk", unit.key)
        handling.give_opinion(case=self._case(story), unit=unit, by=by, text=step["text"])

    def do_draft(self, story: Story, step: dict[str, Any]) -> None:
        case = self._ready(story)
        replies.draft(
            case=case,
            by=self._clerk(case),
            text=step["text"],
            outcome=step["outcome"],
            promises=self._promises(step),
        )

    def do_reply(self, story: Story, step: dict[str, Any]) -> None:
        case = self._ready(story)
        for number in range(step.get("photos", 0)):
            when = CaseFile.When.AFTER if number or step["photos"] == 1 else CaseFile.When.BEFORE
            replies.add_photo(
                case=case,
                by=self._clerk(case),
                when=when,
                stream=pictures.draw(when, story.rng),
                filename=f"{when}.jpg",
            )
        if case.state != "signing":
            self.do_draft(story, step)
            case = self._case(story)
        replies.sign(case=case, by=self._of_unit("head", case.lead.key))
        self._settle_later(story)

    def do_keep_promise(self, story: Story, step: dict[str, Any]) -> None:
        case = self._case(story)
        commitment = list(case.commitments.order_by("id"))[step["n"]]
        replies.keep_promise(commitment=commitment, by=self._clerk(case), text=step["text"])

    def do_rehandle_end(self, story: Story, step: dict[str, Any]) -> None:
        handling.end_case(
            case=self._case(story), by=self.cast.actors["office"], reason=step["reason"]
        )

    def do_silence(self, story: Story, step: dict[str, Any]) -> None:
        """The unit does nothing."""

    # Judging

    def do_rate(self, story: Story, step: dict[str, Any]) -> None:
        who: dict[str, Any] = {}
        if step["who"] == "me_too":
            if story.rated >= len(story.supports):
                return
            who["supporter"] = supporter = story.supports[story.rated]
            story.rated += 1
            by = Actor(kind="resident", town_id=self.cast.town.pk, support_id=supporter.pk)
        else:
            who["voice"] = voice = story.voices[step["who"]]
            by = self._speaker(voice)
        taken_by = Verdict.By.SELF
        if step.get("by") == "keeper":
            by, taken_by = self.cast.actors["keeper"], Verdict.By.KEEPER
        judging.judge(
            by=by,
            grade=step["grade"],
            solved=step["solved"],
            word=step.get("word", ""),
            taken_by=taken_by,
            **who,
        )

    def _settle_later(self, story: Story) -> None:
        window = judging.rating_window(self.cast.town)
        self._push(clock.now() + window + dt.timedelta(minutes=5), story, {"do": "_settle"})

    def do_settle(self, story: Story, step: dict[str, Any]) -> None:
        if story.matter is not None and judging.may_settle(story.matter):
            judging.settle(story.matter)

    # Who and where

    def _staff(self) -> Actor:
        return self.cast.actors["staff-2"]

    def _speaker(self, voice: Voice) -> Actor:
        return Actor(kind="resident", name="群众", town_id=voice.town_id, voice_id=voice.pk)

    def _of_unit(self, role: str, key: str) -> Actor:
        return self.cast.actors[role if key == "water" else f"{role}-{key}"]

    def _clerk(self, case: Case) -> Actor:
        return self._of_unit("clerk", case.lead.key)

    def _case(self, story: Story) -> Case:
        return (
            Case.objects.select_related("lead", "town")
            .filter(origin_kind=MATTER, origin_id=story.matter.pk)
            .latest("id")
        )

    def _ready(self, story: Story) -> Case:
        case = self._case(story)
        if case.state == "assigned":
            handling.accept(case=case, by=self._clerk(case))
        return case

    def _promises(self, step: dict[str, Any]) -> list[replies.Promise]:
        today = clock.today()
        return [
            replies.Promise(p["text"], today + dt.timedelta(days=p["days"]))
            for p in step.get("commitments", [])
        ]

    def _division(self, story: Story) -> Any:
        place = story.told["place"]
        return self.cast.places.get(place) or self._point_of(place).division

    def _point_of(self, place: str) -> Any:
        for point in self.cast.points.values():
            if place in (point.key, point.name) or point.name.startswith(place):
                return point
        return self.cast.points["station"]

    def _point(self, story: Story) -> Any:
        return self._point_of(story.told["place"])


def _start_of(told: dict[str, Any], until: dt.datetime, rng: random.Random) -> dt.datetime:
    day = timezone.localdate(until) - dt.timedelta(days=told["days_ago"])
    if told.get("season_month") and told["days_ago"] > SEASON_FROM_DAYS:
        day = _in_season(day, told["season_month"], timezone.localdate(until))
    at = dt.datetime.combine(day, dt.time(rng.randint(7, 20), rng.randint(0, 59)))
    return timezone.make_aware(at)


def _in_season(day: dt.date, month: int, today: dt.date) -> dt.date:
    """The day nearest to `day` that falls in `month`, at least two months before today."""
    choices = []
    for year in range(today.year - 2, today.year + 1):
        last = calendar.monthrange(year, month)[1]
        there = dt.date(year, month, min(day.day, last))
        if there <= today - dt.timedelta(days=SEASON_FROM_DAYS):
            choices.append(there)
    return min(choices, key=lambda there: abs((there - day).days)) if choices else day


def office_hours(at: dt.datetime) -> dt.datetime:
    """`at`, or the nearest time of its day at which an office is open."""
    local = timezone.localtime(at)
    if local.hour < 8:
        return local.replace(hour=8, minute=local.minute)
    if local.hour >= 18:
        return local.replace(hour=17, minute=local.minute)
    return local
