"""bin/huying import-suggestions FILE --town gaodu: bring in the suggestions of past years from a spreadsheet."""

from __future__ import annotations

from huying.handling.suggestions.past import PAST
from huying.imports.command import ImportCommand


class Command(ImportCommand):
    help = "从表格（.xlsx、.csv）导入往年的代表建议。Import past suggestions from a spreadsheet."
    kind = PAST
