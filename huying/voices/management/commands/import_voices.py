"""bin/huying import-voices FILE --town gaodu: bring in voices from a spreadsheet."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.sheets import Sheet, open_sheet
from huying.core.tenancy import in_town
from huying.voices import imports
from huying.voices.import_rows import COLUMNS, guess


class Command(BaseCommand):
    help = "从表格（.xlsx、.csv）导入群众意见。Import voices from a spreadsheet."

    def add_arguments(self, parser: CommandParser) -> None:
        keys = " ".join(column.key for column in COLUMNS)
        parser.add_argument("file", type=Path, help="表格文件")
        parser.add_argument("--town", required=True, help="哪个镇（网址简名）")
        parser.add_argument(
            "--map",
            nargs="+",
            default=[],
            metavar="项=列名",
            help=f"哪一项是哪一列；可用的项：{keys}",
        )
        parser.add_argument("--sheet", default="", help="XLSX 里的哪一张表；不写就是第一张")
        parser.add_argument("--only-good", action="store_true", help="有不对的行也导入其余的")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")
        parser.add_argument("--errors", type=Path, help="把不对的行写到这个 .xlsx 或 .csv")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        town = Town.objects.filter(slug=options["town"]).first()
        if town is None:
            raise CommandError(f"没有简名是“{options['town']}”的镇。")
        if not path.is_file():
            raise CommandError(f"找不到文件 {path}。")
        try:
            with in_town(town):
                self._import(town, path, options)
        except HuyingError as error:
            raise CommandError(str(error)) from error

    def _import(self, town: Town, path: Path, options: dict[str, Any]) -> None:
        sheet = open_sheet(path, path.name, sheet=options["sheet"])
        mapping = _mapping(sheet, options["map"])
        self.stdout.write("，".join(f"{key}={header}" for key, header in mapping.items()))
        with _progress(self.stdout) as bar:
            checking = bar.add_task("检查", total=sheet.count)
            checked = imports.check(
                town=town, sheet=sheet, mapping=mapping, keep=not options["dry_run"],
                progress=lambda done: bar.update(checking, completed=done),
            )  # fmt: skip
            bar.update(
                checking, completed=checked.good + checked.bad, total=checked.good + checked.bad
            )
        self._report(checked, options["errors"])
        if options["dry_run"]:
            return
        with _progress(self.stdout) as bar:
            writing = bar.add_task("导入", total=checked.good)
            batch, new = imports.bring_in(
                town=town, by=system_actor(town.pk), checked=checked, filename=path.name,
                token=_digest(path), only_good=options["only_good"],
                progress=lambda done: bar.update(writing, completed=done),
            )  # fmt: skip
        if new:
            self.stdout.write(
                f"导入了{batch.rows}件，批次{batch.pk}。撤销：bin/huying undo-import {batch.pk}"
            )
        else:
            self.stdout.write(f"这个文件已经导入过（批次{batch.pk}，{batch.rows}件），没有再导入。")

    def _report(self, checked: imports.Checked, errors: Path | None) -> None:
        self.stdout.write(
            f"能导入{checked.good}行，不对的{checked.bad}行，有说明的{checked.noted}行。"
        )
        for bad in checked.bad_rows[: imports.SHOWN]:
            for fault in bad.faults:
                self.stdout.write(f"  第{bad.number}行，{fault.header}：{fault.reason}")
        if checked.bad > imports.SHOWN:
            self.stdout.write(f"  ……还有{checked.bad - imports.SHOWN}行")
        if errors is not None and checked.bad:
            imports.write_faults(checked, errors)
            self.stdout.write(f"不对的行写在 {errors}")


def _mapping(sheet: Sheet, given: list[str]) -> dict[str, str]:
    """What the column names say; what was given goes before it, and `key=` leaves a column out."""
    chosen = {}
    for pair in given:
        key, sign, header = pair.partition("=")
        if not sign:
            raise CommandError(f"--map 要写成 项=列名，例如 text=诉求内容；不是“{pair}”。")
        chosen[key.strip()] = header.strip()
    guessed = guess(sheet.headers)
    free = {key: header for key, header in guessed.items() if header not in chosen.values()}
    return {key: header for key, header in {**free, **chosen}.items() if header}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:40]


def _progress(out: Any) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(file=out),
    )  # fmt: skip
