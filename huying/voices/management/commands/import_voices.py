"""bin/huying import-voices FILE --town gaodu: bring in voices from a spreadsheet."""

from __future__ import annotations

from huying.imports.command import ImportCommand
from huying.voices.imports import VOICES


class Command(ImportCommand):
    help = "从表格（.xlsx、.csv）导入群众意见。Import voices from a spreadsheet."
    kind = VOICES
