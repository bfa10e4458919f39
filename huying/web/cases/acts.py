"""The moves of a case as a page offers them: which form, which action, what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Actor, permits
from huying.core.photos import PhotoError
from huying.core.transitions import Move
from huying.handling import actions, replies, requests
from huying.handling.models import Case, Request
from huying.handling.queries import CasePage
from huying.handling.states import CASE
from huying.handling.suggestions import consulting
from huying.web.cases import forms

Said = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """A move as the page offers it. verb: the row of the table that decides whether it is offered."""

    verb: str
    form: type[forms.CaseForm]
    do: Callable[[Case, Actor, Said], object]
    done: str | Lazy
    # What is said instead where the case is a deputies' suggestion's.
    done_suggestion: str | Lazy = ""

    def said(self, case: Case) -> str | Lazy:
        """What the page says once it is done."""
        return (forms.of_suggestion(case) and self.done_suggestion) or self.done


def _version(said: Said) -> int | None:
    return said.get("version")


def _plain(action: Callable[..., object]) -> Callable[[Case, Actor, Said], object]:
    return lambda case, by, said: action(case=case, by=by, version=_version(said))


def _reasoned(action: Callable[..., object]) -> Callable[[Case, Actor, Said], object]:
    return lambda case, by, said: action(
        case=case, by=by, reason=said["reason"], version=_version(said)
    )


def _assign(case: Case, by: Actor, said: Said) -> None:
    actions.assign(
        case=case,
        by=by,
        lead=said["lead"],
        cohandlers=list(said["cohandlers"]),
        instruction=said["instruction"],
        simple=said["simple"],
        version=_version(said),
    )


def _reassign(case: Case, by: Actor, said: Said) -> None:
    actions.reassign(
        case=case,
        by=by,
        lead=said["lead"],
        cohandlers=list(said["cohandlers"]),
        reason=said["reason"],
        version=_version(said),
    )


def _extension(case: Case, by: Actor, said: Said) -> None:
    requests.ask_extension(
        case=case,
        by=by,
        workdays=said["workdays"],
        reason=said["reason"],
        version=_version(said),
    )


def _decide(grant: bool) -> Callable[[Case, Actor, Said], object]:
    def decide(case: Case, by: Actor, said: Said) -> None:
        request = case.requests.filter(kind=Request.Kind.EXTEND).latest("id")
        requests.decide_extension(
            request=request, by=by, grant=grant, note=said["note"], version=_version(said)
        )

    return decide


def _opinion(case: Case, by: Actor, said: Said) -> None:
    helper = case.cohandlers.select_related("unit").filter(unit__in=by.unit_ids, round=case.round)
    actions.give_opinion(case=case, unit=helper[0].unit, by=by, text=said["text"])


def _reply(action: Callable[..., object]) -> Callable[[Case, Actor, Said], object]:
    return lambda case, by, said: action(
        case=case,
        by=by,
        text=said["text"],
        outcome=said["outcome"],
        promises=said["promises"],
        version=_version(said),
    )


def _sign(action: Callable[..., object]) -> Callable[[Case, Actor, Said], object]:
    def sign(case: Case, by: Actor, said: Said) -> object:
        words = {name: said[name] for name in ("text", "outcome", "promises") if name in said}
        return action(case=case, by=by, code=said.get("code", ""), version=_version(said), **words)

    return sign


def _consult(case: Case, by: Actor, said: Said) -> None:
    names = ("how", "held_on", "people", "said", "where")
    talk = consulting.Talk(**{name: said[name] for name in names})
    consulting.consult(case=case, by=by, talk=talk, version=_version(said))


def _photo(case: Case, by: Actor, said: Said) -> None:
    try:
        replies.add_photo(
            case=case, by=by, when=said["when"], stream=said["photo"], filename=said["photo"].name
        )
    except PhotoError as error:
        error.field = "photo"
        raise


def _kept(case: Case, by: Actor, said: Said) -> None:
    replies.keep_promise(commitment=said["commitment"], by=by, text=said["text"])


ACTS: dict[str, Act] = {
    "assign": Act("assign", forms.AssignForm, _assign, _("已交办。")),
    "hand_back": Act("hand_back", forms.ReasonForm, _reasoned(actions.hand_back), _("已退回人大办。")),
    "reassign": Act("reassign", forms.ReassignForm, _reassign, _("已改派。")),
    "insist": Act("insist", forms.ReasonForm, _reasoned(requests.insist), _("已答复，请原单位办理。")),
    "accept": Act("accept", forms.CaseForm, _plain(actions.accept), _("已签收，请按期办理。")),
    "refuse": Act("refuse", forms.ReasonForm, _reasoned(requests.refuse), _("已申请退办，等党政办答复。"),
                  _("已申请退办，等人大办或党政办答复。")),
    "opinion": Act("give_opinion", forms.OpinionForm, _opinion, _("协办意见已提交。")),
    "extension": Act("ask_extension", forms.ExtensionForm, _extension, _("已申请延期，等党政办答复。"),
                     _("已申请延期，等人大办或党政办答复。")),
    "grant": Act("grant_extension", forms.DecisionForm, _decide(True), _("已同意延期，期限已改。")),
    "deny": Act("deny_extension", forms.DecisionForm, _decide(False), _("已答复：不同意延期。")),
    "stop": Act("stop_clock", forms.ReasonForm, _reasoned(requests.stop_clock), _("已暂停计时。")),
    "resume": Act("resume_clock", forms.CaseForm, _plain(requests.resume_clock), _("已恢复计时。")),
    "save": Act("save_draft", forms.ReplyForm, _reply(replies.save_draft), _("草稿已存。")),
    "draft": Act("draft", forms.ReplyForm, _reply(replies.draft), _("已送签，等负责人签发。")),
    "consult": Act("consult", forms.ConsultForm, _consult, _("面商已登记，已请代表确认。")),
    "draft-and-sign": Act("draft", forms.ReplyForm, _sign(replies.draft_and_sign), _("答复已签发，已通知群众。"),
                          _("答复已签发，已通知代表，请代表评价。")),
    "sign": Act("sign", forms.SignForm, _sign(replies.sign), _("答复已签发，已通知群众。"),
                _("答复已签发，已通知代表，请代表评价。")),
    "send-back": Act("send_back", forms.ReasonForm, _reasoned(replies.send_back), _("已退回修改。")),
    "photo": Act("save_draft", forms.PhotoForm, _photo, _("照片已加上。")),
    "keep": Act("keep_promise", forms.KeptForm, _kept, _("承诺兑现已登记，群众看得到。"),
                _("承诺兑现已登记，代表和群众看得到。")),
    "end": Act("end", forms.ReasonForm, _reasoned(actions.end_case), _("已终止，理由已告知群众。"),
               _("已终止，理由已告知代表。")),
}  # fmt: skip


def offered(actor: Actor, page: CasePage) -> dict[str, Act]:
    """The acts that `actor` may do on a case as it stands, by their names in URLs. No query."""
    case = page.case
    moves: dict[str, Move] = {move.verb: move for move in CASE.open_to(actor, case)}
    open_acts = {name: act for name, act in ACTS.items() if act.verb in moves}
    if not permits(actor, CASE.moves["sign"].permission, case):
        open_acts.pop("draft-and-sign", None)
    # Whether there is a request to decide is not a state of its own.
    if page.asked_extension is None:
        open_acts.pop("grant", None)
        open_acts.pop("deny", None)
    if not forms.of_suggestion(case):
        open_acts.pop("consult", None)
    if all(promise.kept_at for promise in page.commitments):
        open_acts.pop("keep", None)
    return open_acts
