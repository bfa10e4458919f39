"""The lead's page of co-signers: whom to ask, who has read it, confirmed or declined, who must confirm again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.core.errors import HuyingError
from huying.suggestions import cosigning, filing
from huying.suggestions.models import CoSigner, Kind, Suggestion
from huying.suggestions.states import WRITING_STATES, CoSignState
from huying.town.models import Deputy
from huying.web.deputy.found import own, page_of, url
from huying.web.deputy.progress import steps

MOST_DEPUTIES = 300
MAY_BE_ASKED = (CoSignState.DECLINED, CoSignState.LEFT)


def cosigners(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask deputies to co-sign, see how it stands, tell those who must confirm again."""
    suggestion = own(request, pk)
    if suggestion.state not in WRITING_STATES:
        return HttpResponseRedirect(page_of(request, suggestion))
    problem = ""
    if request.method == "POST":
        try:
            _act(request, suggestion)
            return HttpResponseRedirect(url(request, "deputy-cosigners", pk))
        except HuyingError as error:
            problem = str(error)
    context = _context(request, suggestion) | {"problem": problem}
    return render(request, "deputy/cosigners.html", context, status=422 if problem else 200)


def _act(request: HttpRequest, suggestion: Suggestion) -> None:
    match request.POST.get("act"):
        case "ask":
            told = cosigning.ask_again(suggestion=suggestion, by=request.actor)
            messages.success(
                request, ngettext("已告诉%(n)s位代表。", "已告诉%(n)s位代表。", told) % {"n": told}
            )
        case "uninvite":
            key = request.POST.get("signer", "")
            signers = suggestion.cosigners.select_related("suggestion", "deputy")
            signer = get_object_or_404(signers, pk=key[:18] if key.isdecimal() else 0)
            cosigning.uninvite(signer=signer, by=request.actor)
        case _:
            _invite(request, suggestion)


def _invite(request: HttpRequest, suggestion: Suggestion) -> None:
    keys = [key[:18] for key in request.POST.getlist("deputy") if key.isdecimal()]
    chosen = list(Deputy.objects.filter(pk__in=keys, term=suggestion.term_id))
    # A second tap asks nobody twice.
    waiting = set(
        suggestion.cosigners.exclude(state__in=MAY_BE_ASKED).values_list("deputy_id", flat=True)
    )
    fresh = [one for one in chosen if one.pk not in waiting]
    if not chosen:
        raise HuyingError(_("请先勾选要邀请的代表。"), field="deputies")
    if fresh:
        cosigning.invite(suggestion=suggestion, deputies=fresh, by=request.actor)
        names = "、".join(one.name for one in fresh)
        messages.success(request, _("已邀请%(names)s。") % {"names": names})


def _context(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    signers = list(suggestion.cosigners.select_related("deputy"))
    for one in signers:
        one.again = one.state == CoSignState.CONFIRMED and one.digest != suggestion.digest
        one.holds = one.state == CoSignState.CONFIRMED and not one.again
    held = sum(one.holds for one in signers)
    words = request.GET.get("q", "").strip()[:20]
    context: dict[str, Any] = {
        "suggestion": suggestion, "signers": signers, "again": [one for one in signers if one.again],
        "groups": _groups(suggestion, signers, words), "q": words, "steps": steps("cosign"),
        "ready": all(getattr(suggestion, name).strip() for name in ("title", "proposal")),
    }  # fmt: skip
    if suggestion.kind == Kind.BILL:
        context |= {"wanted": filing.bill_needs(suggestion), "held": held + 1}
    return context


def _groups(
    suggestion: Suggestion, signers: list[CoSigner], words: str
) -> list[tuple[str, list[Deputy]]]:
    """Who may still be asked, by group, the lead's own first."""
    asked = {one.deputy_id for one in signers if one.state not in MAY_BE_ASKED}
    rows = Deputy.objects.filter(term=suggestion.term_id, active=True).select_related("division")
    rows = rows.exclude(pk=suggestion.lead_id).exclude(pk__in=asked)
    if words:
        rows = rows.filter(name__icontains=words)
    groups: dict[str, list[Deputy]] = {}
    for deputy in rows.order_by("group", "card_no")[:MOST_DEPUTIES]:
        groups.setdefault(deputy.group, []).append(deputy)
    mine = suggestion.lead.group
    return sorted(groups.items(), key=lambda group: (group[0] != mine, group[0]))
