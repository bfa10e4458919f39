"""What the reader may do on the page of a suggestion: which form, which verb, what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from huying.analysis import redaction
from huying.congress.queries import in_session
from huying.core import clock
from huying.core.permissions import Actor, Role, permits
from huying.handling.actions import end_case
from huying.handling.states import CASE
from huying.handling.suggestions import assigning, consulting, further, opinions, spot, withdrawing
from huying.handling.suggestions.queries import Answering, SuggestionPage
from huying.suggestions import cosigning, examining
from huying.suggestions.models import Kind, Suggestion
from huying.suggestions.rules import CONGRESS
from huying.suggestions.states import SUGGESTION
from huying.town.models import Deputy
from huying.web.suggestions import forms
from huying.web.suggestions.forms import ActForm

Do = Callable[[ActForm, Actor], object]


@dataclass(frozen=True)
class Act:
    """An act as the page offers it: `may` says whether, `do` does it with a valid form."""

    label: str | Lazy
    button: str | Lazy
    form: type[ActForm]
    do: Do
    done: str | Lazy
    may: Callable[[Actor, SuggestionPage], bool]
    danger: bool = False


def _verb(verb: str, *, bill: bool | None = None) -> Callable[[Actor, SuggestionPage], bool]:
    def may(actor: Actor, page: SuggestionPage) -> bool:
        suggestion = page.suggestion
        if bill is not None and bill != (suggestion.kind == Kind.BILL):
            return False
        return SUGGESTION.may(verb, actor, suggestion)

    return may


def _case_verb(
    verb: str, *states: str, and_: Callable[[Answering], bool] = lambda one: True
) -> Callable[[Actor, SuggestionPage], bool]:
    def may(actor: Actor, page: SuggestionPage) -> bool:
        return actor.has(*CONGRESS) and any(
            CASE.may(verb, actor, one.case)
            and (not states or one.case.state in states)
            and and_(one)
            for one in page.answering
        )

    return may


def _on_paper(
    states: tuple[str, ...] = (), and_: Callable[[Answering], bool] = lambda one: True
) -> Callable[[Actor, SuggestionPage], bool]:
    """What comes in on paper is taken down by the staff."""

    def may(actor: Actor, page: SuggestionPage) -> bool:
        if not actor.has(Role.STAFF) or not permits(actor, "suggestions.judge", page.suggestion):
            return False
        return any(one.case.state in states and and_(one) for one in page.answering)

    return may


@transaction.atomic
def _accept(form: ActForm, by: Actor) -> None:
    said, suggestion = form.cleaned_data, form.suggestion
    examining.accept(
        suggestion=suggestion, by=by, category=said["category"], division=said["division"],
        private_reason=said["private_reason"], version=said["version"],
    )  # fmt: skip
    if said["wide"] != suggestion.wide:
        assigning.classify(
            suggestion=suggestion, by=by, wide=said["wide"], reason=said["wide_reason"]
        )


def _reasoned(action: Callable[..., object]) -> Do:
    return lambda form, by: action(
        suggestion=form.suggestion, by=by, reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
    )  # fmt: skip


def _turn(form: ActForm, by: Actor) -> None:
    said = form.cleaned_data
    examining.turn_into_suggestion(
        suggestion=form.suggestion, by=by, reason=said["reason"],
        private_reason=said["private_reason"], version=said["version"],
    )  # fmt: skip


def _ground(action: Callable[..., object]) -> Do:
    return lambda form, by: action(
        suggestion=form.suggestion, by=by, ground=form.cleaned_data["ground"],
        reason=form.cleaned_data["reason"], version=form.cleaned_data["version"],
    )  # fmt: skip


def _agenda(form: ActForm, by: Actor) -> None:
    examining.put_on_agenda(suggestion=form.suggestion, by=by, version=form.cleaned_data["version"])


def _publish(form: ActForm, by: Actor) -> None:
    examining.set_public(suggestion=form.suggestion, by=by, version=form.cleaned_data["version"])


def _wide(form: ActForm, by: Actor) -> None:
    said = form.cleaned_data
    assigning.classify(
        suggestion=form.suggestion, by=by, wide=said["wide"] == "yes", reason=said["reason"],
        version=said["version"],
    )  # fmt: skip


def _leave(form: ActForm, by: Actor) -> None:
    signer = form.suggestion.cosigners.get(pk=form.cleaned_data["signer"])
    cosigning.leave(signer=signer, by=by, reason=form.cleaned_data["reason"])


def _next_step(form: Any, by: Actor) -> None:
    said = form.cleaned_data
    further.record_next_step(
        case=form.chosen().case, by=by, held_on=said["held_on"], people=said["people"],
        conclusion=said["conclusion"],
    )  # fmt: skip


def _on_case(action: Callable[..., object]) -> Callable[[Any, Actor], object]:
    return lambda form, by: action(
        case=form.chosen().case, by=by, reason=form.cleaned_data["reason"]
    )


def _give(form: Any, by: Actor) -> None:
    said = form.cleaned_data
    opinions.give(
        case=form.chosen().case, deputy=Deputy.objects.get(pk=said["deputy"]), by=by,
        attitude=said["attitude"], result=said["result"], word=said["word"],
        version=said["version"],
    )  # fmt: skip


def _receipt(form: Any, by: Actor) -> None:
    said = form.cleaned_data
    opinions.receipt(
        case=form.chosen().case, deputy=Deputy.objects.get(pk=said["deputy"]), by=by,
        result=said["result"], word=said["word"], version=said["version"],
    )  # fmt: skip


def _confirm(form: Any, by: Actor) -> None:
    said = form.cleaned_data
    consulting.answer_consultation(
        talked=form.chosen(), deputy=Deputy.objects.get(pk=said["deputy"]), by=by,
        confirmed=said["confirmed"] == "yes", note=said["note"],
    )  # fmt: skip


def _spot(form: ActForm, by: Actor) -> None:
    said = form.cleaned_data
    spot.reply_on_the_spot(
        suggestion=form.suggestion, unit=said["unit"], by=by, people=said["people"],
        text=said["text"], outcome=said["outcome"], promises=said["promises"],
    )  # fmt: skip


def _may_spot(actor: Actor, page: SuggestionPage) -> bool:
    if page.suggestion.state != "accepted" or not permits(actor, "meetings.hold"):
        return False
    return in_session(clock.today()) is not None


def _may_leave(actor: Actor, page: SuggestionPage) -> bool:
    return bool(forms.may_leave(actor, page)) and _verb("leave")(actor, page)


def _may_hide(actor: Actor, page: SuggestionPage) -> bool:
    waits = page.suggestion.state == "filed" or page.suggestion.private_reason
    return not waits and _verb("set_public")(actor, page)


def _may_publish(actor: Actor, page: SuggestionPage) -> bool:
    return bool(page.suggestion.private_reason) and _verb("set_public")(actor, page)


def _may_classify(actor: Actor, page: SuggestionPage) -> bool:
    return page.suggestion.state != "filed" and _verb("classify")(actor, page)


def _may_withdraw(actor: Actor, page: SuggestionPage) -> bool:
    # The lead has a page of their own for it.
    return actor.has(Role.STAFF) and _verb("withdraw")(actor, page)


def _unasked(one: Answering) -> bool:
    return any(talk.answered_at is None for talk in one.consultations)


TALKED = tuple(CASE.moves["answer_consultation"].sources)
JUDGED = forms.OpinionForm.case_states

# In the order in which the page offers them; the first that is open is its main step.
ACTS: dict[str, Act] = {
    "accept": Act(_("受理"), _("受理"), forms.AcceptForm, _accept,
                  _("已受理，编了号，已通知代表。接下来交办。"), _verb("accept", bill=False)),
    "agenda": Act(_("列入大会议程"), _("列入议程"), ActForm, _agenda, _("已列入议程。"),
                  _verb("put_on_agenda", bill=True)),
    "turn": Act(_("不列入议程，转为建议办理"), _("转为建议"), forms.TurnForm,
                _turn, _("已转为建议并受理，接下来交办。"),
                _verb("turn_into_suggestion", bill=True)),
    "next-step": Act(_("登记协商结果"), _("登记"), forms.NextStepForm, _next_step,
                     _("已登记。接下来重新办理、说明理由后终止，或者请代表再评价。"),
                     _case_verb("next_step", "further", and_=lambda one: not _stepped(one))),
    "again": Act(_("请单位重新办理"), _("重新办理"), forms.FurtherForm, _on_case(opinions.rehandle),
                 _("已请单位重新办理，期限从今天算起。"), _case_verb("rehandle", "further")),
    "judge": Act(_("代录征询意见表（纸件）"), _("录入"), forms.OpinionForm, _give, _("征询意见表已录入。"),
                 _on_paper(JUDGED)),
    "confirm": Act(_("代录面商确认（纸件）"), _("录入"), forms.ConfirmForm, _confirm, _("面商确认已录入。"),
                   _on_paper(TALKED, _unasked)),
    "receipt": Act(_("代录承诺落实回执（纸件）"), _("录入"), forms.ReceiptForm, _receipt, _("承诺落实回执已录入。"),
                   _on_paper(JUDGED, lambda one: one.all_kept)),
    "spot": Act(_("会议期间当面答复"), _("录入当面答复"), forms.SpotForm, _spot,
                _("当面答复已录入，请代表评价。"), _may_spot),
    "send-back": Act(_("退回修改"), _("退回修改"), forms.SendBackForm, _ground(examining.send_back),
                     _("已退回，代表可以改后再提交。"), _verb("send_back")),
    "refuse": Act(_("不予受理"), _("不予受理"), forms.RefuseForm, _ground(examining.refuse),
                  _("已答复代表：不予受理。"), _verb("refuse"), danger=True),
    "classify": Act(_("认定办理难度"), _("认定"), forms.WideForm, _wide, _("已认定，期限随着改了。"),
                    _may_classify),
    "hide": Act(_("改为不公开"), _("不公开"), forms.ReasonForm, _reasoned(examining.set_public),
                _("已改为不公开。"), _may_hide),
    "publish": Act(_("改为公开"), _("公开"), ActForm, _publish, _("已公开。"), _may_publish),
    "leave": Act(_("退出联名（书面）"), _("登记退出"), forms.LeaveForm, _leave, _("已登记退出，建议照常办理。"),
                 _may_leave),
    "withdraw": Act(_("领衔代表书面撤回"), _("登记撤回"), forms.PaperReasonForm,
                    _reasoned(withdrawing.withdraw), _("已撤回，不再办理。"), _may_withdraw,
                    danger=True),
    "end": Act(_("说明理由后终止办理"), _("终止办理"), forms.FurtherForm, _on_case(end_case),
               _("已终止，理由已告知代表。"), _case_verb("end", "further"), danger=True),
}  # fmt: skip
MAIN = ("accept", "agenda", "next-step", "again", "judge")


def _stepped(one: Answering) -> bool:
    return any(step.round == one.case.round for step in one.next_steps)


def offered(actor: Actor, page: SuggestionPage) -> dict[str, Act]:
    """The acts open to `actor` on the suggestion as it stands, by their names in URLs."""
    return {name: act for name, act in ACTS.items() if act.may(actor, page)}


def found_in(suggestion: Suggestion, officials: list[str]) -> list[str]:
    """Names and numbers in the text that should not be published, each once, in order."""
    seen: dict[str, None] = {}
    for text in (suggestion.title, suggestion.grounds, suggestion.proposal):
        for span in redaction.suggest(text, officials=officials):
            seen[text[span.start : span.end]] = None
    return list(seen)
