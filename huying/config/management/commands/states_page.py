"""bin/huying states-page: docs/states.md, from the transition tables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from huying.config import states_page


class Command(BaseCommand):
    help = "打印各类事情的状态和步骤。Print docs/states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(states_page.page(), ending="")
