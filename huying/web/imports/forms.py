"""Uploading a table, and saying which column is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.imports.columns import Column
from huying.imports.rows import Question

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
        self,
        *args: Any,
        columns: Sequence[Column],
        headers: Sequence[str],
        samples: dict[str, list[str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        choices = [("", _("没有这一列"))]
        for header in headers:
            shown = "，".join(samples.get(header, []))
            choices.append((header, f"{header}（{shown}）" if shown else header))
        for column in columns:
            self.fields[column.key] = forms.ChoiceField(
                label=column.label, help_text=column.help, choices=choices,
                required=bool(column.missing), error_messages={"required": column.missing},
            )  # fmt: skip


class AnswerForm(forms.Form):
    """What only a person can say about this table. All of it may stay open: then rows are wrong."""

    use_required_attribute = False

    def __init__(self, *args: Any, questions: Sequence[Question], **more: Any) -> None:
        super().__init__(*args, **more)
        for one in questions:
            self.fields[one.key] = _field(one)

    def answers(self) -> dict[str, str]:
        """What was said, by key; call it when the form is valid."""
        said = {}
        for key, value in self.cleaned_data.items():
            if value:
                said[key] = "1" if value is True else str(value)
        return said


def _field(one: Question) -> forms.Field:
    told: dict[str, Any] = {"label": one.label, "help_text": one.help, "required": False}
    if one.sort == "check":
        return forms.BooleanField(**told)
    if one.sort == "choice":
        return forms.ChoiceField(choices=[("", _("还没有定")), *one.choices], **told)
    day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    wrong = {"invalid": _("请写成2026-03-05这样的日期。")}
    return forms.DateField(widget=day, error_messages=wrong, **told)
