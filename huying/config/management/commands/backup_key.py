"""bin/huying backup-key FILE: make the pair of keys that backups are sealed to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "造一把备份钥匙：私钥写进文件，拿走保管；公钥写进设置。Make the key that opens backups."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="私钥写到哪里（最好是拔得走的 U 盘）")

    def handle(self, *args: Any, **options: Any) -> None:
        made = pyrage.x25519.Identity.generate()
        public = str(made.to_public())
        write_once(options["file"], f"# 呼应备份私钥。公钥：{public}\n{made}\n".encode())
        self.stdout.write(f"私钥在 {options['file']}：请拿离这台机器，没有它就打不开备份。")
        self.stdout.write("请在设置里写上：")
        self.stdout.write(f"HUYING_BACKUP_TO={public}")


def write_once(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads; never over another."""
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)
    except FileExistsError as error:
        raise CommandError(f"{path} 已经有了，不覆盖。请换一个文件名。") from error
    except OSError as error:
        raise CommandError(f"写不了 {path}：{error}。") from error
