"""bin/huying demo-logins: one login for each role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from huying.core.permissions import Role
from huying.demo.people import PASSWORD
from huying.town.models import Account


class Command(BaseCommand):
    help = "列出演示镇每个角色的一个账号。List one login for each role of the demo town."

    def handle(self, *args: Any, **options: Any) -> None:
        names = dict(
            Account.objects.filter(username__in=Role.values).values_list("username", "name")
        )
        self.stdout.write(f"密码都是 {PASSWORD}（every password）")
        for role in Role:
            if role.value in names:
                self.stdout.write(f"  {role.value:<10} {role.label}  {names[role.value]}")
