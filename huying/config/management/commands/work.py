"""bin/huying work: the worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from huying.config.worker import Worker


class Command(BaseCommand):
    help = "后台工作：封账、发消息、到期结办。The worker."

    def handle(self, *args: Any, **options: Any) -> None:
        Worker().run()
