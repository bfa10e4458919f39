"""Signing in by a printed personal QR code and its PIN (deputies and keepers)."""

from __future__ import annotations

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError
from huying.town import cards
from huying.web import visitor
from huying.web.pages import BY_CARD

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class PinForm(forms.Form):
    pin = forms.CharField(
        label=_("六位密码"),
        max_length=6,
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "current-password", "pattern": "[0-9]*"}
        ),
    )


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the PIN that belongs to the card; then sign in."""
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor.limit(request, "card")
        try:
            account = cards.check(token=token, pin=form.cleaned_data["pin"])
        except HuyingError as error:
            form.add_error("pin", str(error))
        else:
            login(request, account, backend=BACKEND)
            request.session[BY_CARD] = True
            return HttpResponseRedirect(reverse("go"))
    return render(request, "account/card.html", {"form": form})
