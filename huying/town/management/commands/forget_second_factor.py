"""bin/huying forget-second-factor USER: for an administrator whose phone and backup codes are lost."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from huying.town.models import Account


class Command(BaseCommand):
    help = "停用一个账号的两步验证，下次登录重新开启。Forget an account's second factor."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", help="登录用户名")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError("没有这个账号。No such account.")
        Authenticator.objects.filter(user=account).delete()
        self.stdout.write("✓ 下次登录要重新开启两步验证。")
