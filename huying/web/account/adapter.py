"""How allauth behaves here: nobody signs up by themselves; accounts are opened by an administrator."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已停用。有疑问请找镇管理员。"),
        "username_password_mismatch": _("用户名或密码不对，请核对大小写再试。"),
        "too_many_login_attempts": _("错的次数太多，请过一刻钟再试。忘了密码，请镇管理员重设。"),
        "enter_current_password": _("现在的密码不对，请再输一遍。"),
        "incorrect_password": _("密码不对，请再输一遍。"),
        "rate_limited": _("太快了，请过一会儿再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago is not asked for the same password at the next page."""
        request = context.request
        records = get_authentication_records(request, request.user)
        fresh = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        if any(record["at"] > fresh for record in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不对，或者过了半分钟换了新的。请看着手机再输一遍。"),
    }
