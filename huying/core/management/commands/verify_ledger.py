"""bin/huying verify-ledger: re-check the chain; ends with 1 where it does not hold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from huying.core import ledger
from huying.core.models import Town


class Command(BaseCommand):
    help = "核验账目：从第一笔核到最后一笔。Re-check the ledger's whole chain."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--town", help="网址简名；不写就核验每一个镇。A town's slug; all of them without it."
        )
        parser.add_argument("--heads", help="自己存下的 heads.json。The heads.json that you kept.")

    def handle(self, *args: Any, **options: Any) -> None:
        towns = Town.objects.order_by("id")
        if options["town"]:
            towns = towns.filter(slug=options["town"])
        kept = _kept(options["heads"])
        found = list(towns)
        if not found:
            raise CommandError("没有这个镇。No such town.")
        broken = [town for town in found if not self._check(town, kept)]
        if broken:
            sys.exit(1)

    def _check(self, town: Town, kept: dict[int, str]) -> bool:
        check = ledger.verify(town, kept)
        self.stdout.write(
            f"{town.name}: {check.events} 笔，内容依法删除 {check.erased} 笔，"
            f"还没有编号 {check.unsealed} 笔，最后的校验值 {check.head}"
        )
        if check.holds:
            self.stdout.write("  ✓ 全部对得上。The chain holds.")
        else:
            self.stdout.write(
                f"  ✗ 第 {check.broken} 笔对不上：{check.reason}。Broken at {check.broken}."
            )
        return check.holds


def _kept(path: str | None) -> dict[int, str]:
    if not path:
        return {}
    try:
        told = json.loads(Path(path).read_text("utf-8"))
        return {int(head["seq"]): str(head["link"]) for head in told["heads"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path}：读不懂这个文件（{error}）。Cannot read it.") from error
