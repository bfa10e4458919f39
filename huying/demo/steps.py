"""What the steps of a demo suggestion are: each by the verb and the person who would do it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from huying.core import clock
from huying.core.permissions import Actor
from huying.demo.stories import Player
from huying.handling import actions as handling
from huying.handling import replies, requests
from huying.handling.models import Case
from huying.handling.suggestions import assigning, consulting, further, opinions, withdrawing
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.consulting import Talk
from huying.handling.suggestions.origin import cases_of
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning, drafting, examining, filing
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy


class Steps:
    """do_<verb>(row, step) for each verb that the content uses."""

    def __init__(self, player: Player) -> None:
        self.player, self.cast = player, player.cast
        self.letters = 0

    def take(self, row: Any, step: dict[str, Any]) -> None:
        """Do one step."""
        getattr(self, f"do_{step['do']}")(row, step)

    def deputy(self, deputy: Deputy) -> Actor:
        """The actor of a deputy."""
        number = deputy.card_no.lower()
        return self.cast.actors["deputy" if number.endswith("0010") else f"deputy-{number}"]

    def units_of(self, step: dict[str, Any]) -> dict[str, Any]:
        """Who is to handle it, as `assign` is written."""
        others = step["separate"] or step["co"]
        return {
            "lead": self.cast.units[step["lead"]],
            "others": [self.cast.units[key] for key in others if key != step["lead"]],
            "separately": bool(step["separate"]),
        }

    @property
    def staff(self) -> Actor:
        return self.cast.actors["staff"]

    def of_unit(self, role: str, key: str) -> Actor:
        """A unit's clerk or head."""
        return self.cast.actors[role if key == "water" else f"{role}-{key}"]

    def case(self, suggestion: Suggestion, key: str) -> Case:
        """The case of a unit, or the only one."""
        cases = cases_of(suggestion).exclude(state="ended")
        found = cases.filter(lead=self.cast.units[key]).first() if key else None
        return found or cases.select_related("lead")[0]

    # Examination

    def do_accept(self, row: Any, step: dict[str, Any]) -> None:
        if row.now.state == "filed":
            examining.accept(suggestion=row.now, by=self.staff, wide=row.told["wide"])

    def do_to_suggestion(self, row: Any, step: dict[str, Any]) -> None:
        examining.turn_into_suggestion(suggestion=row.now, by=self.staff, reason=step["reason"])

    def do_send_back(self, row: Any, step: dict[str, Any]) -> None:
        examining.send_back(
            suggestion=row.now, by=self.staff, ground=step["ground"], reason=step["reason"]
        )

    def do_refile(self, row: Any, step: dict[str, Any]) -> None:
        suggestion = row.now
        by = self.deputy(suggestion.lead)
        text = Text(
            step.get("title", suggestion.title), step.get("grounds", suggestion.grounds).strip(),
            step.get("proposal", suggestion.proposal).strip(), suggestion.category,
            suggestion.division, suggestion.basis_note,
        )  # fmt: skip
        drafting.save(suggestion=suggestion, by=by, text=text)
        for signer in cosigning.unsettled(suggestion):
            cosigning.confirm(
                signer=signer, by=self.deputy(signer.deputy), digest=suggestion.digest
            )
        grounds = [ground.key for ground in rulebook.grounds(self.cast.town)]
        filing.file(suggestion=suggestion, by=by, declared=grounds)

    def do_refuse(self, row: Any, step: dict[str, Any]) -> None:
        examining.refuse(
            suggestion=row.now, by=self.staff, ground=step["ground"], reason=step["reason"]
        )

    def do_withdraw(self, row: Any, step: dict[str, Any]) -> None:
        withdrawing.withdraw(
            suggestion=row.now, by=self.deputy(row.now.lead), reason=step["reason"]
        )

    # Handling

    def do_assign(self, row: Any, step: dict[str, Any]) -> None:
        plan = Plan(row.now, instruction=step["instruction"], **self.units_of(step))
        assign_all([plan], by=self.staff)

    def do_sign_for(self, row: Any, step: dict[str, Any]) -> None:
        case = self.case(row.now, step["unit"])
        handling.accept(case=case, by=self.of_unit("clerk", step["unit"]))

    def do_refuse_case(self, row: Any, step: dict[str, Any]) -> None:
        case = self.case(row.now, step["unit"])
        requests.refuse(case=case, by=self.of_unit("clerk", step["unit"]), reason=step["reason"])

    def do_reassign(self, row: Any, step: dict[str, Any]) -> None:
        case = cases_of(row.now).filter(state="refused").get()
        handling.reassign(
            case=case, by=self.staff, lead=self.cast.units[step["lead"]], reason=step["reason"]
        )

    def do_consult(self, row: Any, step: dict[str, Any]) -> None:
        case = self.case(row.now, step["unit"])
        talk = Talk(step["how"], clock.today(), step["who"], step["said"], step["where"])
        talked = consulting.consult(case=case, by=self.of_unit("clerk", step["unit"]), talk=talk)
        if step["confirmed"]:
            lead = row.now.lead
            consulting.answer_consultation(
                talked=talked, deputy=lead, by=self.deputy(lead), confirmed=True
            )

    def do_opinion(self, row: Any, step: dict[str, Any]) -> None:
        unit = self.cast.units[step["unit"]]
        case = cases_of(row.now).filter(cohandlers__unit=unit).first()
        if case is not None:
            handling.give_opinion(
                case=case, unit=unit, by=self.of_unit("clerk", step["unit"]), text=step["text"]
            )

    def do_extend(self, row: Any, step: dict[str, Any]) -> None:
        """The national rules know no extension: what is truly difficult is classified so."""
        if not row.now.wide and step["grant"]:
            assigning.classify(suggestion=row.now, by=self.staff, wide=True, reason=step["reason"])

    def do_reply(self, row: Any, step: dict[str, Any]) -> None:
        case = self.case(row.now, step["unit"])
        if case.state == "further":
            opinions.rehandle(case=case, by=self.staff, reason="按协商的结果再办一次。")
            talk = Talk(
                "meeting", clock.today(), "单位负责人", "按协商的结果，商定了下一步。", "镇人大办"
            )
            consulting.consult(case=case, by=self.of_unit("clerk", step["unit"]), talk=talk)
        self.letters += 1
        day = clock.today()
        replies.draft_and_sign(
            case=case, by=self.of_unit("head", step["unit"]), text=step["text"],
            outcome=step["outcome"], code=f"高政复〔{day.year}〕{self.letters}号",
            promises=[
                replies.Promise(one["text"], day + dt.timedelta(days=one["in_days"]))
                for one in step.get("promise", [])
            ],
        )  # fmt: skip

    # What the deputies made of it

    def do_judge(self, row: Any, step: dict[str, Any]) -> None:
        self._judge(row.now, row.now.lead, step)

    def do_cojudge(self, row: Any, step: dict[str, Any]) -> None:
        self._judge(row.now, Deputy.objects.get(name=step["name"]), step)

    def _judge(self, suggestion: Suggestion, deputy: Deputy, step: dict[str, Any]) -> None:
        cases = list(cases_of(suggestion).filter(state__in=opinions.MAY_JUDGE))
        for case in cases:
            opinions.give(
                case=case, deputy=deputy, by=self.deputy(deputy), attitude=step["attitude"],
                result=step["result"], word=step["word"],
            )  # fmt: skip

    def do_promise_kept(self, row: Any, step: dict[str, Any]) -> None:
        case = self.case(row.now, step["unit"])
        promise = case.commitments.filter(kept_at__isnull=True).first()
        if promise is not None:
            replies.keep_promise(
                commitment=promise, by=self.of_unit("clerk", step["unit"]), text=step["text"]
            )

    def do_receipt(self, row: Any, step: dict[str, Any]) -> None:
        suggestion = row.now
        for case in cases_of(suggestion).filter(state__in=("closed", "promised")):
            if case.commitments.exists() and not case.commitments.filter(kept_at=None).exists():
                opinions.receipt(
                    case=case, deputy=suggestion.lead, by=self.deputy(suggestion.lead),
                    result=step["grade"], word=step["word"],
                )  # fmt: skip

    def do_next_step(self, row: Any, step: dict[str, Any]) -> None:
        for case in cases_of(row.now).filter(state="further"):
            further.record_next_step(
                case=case, by=self.staff, held_on=clock.today(), people=step["people"],
                conclusion=step["conclusion"],
            )  # fmt: skip

    def do_rehandle(self, row: Any, step: dict[str, Any]) -> None:
        for case in cases_of(row.now).filter(state="further"):
            opinions.rehandle(case=case, by=self.staff, reason=step["reason"])

    def do_end(self, row: Any, step: dict[str, Any]) -> None:
        for case in cases_of(row.now).exclude(state__in=("closed", "ended")):
            handling.end_case(case=case, by=self.staff, reason=step["reason"])
