"""The desk's forms. Each that changes a matter carries the version that the person saw."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from huying.core.textclean import strip_unwanted
from huying.handling.models import Grade
from huying.town.models import Division
from huying.voices.categories import group_choices, grouped_choices
from huying.voices.channels import right_channels
from huying.voices.models import Channel, Matter, Urgency, Voice
from huying.voices.queries import Wanted

TABS = ("new", "for_suggestion", "at_county", "ends", "all")
YES_NO = [("yes", _("是")), ("no", _("否"))]


class Text(forms.CharField):
    """What somebody types, without controls and marks that turn the reading direction."""

    def to_python(self, value: Any) -> str:
        return strip_unwanted(super().to_python(value))


class FilterForm(forms.Form):
    """Which matters of the desk to show; nothing chosen shows all of the tab."""

    q = Text(label=_("找原话、查询码"), required=False, max_length=60)
    category = forms.ChoiceField(label=_("类别"), required=False)
    village = forms.TypedChoiceField(label=_("村"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(
        label=_("渠道"), required=False, choices=[("", _("不限")), *Channel.choices]
    )
    urgency = forms.ChoiceField(
        label=_("缓急"), required=False, choices=[("", _("不限")), *Urgency.choices]
    )
    overdue = forms.BooleanField(label=_("只看过了梳理期限的"), required=False)
    tab = forms.ChoiceField(
        choices=[(tab, tab) for tab in TABS], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = _categories(get_language() or "")
        villages = list(Division.objects.values_list("pk", "name"))
        self.fields["village"].choices = [("", _("不限")), *villages]
        # What of the form is not in the request: with it, the form's HTML can be kept.
        self.shown = tuple(villages)

    def tab_name(self) -> str:
        """The chosen tab; 待梳理 by default."""
        return (self.is_valid() and self.cleaned_data["tab"]) or "new"

    def wanted(self) -> Wanted:
        """What is chosen, as the queries take it; what makes no sense is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        tab = chosen.get("tab") or "new"
        return Wanted(
            state="" if tab in ("all", "ends") else tab,
            category=chosen.get("category") or "",
            division_id=chosen.get("village"),
            channel=chosen.get("channel") or "",
            urgency=chosen.get("urgency") or "",
            overdue=bool(chosen.get("overdue")),
            q=chosen.get("q") or "",
        )


@cache
def _categories(language: str) -> list[tuple[str, Any]]:
    return [
        ("", gettext("不限")),
        *((key, gettext("%(group)s（全部）") % {"group": name}) for key, name in group_choices()),
        *grouped_choices(),
    ]


