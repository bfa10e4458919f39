"""Uploading a table, and saying which column is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.voices.import_rows import COLUMNS

SAMPLES = 3
SAMPLE_LENGTH = 24


class UploadForm(forms.Form):
    """One table."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("表格文件"), help_text=_(".xlsx或.csv，最多50兆、20万行，第一行是列名。"),
        error_messages={
            "required": _("请选一个表格文件。"), "empty": _("这个表格是空的。"),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip


class MapForm(forms.Form):
    """For each thing that we know, the column that holds it, or none."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, headers: Sequence[str], samples: dict[str, list[str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        choices = [("", _("没有这一列"))]
        for header in headers:
            shown = "，".join(samples.get(header, []))
            choices.append((header, f"{header}（{shown}）" if shown else header))
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=column.label, help_text=column.help, choices=choices,
                required=column.key == "text",
                error_messages={"required": _("请指出哪一列是说的话。")},
            )  # fmt: skip
