"""The co-signer's page: the text, what has changed since they confirmed, confirm, decline, or leave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from huying.analysis.changes import Piece, changes
from huying.core.errors import HuyingError
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning
from huying.suggestions.models import CoSigner, Suggestion
from huying.suggestions.states import SUGGESTION, WRITING_STATES, CoSignState
from huying.web.deputy.forms import SignForm, WordForm
from huying.web.deputy.found import page_of, signed, url
from huying.web.deputy.hints import cited
from huying.web.forms import attempt

PARTS = ("title", "grounds", "proposal")


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it, and say yes or no; after filing, leave in writing."""
    suggestion, signer = signed(request, pk)
    if request.method == "POST":
        return _take(request, suggestion, signer)
    if signer.read_at is None:
        cosigning.read(suggestion=suggestion, by=request.actor)
    return _show(request, suggestion, signer)


def _take(request: HttpRequest, suggestion: Suggestion, signer: CoSigner) -> HttpResponse:
    act = request.POST.get("act")
    if act == "decline":
        form = _decline_form(request.POST)
        done = form.is_valid() and _did(
            form, cosigning.decline, signer=signer, by=request.actor,
            note=form.cleaned_data.get("word", ""),
        )  # fmt: skip
        said = _("已告诉领衔代表：您不联名这一件。")
    elif act == "leave":
        form = _leave_form(request.POST)
        done = form.is_valid() and _did(
            form, cosigning.leave, signer=signer, by=request.actor,
            reason=form.cleaned_data.get("word", ""),
        )  # fmt: skip
        said = _("已退出联名。建议照样办理。")
    else:
        return _confirm(request, suggestion, signer)
    if not done:
        return _show(request, suggestion, signer, **{str(act): form})
    messages.success(request, said)
    return HttpResponseRedirect(url(request, "deputy-asked"))


def _did(form: Any, action: Any, **what: Any) -> bool:
    attempt(form, action, **what)
    return not form.errors


def _confirm(request: HttpRequest, suggestion: Suggestion, signer: CoSigner) -> HttpResponse:
    form = SignForm(request.POST)
    form.is_valid()
    digest = form.cleaned_data.get("digest", "")
    # A second tap, or the answer to the first was lost.
    if (signer.state, signer.digest) == (CoSignState.CONFIRMED, digest):
        return HttpResponseRedirect(url(request, "deputy-sign", suggestion.pk))
    try:
        cosigning.confirm(
            signer=signer, by=request.actor, digest=digest,
            via_lead=_may_pass_on(suggestion) and form.cleaned_data.get("via_lead", False),
        )  # fmt: skip
    except HuyingError as error:
        suggestion.refresh_from_db(fields=[*PARTS, "digest", "state"])
        return _show(request, suggestion, signer, problem=str(error))
    messages.success(request, _("已确认联名。文字再有改动，会请您重新确认。"))
    return HttpResponseRedirect(url(request, "deputy-sign", suggestion.pk))


def _may_pass_on(suggestion: Suggestion) -> bool:
    return rulebook.choice(suggestion.town, "suggestion.reply_to") == "lead_with_consent"


def _decline_form(data: Any = None) -> WordForm:
    return WordForm(data, label=_("为什么（可以不写）"), auto_id="decline_%s")


def _leave_form(data: Any = None) -> WordForm:
    return WordForm(data, label=_("退出的理由"), demanded=_("请写明理由。"), auto_id="leave_%s")


def _show(
    request: HttpRequest, suggestion: Suggestion, signer: CoSigner, problem: str = "", **forms: Any
) -> HttpResponse:
    writing = suggestion.state in WRITING_STATES
    holds = signer.state == CoSignState.CONFIRMED and signer.digest == suggestion.digest
    context = {
        "suggestion": suggestion, "signer": signer, "problem": problem, "holds": holds,
        "open": writing and signer.state != CoSignState.LEFT and not holds,
        "writing": writing, "changed": _changed(suggestion, signer) if writing else [],
        "cited": cited(suggestion), "pass_on": _may_pass_on(suggestion),
        "sign": SignForm(initial={"digest": suggestion.digest}),
        "decline": forms.get("decline") or _decline_form(),
        "leave": forms.get("leave") or _leave_form(),
        "may_leave": signer.state == CoSignState.CONFIRMED
        and SUGGESTION.may("leave", request.actor, suggestion) and not writing,
        "page": page_of(request, suggestion) if not writing else "",
    }  # fmt: skip
    wrong = bool(problem) or any(form.errors for form in forms.values())
    return render(request, "deputy/sign.html", context, status=422 if wrong else 200)


def _changed(suggestion: Suggestion, signer: CoSigner) -> list[tuple[Any, list[Piece]]]:
    """What became of each part since they confirmed: (its name, the pieces), changed parts only."""
    if signer.state != CoSignState.CONFIRMED or signer.digest == suggestion.digest:
        return []
    return [
        (suggestion._meta.get_field(name).verbose_name, pieces)
        for name in PARTS
        if (pieces := changes(signer.seen.get(name, ""), getattr(suggestion, name)))
        and any(one.kind != "same" for one in pieces)
    ]
