"""What the wind vane is asked, and how staff lay the villages out."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huying.records.vane import periods
from huying.records.vane.counting import Wanted
from huying.town.models import Division
from huying.voices.categories import group_choices, grouped_choices
from huying.web.forms import TextField

PERIODS = {"4w": _("最近四周"), "12w": _("最近十二周"), periods.YEAR: _("最近一年")}
MOST_LAYOUT = 4000


class ChoiceForm(forms.Form):
    """When, where, about what; an answer that is none of the choices counts as not chosen."""

    period = forms.ChoiceField(label=_("什么时候"), required=False, choices=list(PERIODS.items()))
    division = forms.ChoiceField(label=_("哪个村"), required=False)
    category = forms.ChoiceField(label=_("哪一类"), required=False)

    def __init__(self, data: QueryDict, villages: list[Division]) -> None:
        # The form shows what the page shows: with nothing chosen, the usual period.
        super().__init__({"period": periods.DEFAULT, **data.dict()})
        self.fields["division"].choices = [
            ("", _("全镇")), *((str(one.pk), one.name) for one in villages),
        ]  # fmt: skip
        self.fields["category"].choices = [("", _("全部")), *_categories()]

    def wanted(self) -> Wanted:
        """What was chosen; a calendar month comes by a link."""
        self.is_valid()
        chosen = {name: self.cleaned_data.get(name, "") for name in self.fields}
        key = chosen["period"] or str(self.data.get("period", ""))
        village = int(chosen["division"]) if chosen["division"] else None
        return Wanted(periods.period(key), village, chosen["category"])


def _categories() -> list[tuple[str, list[tuple[str, str]]]]:
    names = {label: key for key, label in group_choices()}
    return [
        (label, [(f"{names[label]}.", _("%(group)s（全部）") % {"group": label}), *items])
        for label, items in grouped_choices()
    ]


def query_of(wanted: Wanted) -> dict[str, str]:
    """The query that asks for the same again."""
    key = "" if wanted.period.key == periods.DEFAULT else wanted.period.key
    return {"period": key, "division": str(wanted.division_id or ""), "category": wanted.category}


class TilesForm(forms.Form):
    """The villages, a line for each row of tiles."""

    text = TextField(
        label=_("一行一排，村名用空格隔开"), limit=MOST_LAYOUT, widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("空着的格写一个“·”。每个村写一次，一行最多六格。照着大家心里的方位排，不是地图。"),
    )  # fmt: skip
