"""Accounts and what they hold."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError
from huying.core.permissions import Actor, Role, permits
from huying.town import actions
from huying.town.models import Account, Deputy, Holding, Point, Unit
from huying.web.forms import attempt
from huying.web.paging import keyset

ABOVE = {Role.SYSTEM, Role.COUNTY}
NONE = _("不选")


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=())
    unit = forms.ModelChoiceField(
        label=_("承办单位"), queryset=None, required=False, empty_label=NONE
    )
    point = forms.ModelChoiceField(
        label=_("联络站点"), queryset=None, required=False, empty_label=NONE
    )
    deputy = forms.ModelChoiceField(
        label=_("代表"), queryset=None, required=False, empty_label=NONE
    )

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        # The county stands above the town, so only who is above it, too, lets somebody in there.
        closed = {Role.SYSTEM} if permits(actor, "accounts.grant_above") else ABOVE
        fields["role"].choices = [one for one in Role.choices if one[0] not in closed]
        fields["unit"].queryset = Unit.objects.filter(active=True)
        fields["point"].queryset = Point.objects.filter(active=True)
        fields["deputy"].queryset = Deputy.objects.filter(active=True)


class EmailForm(forms.Form):
    """Where notices go."""

    email = forms.EmailField(
        label=_("邮箱"),
        required=False,
        max_length=120,
        help_text=_("有事要办时发邮件提醒；可以不填。"),
    )


class OpenForm(RoleForm, EmailForm):
    name = forms.CharField(label=_("姓名"), max_length=40)
    username = forms.RegexField(
        label=_("登录用户名"),
        regex=r"^[\w.@+-]{2,60}$",
        error_messages={"invalid": _("用户名用字母、数字或汉字，2 到 60 个字。")},
    )
    field_order = ("name", "username", "email", "role")


def home(request: HttpRequest) -> HttpResponse:
    """Who holds what here, and opening an account."""
    form = OpenForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        password = secrets.token_urlsafe(12)
        account = attempt(form, _open, request=request, said=form.cleaned_data, password=password)
        if account is not None:
            # Shown once: what is kept is only its hash.
            return render(request, "admin/opened.html", {"account": account, "password": password})
    held = _held(request)
    rows = keyset(request, held.select_related("account", "unit", "point", "deputy"), ("id",))
    return render(request, "admin/accounts.html", {"form": form, "rows": rows})


@transaction.atomic
def _open(*, request: HttpRequest, said: dict[str, Any], password: str) -> Account:
    account = actions.open_account(
        username=said["username"],
        name=said["name"],
        password=password,
        by=request.actor,
        town=request.town,
        email=said["email"],
    )
    _grant(account=account, request=request, said=said)
    return account


def _grant(*, account: Account, request: HttpRequest, said: dict[str, Any]) -> Holding:
    return actions.grant_role(
        account=account,
        role=said["role"],
        by=request.actor,
        town=request.town,
        unit=said["unit"] if said["role"] in (Role.CLERK, Role.HEAD) else None,
        point=said["point"] if said["role"] == Role.KEEPER else None,
        deputy=said["deputy"] if said["role"] in (Role.DEPUTY, Role.PRESIDIUM) else None,
    )


def _account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(Account, pk=pk, pk__in=_held(request).values("account_id"))


def by_pk(rows: QuerySet[Any], posted: str) -> Any:
    """The row of a number that a button posted. Raises Http404, for what is no number too."""
    if not re.fullmatch(r"[0-9]{1,18}", posted):
        raise Http404
    return get_object_or_404(rows, pk=posted)


def _held(request: HttpRequest) -> QuerySet[Holding]:
    """What is held in this town; who may grant the county's role sees its readers, too."""
    here = Q(town=request.town)
    if permits(request.actor, "accounts.grant_above"):
        here |= Q(role=Role.COUNTY, county_code=request.town.county_code)
    return Holding.objects.filter(here, until__isnull=True)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, one more, one less, a new password."""
    account = _account(request, pk)
    form = RoleForm(request.POST if "grant" in request.POST else None, actor=request.actor)
    here = reverse("admin-account", args=[request.town.slug, pk])
    said = form.cleaned_data if "grant" in request.POST and form.is_valid() else None
    if said and attempt(form, _grant, account=account, request=request, said=said):
        messages.success(request, _("角色已授予。"))
        return HttpResponseRedirect(here)
    mail = EmailForm(
        request.POST if "mail" in request.POST else None, initial={"email": account.email}
    )
    if "mail" in request.POST and mail.is_valid():
        actions.set_email(
            account=account, email=mail.cleaned_data["email"], by=request.actor, town=request.town
        )
        messages.success(request, _("邮箱已改。"))
        return HttpResponseRedirect(here)
    if "end" in request.POST:
        return _end(request, account, here)
    if "password" in request.POST:
        return _new_password(request, account)
    held = _held(request).filter(account=account)
    rows = list(held.select_related("unit", "point", "deputy"))
    carded = any(holding.role in actions.CARDED for holding in rows)
    context = {"account": account, "rows": rows, "form": form, "mail": mail, "carded": carded}
    return render(request, "admin/account.html", context)


def _end(request: HttpRequest, account: Account, here: str) -> HttpResponse:
    held = _held(request).filter(account=account)
    try:
        holding = by_pk(held, request.POST["end"])
        actions.end_role(holding=holding, by=request.actor, town=request.town)
    except HuyingError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(here)
    messages.success(request, _("角色已收回。"))
    back = reverse("admin-accounts", args=[request.town.slug])
    return HttpResponseRedirect(here if held.exists() else back)


def _new_password(request: HttpRequest, account: Account) -> HttpResponse:
    password = secrets.token_urlsafe(12)
    try:
        actions.reset_password(
            account=account, password=password, by=request.actor, town=request.town
        )
    except HuyingError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin-account", args=[request.town.slug, account.pk]))
    return render(request, "admin/opened.html", {"account": account, "password": password})


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Make and show a new entry card, once; the old one stops working."""
    account = _account(request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin-account", args=[request.town.slug, pk]))
    try:
        token, pin = actions.issue_card(account=account, by=request.actor, town=request.town)
    except HuyingError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin-account", args=[request.town.slug, pk]))
    url = settings.HUYING_PUBLIC_URL + reverse("card-enter", args=[token])
    return render(request, "admin/card.html", {"account": account, "card_url": url, "pin": pin})
