"""Matters as origins of cases: what a unit sees of one, and what a case does to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.handling.models import Case, Reply
from huying.handling.origins import Brief
from huying.rulebook.packs import Rule
from huying.voices import actions as voices
from huying.voices import triage
from huying.voices.models import Matter, Urgency

KIND = "matter"


class MatterOrigin:
    """See `origins.Origin`."""

    rules = {
        "assign": "case.assign", "accept": "case.accept", "refuse": "case.refuse",
        "opinion": "case.cohandler_opinion", "rehandle": "case.rehandle",
    }  # fmt: skip

    def brief(self, origin_id: int) -> Brief:
        matter = Matter.objects.select_related("division").get(pk=origin_id)
        spoken = list(
            matter.voices.filter(state="received")
            .select_related("contact")
            .prefetch_related("files")
        )
        agreed = [voices.agreed_name(voice, voice.consent_pass_on) for voice in spoken]
        return Brief(
            title=matter.title,
            text=matter.summary,
            place=" ".join(filter(None, [str(matter.division or ""), matter.place])),
            category=matter.category,
            urgency=matter.urgency,
            words=[voice.redacted for voice in spoken if voice.redacted],
            photos=[f for voice in spoken for f in voice.files.all() if f.kind == "photo"],
            agreed=[name for name in agreed if name],
            people=matter.voice_count + matter.support_count,
        )

    def reply_rule(self, case: Case, *, simple: bool) -> str:
        if case.urgency != Urgency.ORDINARY:
            return "case.reply_urgent"
        return "case.reply_simple" if simple else "case.reply_ordinary"

    def rule_now(self, case: Case, rule: Callable[[str], Rule]) -> str:
        return case.due_rule

    def counted_from(self, case: Case, rule: Rule, day: dt.date) -> dt.date:
        return day

    def longest(self, case: Case) -> dt.date | None:
        return None

    def before_reply(self, case: Case) -> None:
        pass

    def assigned(self, case: Case, by: Actor) -> None:
        self._advance(
            case, "assigned", changes={"answerer": case.lead.name, "answer_due": case.due},
            facts={"lead": case.lead.name, "due": str(case.due)},
        )  # fmt: skip

    def replied(self, case: Case, reply: Reply, by: Actor) -> None:
        triage.answer(
            self._matter(case), "reply", by=system_actor(case.town_id), text=reply.text,
            answerer=reply.unit.name, outcome=reply.outcome,
        )  # fmt: skip

    def returned(self, case: Case, reason: str, by: Actor) -> None:
        triage.take_back(matter=self._matter(case), by=system_actor(case.town_id), reason=reason)

    def closed(self, case: Case, by: Actor) -> None:
        if self._matter(case).state == "answered":
            self._advance(case, "close")

    def ended(self, case: Case, reason: str, by: Actor) -> None:
        matter = self._matter(case)
        if matter.state in ("answered", "with_town"):
            self._advance(case, "end", changes={"answer_due": None}, facts={"reason": reason})
            voices.tell_everyone(
                matter, "ended", key=f"ended:{matter.pk}:{matter.version}",
                context={"reason": reason},
            )  # fmt: skip

    def _matter(self, case: Case) -> Matter:
        return Matter.objects.get(pk=case.origin_id)

    def _advance(self, case: Case, verb: str, **more: object) -> None:
        advance(self._matter(case), verb, by=system_actor(case.town_id), **more)  # type: ignore[arg-type]
