"""bin/huying analyse messages.xlsx -o report/: what a pile of messages says, without the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from huying.core.errors import HuyingError
from huying.listening.pile import reading as read
from huying.listening.pile import report, units, workbook
from huying.listening.pile.columns import COLUMNS

SHOWN = 20
WORKBOOK, REPORT = "messages.xlsx", "report.html"
STEPS = {"rows": "读行", "kinds": "看类别", "twins": "找相似", "topics": "找热点"}


class Command(BaseCommand):
    help = "分析一堆意见，出一本工作簿和一份报告，不进数据库。Analyse a pile of messages into a workbook and a report."
    # The database is not asked, so it may not be there.
    requires_system_checks: ClassVar = []

    def add_arguments(self, parser: CommandParser) -> None:
        keys = " ".join(column.key for column in COLUMNS)
        parser.add_argument("file", type=Path, help="表格文件（.xlsx、.csv）")
        parser.add_argument("-o", "--out", type=Path, required=True, help="放工作簿和报告的文件夹")
        parser.add_argument(
            "--map",
            nargs="+",
            default=[],
            metavar="项=列名",
            help=f"哪一项是哪一列；可用的项：{keys}",
        )
        parser.add_argument("--sheet", default="", help="XLSX 里的哪一张表；不写就是第一张")
        parser.add_argument(
            "--units", type=Path, help="单位的表格：名称、主办类别；不写就按常见的乡镇机构"
        )
        parser.add_argument(
            "--language", choices=("zh-hans", "en"), default="zh-hans", help="用哪种语言写"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        for wanted in (path, options["units"]):
            if wanted is not None and not wanted.is_file():
                raise CommandError(f"找不到文件 {wanted}。")
        with translation.override(options["language"]):
            try:
                self._analyse(path, options)
            except HuyingError as error:
                raise CommandError(str(error)) from error

    def _analyse(self, path: Path, options: dict[str, Any]) -> None:
        leads = units.of_table(options["units"]) if options["units"] else units.usual()
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=Console(file=self.stdout),
        ) as bar:  # fmt: skip
            tasks = {
                key: bar.add_task(text, total=None, visible=False) for key, text in STEPS.items()
            }

            def moved(step: str, done: int, total: int) -> None:
                bar.update(tasks[step], completed=done, total=total, visible=True)

            reading = read.read_table(
                path, sheet=options["sheet"], mapping=dict(_pairs(options["map"])), progress=moved
            )
            read.read_words(reading, leads, moved)
        self._tell(reading)
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        workbook.write(reading, out / WORKBOOK)
        report.write(reading, out / REPORT, WORKBOOK)
        self.stdout.write(f"写好了：{out / WORKBOOK}，{out / REPORT}")

    def _tell(self, reading: read.Reading) -> None:
        self.stdout.write("，".join(f"{key}={header}" for key, header in reading.mapping.items()))
        self.stdout.write(f"读了{len(reading.taken)}行，不能读的{len(reading.bad)}行。")
        for bad in reading.bad[:SHOWN]:
            for fault in bad.faults:
                self.stdout.write(f"  第{bad.number}行，{fault.header}：{fault.reason}")
        if len(reading.bad) > SHOWN:
            self.stdout.write(f"  ……还有{len(reading.bad) - SHOWN}行，都在工作簿里")


def _pairs(given: list[str]) -> Iterator[tuple[str, str]]:
    for pair in given:
        key, sign, value = pair.partition("=")
        if not sign:
            raise CommandError(f"--map 要写成 项=值，例如 text=内容；不是“{pair}”。")
        yield key.strip(), value.strip()
