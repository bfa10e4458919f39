"""The deputy's word on the handling: the talk, the reply, and whether what was promised was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from huying.handling.models import Consultation
from huying.handling.states import CASE
from huying.handling.suggestions import consulting, opinions
from huying.handling.suggestions.opinions import MAY_JUDGE
from huying.handling.suggestions.queries import (
    Answering,
    SuggestionPage,
    both_verdicts,
    suggestion_page,
)
from huying.suggestions.cosigning import holding
from huying.suggestions.models import Suggestion
from huying.suggestions.queries import listing
from huying.town.models import Deputy
from huying.web.deputy.forms import OpinionForm, ReceiptForm, WordForm
from huying.web.deputy.found import deputy_of, page_of, url
from huying.web.forms import attempt

Bound = dict[str, Any]


@dataclass
class Part:
    """One unit's reply with the forms that are open on it, and what the deputy said before."""

    of: Answering
    opinion: Any = None
    opinion_form: Any = None
    receipt: Any = None
    receipt_form: Any = None
    talks: list[tuple[Consultation, WordForm | None]] = field(default_factory=list)


def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """What the units did, and the forms for what is this deputy's to say."""
    suggestion = _behind(request, pk)
    deputy = deputy_of(request)
    page = suggestion_page(suggestion)
    bound: Bound = {}
    if request.method == "POST":
        doing = ACTS.get(request.POST.get("act", ""))
        if doing is None:
            raise Http404
        bound = doing(request, page, deputy)
        if not any(form.errors for form in bound.values()):
            return HttpResponseRedirect(url(request, "deputy-judge", pk))
    status = 422 if bound else 200
    context = {
        "suggestion": suggestion, "page": page, "leads": deputy.pk == suggestion.lead_id,
        "parts": [_part(one, deputy, bound) for one in page.answering],
        "verdicts": both_verdicts(page), "more": page_of(request, suggestion),
    }  # fmt: skip
    # What was refused because its place is gone meanwhile is said at the top.
    context["lost"] = next(iter(bound.values()), None)
    return render(request, "deputy/judge.html", context, status=status)


def _behind(request: HttpRequest, pk: int) -> Suggestion:
    """A suggestion that the deputy leads or has co-signed. Raises Http404."""
    found: Suggestion | None = listing().filter(pk=pk, accepted_at__isnull=False).first()
    mine = request.actor.deputy_id
    if found is None or mine is None:
        raise Http404
    if found.lead_id != mine and not holding(found).filter(deputy=mine).exists():
        raise Http404
    found.town = request.town
    return found


def _part(one: Answering, deputy: Deputy, bound: Bound) -> Part:
    part = Part(one, one.opinion_of(deputy.pk), receipt=one.opinion_of(deputy.pk, "commitment"))
    pk = one.case.pk
    if one.reply is not None and one.case.state in MAY_JUDGE:
        part.opinion_form = bound.pop(f"opinion{pk}", None) or _opinion_form(pk, part.opinion)
        if one.all_kept:
            part.receipt_form = bound.pop(f"receipt{pk}", None) or _receipt_form(pk, part.receipt)
    for talk in one.consultations:
        form = None
        if talk.answered_at is None and one.case.state in CASE.moves["answer_consultation"].sources:
            form = bound.pop(f"talk{talk.pk}", None) or _talk_form(talk.pk)
        part.talks.append((talk, form))
    return part


def _opinion_form(pk: int, said: Any = None, data: Any = None) -> OpinionForm:
    initial = {"attitude": said.attitude, "result": said.result, "word": said.word} if said else {}
    return OpinionForm(data, prefix=f"opinion{pk}", initial=initial)


def _receipt_form(pk: int, said: Any = None, data: Any = None) -> ReceiptForm:
    initial = {"result": said.result, "word": said.word} if said else {}
    return ReceiptForm(data, prefix=f"receipt{pk}", initial=initial)


