"""Giving a draft up, and taking a filed suggestion back in writing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from huying.handling.suggestions import withdrawing
from huying.suggestions import drafting
from huying.suggestions.states import SUGGESTION
from huying.web.deputy.forms import WordForm
from huying.web.deputy.found import own, page_of, url
from huying.web.forms import attempt


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's written withdrawal; asks once more, and for the reason."""
    suggestion = own(request, pk)
    back = page_of(request, suggestion)
    mine = url(request, "deputy-suggestions") + "?tab=mine"
    if not SUGGESTION.may("withdraw", request.actor, suggestion):
        return HttpResponseRedirect(back or mine)
    form = _reason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        attempt(
            form, withdrawing.withdraw, suggestion=suggestion, by=request.actor,
            reason=form.cleaned_data["word"],
        )  # fmt: skip
        if not form.errors:
            messages.success(request, _("已撤回。联名的代表和承办单位会知道。"))
            return HttpResponseRedirect(mine)
    context = {"suggestion": suggestion, "form": form, "back": back or mine}
    status = 422 if form.errors else 200
    return render(request, "deputy/withdraw.html", context, status=status)


def _reason(data: Any) -> WordForm:
    return WordForm(data, label=_("撤回的理由"), demanded=_("请写明理由。"))


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up; asks once more."""
    suggestion = own(request, pk)
    mine = url(request, "deputy-suggestions")
    if suggestion.state != "draft":
        return HttpResponseRedirect(page_of(request, suggestion) or mine)
    if request.method == "POST":
        drafting.discard(suggestion=suggestion, by=request.actor)
        messages.success(request, _("这份草稿已经不要了。"))
        return HttpResponseRedirect(mine)
    return render(request, "deputy/discard.html", {"suggestion": suggestion})
