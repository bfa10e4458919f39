"""bin/huying escrow-key FILE: a copy of the contact key for the safe, under a passphrase on paper."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.core.management.base import BaseCommand

from huying.config.management.commands.backup_key import write_once
from huying.core.codes import ALPHABET

# 28 of 23 characters: more than 126 bits, whatever the machine that tries.
GROUPS, LENGTH = 7, 4


class Command(BaseCommand):
    help = "把联系方式密钥加上口令另存一份，交给保管人。Put a copy of the contact key into escrow."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="写到哪里（最好是拔得走的 U 盘）")

    def handle(self, *args: Any, **options: Any) -> None:
        word = "-".join(
            "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS)
        )
        key = Path(settings.HUYING_CONTACT_KEY_FILE).read_bytes()
        write_once(options["file"], pyrage.passphrase.encrypt(key, word))
        self.stdout.write(
            f"密钥在 {options['file']}，口令只显示这一次，请抄在纸上，和文件分开保管："
        )
        self.stdout.write(word)
