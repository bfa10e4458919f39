"""bin/huying backup FOLDER: one encrypted file with everything but the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from huying.config import backups


class Command(BaseCommand):
    help = "备份数据库和文件，加密成一个文件；不含密钥。Back up everything but the keys."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", type=Path, help="备份放在哪个文件夹")
        parser.add_argument("--keep", type=int, default=0, help="只留最新的几份；不写就都留着")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backups.make(options["folder"], settings.HUYING_BACKUP_TO, options["keep"])
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"✓ {made}（{made.stat().st_size / 1e6:.1f} MB）")
