"""What the commands that bring in a table have in common: bin/huying import-… FILE --town gaodu."""

from __future__ import annotations

from collections.abc import Iterator
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
from huying.imports import actions
from huying.imports.kinds import Kind


class ImportCommand(BaseCommand):
    """Brings in a table of one kind of thing."""

    kind: Kind

    def add_arguments(self, parser: CommandParser) -> None:
        keys = " ".join(column.key for column in self.kind.columns)
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
        parser.add_argument(
            "--answer",
            nargs="+",
            default=[],
            metavar="项=回答",
            help="检查时提出的问题的回答，照检查时印出的写",
        )
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
        mapping = self._mapping(sheet, options["map"])
        self.stdout.write("，".join(f"{key}={header}" for key, header in mapping.items()))
        with _progress(self.stdout) as bar:
            checking = bar.add_task("检查", total=sheet.count)
            checked = actions.check(
                self.kind, town=town, sheet=sheet, mapping=mapping, keep=not options["dry_run"],
                answers=dict(_pairs("--answer", options["answer"], "public=1")),
                progress=lambda done: bar.update(checking, completed=done),
            )  # fmt: skip
            rows = checked.good + checked.bad
            bar.update(checking, completed=rows, total=rows)
        self._report(checked, options["errors"])
        if options["dry_run"]:
            return
        with _progress(self.stdout) as bar, path.open("rb") as file:
            writing = bar.add_task("导入", total=checked.good)
            batch, new = actions.bring_in(
                town=town, by=system_actor(town.pk), checked=checked, filename=path.name,
                token=actions.token_of(self.kind, iter(lambda: file.read(1 << 20), b"")),
                only_good=options["only_good"],
                progress=lambda done: bar.update(writing, completed=done),
            )  # fmt: skip
        if new:
            self.stdout.write(
                f"导入了{batch.rows}件，批次{batch.pk}。撤销：bin/huying undo-import {batch.pk}"
            )
        else:
            self.stdout.write(f"这个文件已经导入过（批次{batch.pk}，{batch.rows}件），没有再导入。")

    def _report(self, checked: actions.Checked, errors: Path | None) -> None:
        self.stdout.write(
            f"能导入{checked.good}行，不对的{checked.bad}行，有说明的{checked.noted}行。"
        )
        for one in checked.questions:
            said = checked.answers.get(one.key) or "还没有回答"
            self.stdout.write(f"  要您定：{one.key}（{one.label}）：{said}")
        for bad in checked.bad_rows[: actions.SHOWN]:
            for fault in bad.faults:
                self.stdout.write(f"  第{bad.number}行，{fault.header}：{fault.reason}")
        if checked.bad > actions.SHOWN:
            self.stdout.write(f"  ……还有{checked.bad - actions.SHOWN}行")
        if errors is not None and checked.bad:
            actions.write_faults(checked, errors)
            self.stdout.write(f"不对的行写在 {errors}")

    def _mapping(self, sheet: Sheet, given: list[str]) -> dict[str, str]:
        """What the column names say; what was given goes before it, and `key=` leaves a column out."""
        first = self.kind.columns[0]
        chosen = dict(_pairs("--map", given, f"{first.key}={first.names[0]}"))
        guessed = self.kind.guess(sheet.headers)
        free = {key: header for key, header in guessed.items() if header not in chosen.values()}
        return {key: header for key, header in {**free, **chosen}.items() if header}


def _pairs(option: str, given: list[str], example: str) -> Iterator[tuple[str, str]]:
    for pair in given:
        key, sign, value = pair.partition("=")
        if not sign:
            raise CommandError(f"{option} 要写成 项=值，例如 {example}；不是“{pair}”。")
        yield key.strip(), value.strip()


def _progress(out: Any) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(file=out),
    )  # fmt: skip
