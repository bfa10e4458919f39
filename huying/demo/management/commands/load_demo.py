"""bin/huying load-demo: load the demo town, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from huying.demo import loader


class Command(BaseCommand):
    help = "装入演示镇（已经装过就什么也不做）。Load the demo town, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if loader.is_loaded():
            return
        with Progress(transient=True) as bar:
            task = bar.add_task("装入演示镇", total=None)
            loaded = loader.load(lambda acts: bar.update(task, completed=acts))
        if loaded.faults:
            raise CommandError("\n".join(loaded.faults))
        self.stdout.write(f"演示镇装好了：{loaded.stories} 个故事，{loaded.acts} 步。")
