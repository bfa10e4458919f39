"""bin/huying undo-import BATCH: take back what an import brought in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from huying.core.errors import HuyingError
from huying.core.permissions import system_actor
from huying.core.tenancy import across_towns, in_town
from huying.imports import actions
from huying.imports.kinds import KINDS
from huying.imports.models import ImportBatch


class Command(BaseCommand):
    help = "撤销一批导入；已经有人办过的留下并列出。Undo an import; what was worked on stays and is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int, help="批次号，导入时印在末行")

    def handle(self, *args: Any, **options: Any) -> None:
        with across_towns():
            batch = ImportBatch.objects.select_related("town").filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError(f"没有批次{options['batch']}。")
        with in_town(batch.town):
            self._undo(batch)

    def _undo(self, batch: ImportBatch) -> None:
        with Progress(console=Console(file=self.stdout)) as bar:
            task = bar.add_task("撤销", total=batch.rows)
            try:
                undone = actions.undo(
                    batch=batch, by=system_actor(batch.town_id),
                    progress=lambda done: bar.update(task, completed=done),
                )  # fmt: skip
            except HuyingError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"撤销了{undone}件。")
        kind = KINDS[batch.kind]
        for thing in kind.left_of(batch).order_by("pk"):
            self.stdout.write(f"  留下 {kind.told(thing)}")
