"""bin/huying restore FILE --identity KEY: bring a backup back into an empty data folder, and check it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

import pyrage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from huying.config import backups


class Command(BaseCommand):
    help = (
        "把备份恢复到空的数据文件夹，并逐项核对。Restore a backup into an empty place and check it."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--identity", type=Path, required=True, help="备份私钥文件")
        parser.add_argument("--escrow", type=Path, help="保管的联系方式密钥（escrow-key 做的）")

    def handle(self, *args: Any, **options: Any) -> None:
        escrow = options["escrow"]
        try:
            manifest = backups.restore(
                options["file"], identity_in(options["identity"]),
                (lambda: opened(escrow)) if escrow else None,
            )  # fmt: skip
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        broken = backups.broken_heads(manifest)
        self.stdout.write(
            f"✓ 恢复了 {manifest.made_at} 的备份：{len(manifest.files)} 个文件都对得上。"
        )
        for line in broken:
            self.stderr.write(f"✗ 账目对不上：{line}")
        if broken:
            sys.exit(1)
        self.stdout.write(f"✓ {len(manifest.heads)} 个镇的账目从头到尾对得上。")


def identity_in(path: Path) -> str:
    """The private key in a key file; lines with # are remarks."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")


def opened(path: Path) -> bytes:
    """The escrowed key file, opened with its passphrase: asked for, or the first line of what is piped in."""
    told = getpass.getpass("保管口令：") if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        return pyrage.passphrase.decrypt(path.read_bytes(), told)
    except pyrage.DecryptError as error:
        raise backups.BackupError("保管口令不对，或者这不是保管的密钥文件。") from error
