"""bin/huying rules-page: docs/rulebook.md, from the rule packs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from huying.config import rules_page


class Command(BaseCommand):
    help = "打印全部规则。Print docs/rulebook.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(rules_page.page(), ending="")