def _talk_form(pk: int, data: Any = None) -> WordForm:
    return WordForm(data, prefix=f"talk{pk}", label=_("哪里不符（说“不是这样”时写）"))


def _case_of(request: HttpRequest, page: SuggestionPage) -> Answering:
    for one in page.answering:
        if str(one.case.pk) == request.POST.get("case"):
            return one
    raise Http404


def _round_of(request: HttpRequest) -> int | None:
    """The round of the reply that the page showed."""
    said = request.POST.get("round", "")
    return int(said) if said.isdecimal() and len(said) < 5 else None


def _give(request: HttpRequest, page: SuggestionPage, deputy: Deputy) -> Bound:
    one = _case_of(request, page)
    form = _opinion_form(one.case.pk, data=request.POST)
    if form.is_valid() and not _said_already(request, one, deputy, "reply", form.cleaned_data):
        attempt(
            form, opinions.give, case=one.case, deputy=deputy, by=request.actor,
            seen=_round_of(request), **form.cleaned_data,
        )  # fmt: skip
        if not form.errors:
            messages.success(request, _outcome(one, deputy, page.suggestion))
    return {f"opinion{one.case.pk}": form}


def _receive(request: HttpRequest, page: SuggestionPage, deputy: Deputy) -> Bound:
    one = _case_of(request, page)
    form = _receipt_form(one.case.pk, data=request.POST)
    if form.is_valid() and not _said_already(request, one, deputy, "commitment", form.cleaned_data):
        attempt(
            form, opinions.receipt, case=one.case, deputy=deputy, by=request.actor,
            seen=_round_of(request), **form.cleaned_data,
        )  # fmt: skip
        if not form.errors:
            messages.success(request, _("已记下，谢谢您。"))
    return {f"receipt{one.case.pk}": form}


def _said_already(
    request: HttpRequest, one: Answering, deputy: Deputy, about: str, said: dict[str, Any]
) -> bool:
    """A second tap: the same was said of the round that the page showed, and may have led on since."""
    return any(
        (op.deputy_id, op.about, str(op.round)) == (deputy.pk, about, request.POST.get("round"))
        and (op.result, op.word) == (said["result"], said["word"])
        and op.attitude == said.get("attitude", "")
        for op in one.opinions
    )


def _outcome(one: Answering, deputy: Deputy, suggestion: Suggestion) -> str:
    if deputy.pk != suggestion.lead_id:
        return _("已记下，和领衔代表的意见一并公开。")
    one.case.refresh_from_db(fields=["state"])
    match one.case.state:
        case "further":
            return _("已记下。按规定转入下一步，由人大主持。")
        case "promised":
            return _("已记下。承诺的事办到以后，再请您评一次。")
        case "closed":
            return _("已记下，这一件办结。")
    return _("已记下。这一件退回单位重新办理，办好再请您评价。")


def _talked(request: HttpRequest, page: SuggestionPage, deputy: Deputy) -> Bound:
    for one in page.answering:
        for talk in one.consultations:
            if str(talk.pk) == request.POST.get("talk"):
                return _answer_talk(request, talk, deputy)
    raise Http404


def _answer_talk(request: HttpRequest, talk: Consultation, deputy: Deputy) -> Bound:
    form = _talk_form(talk.pk, data=request.POST)
    mine = talk.answered_by_id == deputy.pk
    if form.is_valid() and not mine:
        attempt(
            form, consulting.answer_consultation, talked=talk, deputy=deputy, by=request.actor,
            confirmed=request.POST.get("so") == "yes", note=form.cleaned_data["word"],
        )  # fmt: skip
        if not form.errors:
            messages.success(request, _("已记下，谢谢您。"))
    return {f"talk{talk.pk}": form}


ACTS: dict[str, Callable[[HttpRequest, SuggestionPage, Deputy], Bound]] = {
    "opinion": _give, "receipt": _receive, "talk": _talked,
}  # fmt: skip
