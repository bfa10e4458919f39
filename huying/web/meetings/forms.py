"""What the pages of assignment meetings ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from huying.congress.models import Session
from huying.handling.models import Meeting, MeetingItem
from huying.town.models import Unit
from huying.web.forms import TextField

TEXT_LIMIT = 2000


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LongText(TextField):
    """Text of several lines, clean."""

    def __init__(self, label: Any, *, rows: int = 2, **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, widget=widget, limit=TEXT_LIMIT, **more)


class PrepareForm(forms.Form):
    """A new meeting: what it is called, when, after which session."""

    title = TextField(label=_("会议名称"), limit=80)
    held_on = forms.DateField(label=_("日期"), widget=_day())
    session = forms.ChoiceField(
        label=_("哪次人代会以后"), required=False, help_text=_("闭会期间的交办会可以不选。")
    )

    def __init__(self, *args: Any, sessions: list[Session], **more: Any) -> None:
        super().__init__(*args, label_suffix="", **more)
        self.sessions = {str(one.pk): one for one in sessions}
        field: Any = self.fields["session"]
        field.choices = [("", _("闭会期间")), *((pk, s.short) for pk, s in self.sessions.items())]

    def clean_session(self) -> Session | None:
        """The session that was chosen."""
        return self.sessions.get(self.cleaned_data["session"])


class ArrangeForm(forms.Form):
    """When, where, who leads it, who is there. seen: how the page had it, so that nothing is overwritten."""

    NAMES = ("title", "held_on", "place", "chair", "present")

    title = TextField(label=_("会议名称"), limit=80)
    held_on = forms.DateField(label=_("日期"), widget=_day())
    place = TextField(label=_("地点"), limit=80, required=False)
    chair = TextField(label=_("主持人"), limit=40, required=False)
    present = LongText(
        _("参加人"),
        rows=8,
        required=False,
        help_text=_("一行一个。先列了各承办单位的人，请照实改。"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, meeting: Meeting, present: str = "", **more: Any) -> None:
        stands = {name: getattr(meeting, name) for name in self.NAMES}
        self.stands = "\n".join(str(value) for value in stands.values())
        initial = {**stands, "present": meeting.present or present, "seen": self.stands}
        super().__init__(*args, label_suffix="", initial=initial, **more)

    def is_stale(self) -> bool:
        """Whether somebody else changed the arrangement after the page was made."""
        seen = self.data.get("seen", "").replace("\r\n", "\n")
        return seen.strip() != self.stands.strip()

    def seen_now(self) -> None:
        """Sent again it is a decision with the newest state in view."""
        self.data = self.data.copy()
        self.data["seen"] = self.stands


class UnitsForm(forms.Form):
    """Who handles one suggestion. units: those to choose from."""

    lead = forms.TypedChoiceField(label=_("主办单位"), required=False, empty_value=None)
    others = forms.TypedMultipleChoiceField(
        label=_("会办、分办单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    separately = forms.BooleanField(
        label=_("分办：各单位分别办理、分别答复（不选就是会办，由主办单位一并答复）"),
        required=False,
    )
    instruction = LongText(_("要求"), required=False)

    def __init__(self, *args: Any, units: list[Unit], **more: Any) -> None:
        super().__init__(*args, label_suffix="", **more)
        known = {str(unit.pk): unit for unit in units}
        lead, others = self.fields["lead"], self.fields["others"]
        choices = [(str(unit.pk), unit.name) for unit in units]
        lead.choices, others.choices = [("", _("请选择")), *choices], choices
        lead.coerce = others.coerce = lambda pk: _known(known, pk)


def _known(units: dict[str, Unit], pk: Any) -> Unit:
    if str(pk) not in units:
        raise ValueError(pk)
    return units[str(pk)]


def units_of(item: MeetingItem) -> dict[str, Any]:
    """What stands in the fields of `UnitsForm` for an item."""
    return {
        "lead": item.lead_id, "others": item.others, "separately": item.separately,
        "instruction": item.instruction,
    }  # fmt: skip


class ItemForm(UnitsForm):
    """What is proposed for an item, before the meeting. seen: when the page had it decided last."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, item: MeetingItem, **more: Any) -> None:
        more["initial"] = {**units_of(item), **self.more_of(item), "seen": stamp(item)}
        super().__init__(*args, **more)

    @staticmethod
    def more_of(item: MeetingItem) -> dict[str, Any]:
        """Further initial values."""
        return {}

    def clean_seen(self) -> dt.datetime | None:
        """The moment, or None where nothing was decided."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def seen_now(self, item: MeetingItem) -> None:
        """Sent again it is a decision with the newest state in view."""
        self.data = self.data.copy()
        self.data["seen"] = stamp(item)


class DecideForm(ItemForm):
    """What the meeting says about an item; which button was pressed says what becomes of it."""

    dispute = LongText(_("哪个单位、什么意见"), required=False)
    settlement = LongText(_("怎么定的"), required=False)

    @staticmethod
    def more_of(item: MeetingItem) -> dict[str, Any]:
        return {"dispute": item.dispute, "settlement": item.settlement}

    @property
    def changes(self) -> bool:
        """Whether the units' fold has something to show or to mend."""
        names = ("lead", "others", "separately", "instruction")
        return self.is_bound and (bool(self.errors.keys() & set(names)) or self._typed(names))

    @property
    def disputes(self) -> bool:
        """Whether the dispute's fold has something to show or to mend."""
        return bool(
            self["dispute"].value() or self["settlement"].value() or "dispute" in self.errors
        )

    def _typed(self, names: tuple[str, ...]) -> bool:
        return bool(set(names) & set(self.changed_data))


def stamp(item: MeetingItem) -> str:
    """The moment at which it was decided last, as a form carries it."""
    return item.decided_at.isoformat() if item.decided_at else ""


class ReasonForm(forms.Form):
    """Why a meeting is called off."""

    reason = LongText(_("理由"), rows=3)


def picked(query: QueryDict) -> set[int]:
    """The numbers of the suggestions that were ticked."""
    return {int(word) for word in query.getlist("pick") if word.isdecimal() and len(word) < 16}
