"""What a deputy is asked while a suggestion is written, signed, filed and judged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.handling.models import Grade
from huying.rulebook.entries import Ground
from huying.suggestions.drafting import Text
from huying.suggestions.models import Basis, Kind, Suggestion
from huying.town.models import Division
from huying.voices import categories
from huying.web.forms import TextField

TITLE_LIMIT, TEXT_LIMIT, LINE_LIMIT = 80, 5000, 200
SEEN = (Basis.VISIT, Basis.STUDY)


def _lines(label: Any, rows: int, limit: int = TEXT_LIMIT, **more: Any) -> TextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, limit=limit, widget=widget, **more)


class DeputyForm(forms.Form):
    """Errors stand at the field, in our words: the browser's own would hide what else is wrong."""

    use_required_attribute = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.label_suffix = ""


class StartForm(DeputyForm):
    """A draft that does not come from matters."""

    kind = forms.ChoiceField(label=_("提什么"), choices=Kind.choices, widget=forms.RadioSelect)
    basis = forms.ChoiceField(
        label=_("从哪里来"),
        choices=[one for one in Basis.choices if one[0] != Basis.MATTERS],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    basis_note = TextField(
        label=_("哪天、在哪里"), limit=LINE_LIMIT, required=False,
        help_text=_("走访或者视察、调研的，写一句就行，例如：10月16日在南社村走访。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("basis") in SEEN and not said.get("basis_note") and "basis_note" in said:
            self.add_error("basis_note", _("请写一句：哪天，在哪里。"))
        return said


class WriteForm(DeputyForm):
    """The text of a draft. Nothing is demanded before it is filed: it may be saved half written."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    title = TextField(
        label=_("标题"), limit=TITLE_LIMIT, required=False,
        help_text=_("一件建议只说一件事，例如：关于修复南社村路灯的建议。"),
    )  # fmt: skip
    grounds = _lines(_("事由"), 7, required=False, help_text=_("情况怎样，为什么要办。"))
    proposal = _lines(_("具体建议"), 7, required=False, help_text=_("希望谁、怎么办、办到什么样。"))
    category = forms.ChoiceField(label=_("类别"), required=False)
    division = forms.ModelChoiceField(
        Division.objects.none(), label=_("哪个村"), required=False, empty_label=_("全镇的事"),
        error_messages={"invalid_choice": _("请从列表里选一个村。")},
    )  # fmt: skip
    basis_note = TextField(label=_("哪天、在哪里"), limit=LINE_LIMIT, required=False)

    def __init__(self, *args: Any, suggestion: Suggestion, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("请选择")), *categories.grouped_choices()]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]
        self.fields["division"].queryset = Division.objects.all()  # type: ignore[attr-defined]
        if suggestion.basis not in SEEN:
            del self.fields["basis_note"]
        self.kept_note = suggestion.basis_note

    def text(self) -> Text:
        """What was typed, clean."""
        said = self.cleaned_data
        return Text(
            said["title"], said["grounds"], said["proposal"], said["category"], said["division"],
            said.get("basis_note", self.kept_note),
        )  # fmt: skip


def of_draft(suggestion: Suggestion) -> WriteForm:
    """The form as the draft stands."""
    names = ("title", "grounds", "proposal", "category", "division", "basis_note")
    initial = {name: getattr(suggestion, name) for name in names}
    return WriteForm(initial=initial | {"seen": suggestion.digest}, suggestion=suggestion)


class WordForm(DeputyForm):
    """One word to go with a decision. demanded: it cannot be left out."""

    word = _lines(_("说一句"), 3, limit=LINE_LIMIT, required=False)

    def __init__(self, *args: Any, label: Any = "", demanded: Any = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["word"].label = label or self.fields["word"].label
        if demanded:
            self.fields["word"].required = True
            self.fields["word"].error_messages["required"] = demanded


class SignForm(DeputyForm):
    """A co-signature: for the text with this digest."""

    digest = forms.CharField(widget=forms.HiddenInput)
    via_lead = forms.BooleanField(
        label=_("答复可由领衔代表转交"), required=False, help_text=_("不勾的，答复直接给您本人。")
    )


class FileForm(DeputyForm):
    """Each of the pack's grounds as a question, neither answer chosen beforehand."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    without_unconfirmed = forms.BooleanField(
        label=_("不等了，先提交"), required=False,
        help_text=_("还没有确认的代表，这一次不列为联名人。"),
    )  # fmt: skip

    def __init__(self, *args: Any, grounds: list[Ground], **more: Any) -> None:
        super().__init__(*args, **more)
        self.grounds = grounds
        for ground in grounds:
            self.fields[f"ground_{ground.key}"] = forms.ChoiceField(
                label=ground.asked, choices=[("yes", _("是")), ("no", _("否"))],
                widget=forms.RadioSelect, error_messages={"required": _("请选“是”或者“否”。")},
            )  # fmt: skip

    def questions(self) -> list[tuple[Ground, forms.BoundField]]:
        """The grounds with their fields."""
        return [(ground, self[f"ground_{ground.key}"]) for ground in self.grounds]

    def holding(self) -> list[Ground]:
        """The grounds that the deputy says hold."""
        said = getattr(self, "cleaned_data", {})
        return [one for one in self.grounds if said.get(f"ground_{one.key}") == "yes"]


class OpinionForm(DeputyForm):
    """The feedback form (征询意见表) on one unit's reply. Its grades are drawn as faces."""

    attitude = forms.ChoiceField(
        label=_("办理态度"), choices=Grade.choices,
        error_messages={"required": _("请选一个：满意、基本满意、不满意。")},
    )  # fmt: skip
    result = forms.ChoiceField(
        label=_("办理结果"), choices=Grade.choices,
        error_messages={"required": _("请选一个：满意、基本满意、不满意。")},
    )  # fmt: skip
    word = _lines(
        _("说一句"), 3, limit=1000, required=False,
        help_text=_("不满意的请写明为什么，单位好知道怎么改。"),
    )  # fmt: skip


class ReceiptForm(DeputyForm):
    """The second form: whether what was promised was done."""

    result = forms.ChoiceField(
        label=_("承诺落实"), choices=Grade.choices,
        error_messages={"required": _("请选一个：满意、基本满意、不满意。")},
    )  # fmt: skip
    word = _lines(_("说一句"), 3, limit=1000, required=False)
