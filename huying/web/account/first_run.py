"""The first run of a real town: the administrator and the town, on one page."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huying.core.models import Town
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.town import actions
from huying.town.models import Account, Point
from huying.web.account.cards import BACKEND
from huying.web.forms import attempt

RESERVED = {"accounts", "card", "county", "go", "health", "i18n", "static", "style", "welcome"}


class FirstRunForm(forms.Form):
    town = forms.CharField(label=_("镇（乡）名称"), max_length=60, help_text=_("例如：高都镇"))
    code = forms.CharField(
        label=_("统计用区划代码"),
        help_text=_("九位数字，例如 140525107。前六位是县。"),
        validators=[RegexValidator(r"^\d{9}$", _("请填九位数字。"))],
    )
    county = forms.CharField(label=_("所属县（市、区）"), max_length=60)
    slug = forms.SlugField(
        label=_("网址简名"),
        max_length=40,
        help_text=_("用拼音，出现在网址里，例如 gaodu。以后不好改。"),
    )
    name = forms.CharField(label=_("您的姓名"), max_length=40)
    username = forms.RegexField(
        label=_("登录用户名"),
        regex=r"^[\w.@+-]{2,60}$",
        error_messages={"invalid": _("用户名用字母、数字或汉字，2 到 60 个字。")},
    )
    password = forms.CharField(
        label=_("密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
        help_text=_("至少十二位，不要用生日和手机号。"),
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if slug in RESERVED:
            raise forms.ValidationError(_("这个简名系统要用，请换一个。"))
        return slug

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, Account(username=self.data.get("username", "")))
        return password


def welcome(request: HttpRequest) -> HttpResponse:
    """Make the first town and its administrator; closed as soon as there is a town."""
    if Town.objects.exists():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = attempt(form, open_first_town, said=form.cleaned_data)
        if opened is not None:
            account, town = opened
            login(request, account, backend=BACKEND)
            record_authentication(request, account, method="password")
            return HttpResponseRedirect(reverse("admin-home", args=[town.slug]))
    return render(request, "account/welcome.html", {"form": form})


@transaction.atomic
def open_first_town(said: dict[str, str]) -> tuple[Account, Town]:
    """The town, its central station, and an administrator who is also the system's."""
    town = actions.open_town(
        code=said["code"], slug=said["slug"], name=said["town"], county_name=said["county"]
    )
    by = system_actor(town.pk)
    with in_town(town):
        account = actions.open_account(
            username=said["username"],
            name=said["name"],
            password=said["password"],
            by=by,
            town=town,
        )
        for role in (Role.ADMIN, Role.SYSTEM):
            actions.grant_role(account=account, role=role, by=by, town=town)
        Point.objects.create(
            town=town, kind=Point.Kind.STATION, key="station", name=f"{town.name}人大代表中心联络站"
        )
    return account, town
