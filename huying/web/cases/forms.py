"""What each move of a case asks for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError
from huying.handling.models import Case, CaseFile, Consultation
from huying.handling.replies import Promise
from huying.handling.requests import most_workdays
from huying.handling.states import Outcome
from huying.suggestions.examining import KIND as SUGGESTION
from huying.town.queries import active_units, unit_among
from huying.web.forms import TextField

TEXT_LIMIT = 5000
PROMISES = 3


class LongText(TextField):
    """Text of several lines, cleaned, at most TEXT_LIMIT characters."""

    def __init__(self, label: Any, *, rows: int = 4, **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, widget=widget, limit=TEXT_LIMIT, **more)


# A talk while the congress sits is taken down with the reply on the spot.
_HOW = [one for one in Consultation.How.choices if one[0] != Consultation.How.IN_SESSION]


def of_suggestion(case: Case) -> bool:
    """Whether a case is about a deputies' suggestion."""
    return case.origin_kind == SUGGESTION


def code_field() -> TextField:
    """The number of a reply as a letter (文号)."""
    return TextField(
        label=_("文号"), limit=40, required=False,
        help_text=_("答复函的发文字号，例如“高政函〔2026〕12号”；没有可以不填。"),
    )  # fmt: skip


class CaseForm(forms.Form):
    """Every form of a case carries the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Any, **more: Any) -> None:
        self.case = case
        more.setdefault("initial", {})["version"] = case.version
        super().__init__(*args, **more)
        self.label_suffix = ""


class ReasonForm(CaseForm):
    reason = LongText(_("理由"), rows=3)


class AssignForm(CaseForm):
    lead = forms.ModelChoiceField(label=_("主办单位"), queryset=None, empty_label=_("请选择"))
    cohandlers = forms.ModelMultipleChoiceField(
        label=_("协办单位"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    instruction = LongText(_("批示、要求"), rows=3, required=False)
    simple = forms.BooleanField(
        label=_("小事快办"), required=False, help_text=_("期限按简单事项计算。")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        units = list(active_units())
        choices = [(unit.pk, unit.name) for unit in units]
        lead: Any = self.fields["lead"]
        cohandlers: Any = self.fields["cohandlers"]
        lead.queryset = cohandlers.queryset = active_units()
        # One look for both fields and for the unit that the duties name.
        lead.choices, cohandlers.choices = [("", _("请选择")), *choices], choices
        self.initial.setdefault("instruction", self.case.instruction)
        self.initial.setdefault("lead", unit_among(units, self.initial.pop("category", "")))


class ReassignForm(AssignForm):
    reason = LongText(_("改派理由"), rows=2)
    field_order = ("lead", "cohandlers", "reason")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["instruction"], self.fields["simple"]


class ExtensionForm(CaseForm):
    """More time. why_none: why there is none to be had, instead of a form."""

    why_none = ""
    workdays = forms.IntegerField(label=_("延长几个工作日"), min_value=1)
    reason = LongText(_("理由"), rows=3)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        try:
            most = most_workdays(self.case)
        except HuyingError as error:
            self.why_none = str(error)
            return
        if most < 1:
            self.why_none = gettext("已经到了本地规定的最长期限，不能再延长。")
            return
        self.fields["workdays"].help_text = _("最多 %(most)s 个工作日。") % {"most": most}


class DecisionForm(CaseForm):
    """Grant or deny; which one is the button that was pressed (`grant`)."""

    note = LongText(_("答复"), rows=2, required=False)


class OpinionForm(CaseForm):
    text = LongText(_("协办意见"), rows=4)


class PromiseFields(forms.Form):
    """Up to three promises, each with its day; `promises` in the clean data."""

    def add_promises(self, kept: list[dict[str, str]]) -> None:
        """The fields, with what was kept of them before."""
        for number in range(PROMISES):
            before = kept[number] if number < len(kept) else {}
            self.fields[f"promise_{number}"] = forms.CharField(
                label=_("承诺做什么"), max_length=300, required=False, initial=before.get("text")
            )
            self.fields[f"day_{number}"] = forms.DateField(
                label=_("哪天前做到"),
                required=False,
                initial=before.get("due"),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    def promise_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The promise fields, by pairs."""
        return [(self[f"promise_{n}"], self[f"day_{n}"]) for n in range(PROMISES)]

    def promising(self) -> bool:
        """Whether something stands in the promise fields: otherwise they are folded."""
        return any(field.value() for row in self.promise_rows() for field in row)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        promises = []
        for number in range(PROMISES):
            text: str = said.get(f"promise_{number}") or ""
            day: dt.date | None = said.get(f"day_{number}")
            if text and day is None and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", _("请填做到的日期。"))
            if day is not None and not text:
                self.add_error(f"promise_{number}", _("请写清承诺做什么。"))
            if text and day is not None:
                promises.append(Promise(text, day))
        said["promises"] = promises
        return said


OUTCOMES = [("", _("请选择")), *Outcome.choices]


class ReplyForm(CaseForm, PromiseFields):
    """The reply, with up to three promises, each with its day; of a suggestion with its number as a letter."""

    text = LongText(_("答复内容"), rows=8, required=False)
    outcome = forms.ChoiceField(
        label=_("办理结果"),
        choices=OUTCOMES,
        required=False,
        help_text=_("选“正在解决”或“列入计划”时，要写明承诺。"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("text", self.case.draft_text)
        self.initial.setdefault("outcome", self.case.draft_outcome)
        if of_suggestion(self.case):
            self.fields["code"] = code_field()
        self.add_promises(self.case.draft_commitments)


class SignForm(CaseForm):
    """Signing; the reply to a suggestion is a letter, with its number."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if of_suggestion(self.case):
            self.fields["code"] = code_field()


class ConsultForm(CaseForm):
    """A talk with the deputies before the reply (面商)."""

    how = forms.ChoiceField(label=_("怎么面商的"), choices=_HOW, widget=forms.RadioSelect)
    held_on = forms.DateField(
        label=_("哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    where = TextField(label=_("地点"), limit=120, required=False)
    people = TextField(label=_("单位谁参加的"), limit=200, help_text=_("姓名和职务。"))
    said = LongText(
        _("谈了什么"), rows=5, help_text=_("代表怎么说的，商定了什么。代表会看到，由代表确认。")
    )


class PhotoForm(CaseForm):
    when = forms.ChoiceField(
        label=_("照片是"), choices=CaseFile.When.choices, widget=forms.RadioSelect, initial="after"
    )
    photo = forms.FileField(
        label=_("照片"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"})
    )


class KeptForm(CaseForm):
    commitment = forms.ModelChoiceField(label=_("哪一条"), queryset=None, empty_label=_("请选择"))
    text = LongText(_("怎么做到的"), rows=3)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["commitment"]
        field.queryset = self.case.commitments.filter(kept_at__isnull=True)
        field.label_from_instance = lambda c: f"{c.text}（{c.due.isoformat()}）"
