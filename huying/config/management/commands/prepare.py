"""bin/huying prepare: database, static files, translations and the demo, each only where it is needed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from huying.config import translations
from huying.demo import loader

STATIC_SOURCES = ("huying/web/static", "huying/config/settings.py", "package-lock.json")


class Command(BaseCommand):
    help = "准备数据库、静态文件、译文和演示镇。Prepare what a start needs."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        data = Path(settings.HUYING_DATA)
        translations.compile_all()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._collect_static(data / "static.stamp")
        if options["empty"] and loader.is_loaded():
            raise CommandError("这个数据文件夹里是演示镇，不能当真实的镇用。请用 --data 另选一个。")
        if not options["empty"] and not loader.is_loaded():
            self.stdout.write("→ 装入演示镇（半分钟左右）")
            call_command("load_demo", stdout=self.stdout)
        if not options["empty"]:
            with (data / "logins.txt").open("w") as out:
                call_command("demo_logins", stdout=out)

    def _collect_static(self, stamp: Path) -> None:
        now = _fingerprint()
        if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
            return
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for source in STATIC_SOURCES:
        path = settings.ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(f"{file}{file.stat().st_size}{file.stat().st_mtime_ns}".encode())
    return digest.hexdigest()