class VersionedForm(forms.Form):
    """A form about a matter as somebody saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ClassifyForm(VersionedForm):
    """What a matter is about, how urgent, where."""

    category = forms.ChoiceField(label=_("类别"))
    urgency = forms.ChoiceField(label=_("缓急"), choices=Urgency.choices)
    division = forms.ModelChoiceField(
        Division.objects.none(), label=_("村"), required=False, empty_label=_("不清楚，或全镇")
    )
    place = Text(label=_("具体地点"), max_length=120, required=False)

    def __init__(self, *args: Any, divisions: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("请选择")), *grouped_choices()]
        for name, key in (("category", "c"), ("urgency", "u")):
            field = self.fields[name]
            field.widget.attrs |= {"data-key": key, "data-key-label": field.label}
        field = self.fields["division"]
        field.queryset = Division.objects.all()
        # The page has the list already: the select shall not read it again.
        field.widget.choices = [
            ("", field.empty_label), *((one.pk, one.name) for one in divisions)
        ]  # fmt: skip


class WordingForm(VersionedForm):
    """What may be shown of a matter: title, summary, each voice's words, its photos."""

    title = Text(
        label=_("公开标题"),
        max_length=80,
        widget=forms.TextInput(attrs={"data-key": "p", "data-key-label": _("公开内容")}),
    )
    summary = Text(label=_("公开内容"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, voices: list[Voice], suggested: dict[int, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.voices = voices
        for voice in voices:
            self.fields[f"redacted_{voice.pk}"] = Text(
                label=gettext("%(code)s的话，遮盖以后") % {"code": voice.code},
                max_length=12_000, required=False,
                initial=voice.redacted or suggested.get(voice.pk, ""),
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip
            if any(file.kind == "photo" for file in voice.files.all()):
                self.fields[f"photos_{voice.pk}"] = forms.BooleanField(
                    label=_("照片也公开（看过，照片里没有人脸、车牌、门牌）"), required=False,
                    initial=voice.photos_public,
                )  # fmt: skip

    def redacted(self) -> dict[int, str]:
        """Voice id → its words as they may be shown."""
        return {v.pk: self.cleaned_data[f"redacted_{v.pk}"] for v in self.voices}

    def photos(self) -> dict[int, bool]:
        """Voice id → whether its photos may be shown."""
        chosen = {v.pk: self.cleaned_data.get(f"photos_{v.pk}") for v in self.voices}
        return {pk: value for pk, value in chosen.items() if value is not None}

    def by_voice(self) -> list[tuple[Voice, Any, Any]]:
        """(voice, its words' field, its photos' field or None), for the page."""
        return [
            (
                v,
                self[f"redacted_{v.pk}"],
                self[f"photos_{v.pk}"] if f"photos_{v.pk}" in self.fields else None,
            )
            for v in self.voices
        ]


class WordsForm(VersionedForm):
    """One text that goes with a step: an answer, a reason, an instruction."""

    text = Text(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].required = required


class RedirectForm(WordsForm):
    """The right channel: a prepared text, which may be changed; left empty it goes as prepared."""

    channel = forms.ChoiceField(label=_("该去哪里"), required=False)
    field_order = ("version", "channel", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["channel"].choices = [
            ("", _("自己写")),
            *((channel.key, channel.label) for channel in right_channels().values()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("text") and data.get("channel"):
            data["text"] = right_channels()[data["channel"]].text
        if not data.get("text"):
            self.add_error("text", _("请选一个渠道，或者写明该去哪里、为什么。"))
        return data


class MergeForm(VersionedForm):
    """Which matter it goes into, by its number."""

    into = forms.IntegerField(label=_("并入哪一件（编号）"), min_value=1)

    def target(self) -> Matter | None:
        """The matter of that number in this town."""
        return Matter.objects.filter(pk=self.cleaned_data["into"]).first()


class AskForm(forms.Form):
    """A question to who said it."""

    text = Text(label=_("想问什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class WhyForm(forms.Form):
    """Why a sealed contact is opened."""

    why = Text(label=_("为什么要看"), max_length=200)


class RecheckForm(forms.Form):
    """What somebody said when asked again."""

    reached = forms.ChoiceField(label=_("联系上了吗"), choices=YES_NO, widget=forms.RadioSelect)
    grade = forms.ChoiceField(
        label=_("这次怎么说"), choices=[("", _("请选择")), *Grade.choices], required=False
    )
    solved = forms.ChoiceField(
        label=_("问题解决了吗"), choices=[("", _("请选择")), *YES_NO], required=False
    )
    note = Text(
        label=_("补充"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reached") == "yes":
            for name in ("grade", "solved"):
                if not data.get(name):
                    self.add_error(name, _("联系上了，请填这一项。"))
        return data

    def facts(self) -> dict[str, Any]:
        """As `judging.record_recheck` takes them."""
        reached = self.cleaned_data["reached"] == "yes"
        solved = self.cleaned_data["solved"]
        return {
            "reached": reached,
            "grade": self.cleaned_data["grade"] if reached else "",
            "solved": solved == "yes" if reached and solved else None,
            "note": self.cleaned_data["note"],
        }


class ResendForm(forms.Form):
    """Sending a message again, where it may have arrived already."""

    sure = forms.BooleanField(label=_("我知道对方可能会收到两遍"))
