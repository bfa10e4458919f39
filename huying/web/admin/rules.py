"""Rules, the calendar and direct rules: each change shows what it would move before it does."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from huying.core import clock, ledger
from huying.core.errors import HuyingError
from huying.handling.direct import drop_direct, set_direct
from huying.handling.models import DirectRule
from huying.rulebook import changes, packs, queries
from huying.rulebook.calendar import known_years
from huying.rulebook.entries import Rule
from huying.rulebook.models import CalendarYear, RuleChoice
from huying.rulebook.open_dates import Shift
from huying.town.queries import active_units
from huying.voices.categories import all_categories, grouped_choices
from huying.web.admin.accounts import by_pk
from huying.web.admin.rule_words import UNIT_LABELS, both_stand, told, worth

# Ten years in days; what is far beyond is a slip of the hand, and no calendar reaches so far.
MOST = 3650


class RuleForm(forms.Form):
    value = forms.IntegerField(label=gettext_lazy("数字"), min_value=0, max_value=MOST)
    unit = forms.ChoiceField(label=gettext_lazy("单位（时间）"))
    reason = forms.CharField(
        label=gettext_lazy("为什么这样定"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )

    def __init__(self, *args: Any, rule: Rule, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.choices = [(unit, UNIT_LABELS[unit]) for unit in rule.units]


class OptionForm(forms.Form):
    code = forms.ChoiceField(label=gettext_lazy("怎么定"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("为什么这样定"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )

    def __init__(self, *args: Any, rule: Rule, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["code"]
        field.choices = [(one.code, one.title) for one in rule.options]


def home(request: HttpRequest) -> HttpResponse:
    """Every rule as it stands here, with its source and how sure it is."""
    rows = [told(rule) for rule in queries.rules_of(request.town)]
    context = {"rows": rows, "pack": queries.pack_of(request.town)}
    return render(request, "admin/rules.html", context)


def one(request: HttpRequest, key: str) -> HttpResponse:
    """Change one rule: look at what would move, then confirm."""
    if key not in packs.all_rules():
        raise Http404
    rule = queries.rule(request.town, key)
    form, preview, choose = _tools(request, rule)
    shifts, mark = None, ""
    if request.method == "POST" and form.is_valid():
        change = {"key": key, **form.cleaned_data}
        reason = change.pop("reason")
        try:
            shifts = preview(request.town, **change)
            mark = preview_mark(change, shifts)
            if "confirm" in request.POST and saw(request, form, mark):
                moved = choose(town=request.town, reason=reason, by=request.actor, **change)
                return changed(request, moved, "admin-rules")
        except HuyingError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"told": told(rule), "form": form, "shifts": shifts, "seen": mark}
    return render(request, "admin/rule.html", context | _background(request, rule))


def _tools(request: HttpRequest, rule: Rule) -> tuple[forms.Form, Any, Any]:
    """The form for a number or a choice, what previews it and what does it."""
    if rule.options:
        form = OptionForm(request.POST or None, rule=rule, initial={"code": rule.code})
        return form, changes.preview_option, changes.choose_option
    initial = {"value": rule.value, "unit": rule.unit}
    form = RuleForm(request.POST or None, rule=rule, initial=initial)
    return form, changes.preview_rule, changes.choose_rule


def _background(request: HttpRequest, rule: Rule) -> dict[str, Any]:
    """What the page says beside the form: the pack, the nation's rule, what was chosen before."""
    pack = queries.pack_of(request.town)
    chosen = RuleChoice.objects.filter(key=rule.key).order_by("-id")[:20]
    history = [
        {
            "choice": past,
            "worth": worth(replace(rule, value=past.value, unit=past.unit, code=past.code)),
        }
        for past in chosen
    ]
    under = packs.all_packs()[rule.chosen_under] if rule.chosen else pack
    return {
        "pack": pack,
        "both": both_stand(rule, queries.nation_says(request.town, rule.key), pack),
        "history": history,
        "under": under if under is not pack else None,
    }


def preview_mark(change: Any, shifts: list[Shift]) -> str:
    """What a preview showed, as one word that the confirming form brings back."""
    shown = [(shift.label, shift.before, shift.after.date) for shift in shifts]
    return hashlib.sha256(ledger.canonical([change, shown]).encode()).hexdigest()


def saw(request: HttpRequest, form: forms.Form, mark: str) -> bool:
    """Whether what is confirmed is what was looked at; otherwise the form says to look again."""
    seen = request.POST.get("seen", "")
    if seen == mark:
        return True
    form.add_error(
        None,
        _("刚才看过以后，数字或期限又变了。请看看下面新的变动，再确认一次。")
        if seen
        else _("您还没有看过会变动什么。请看看下面，再确认。"),
    )
    return False


def changed(request: HttpRequest, moved: int, name: str) -> HttpResponse:
    text = ngettext("已改，%(n)s个期限随着变了。", "已改，%(n)s个期限随着变了。", moved)
    messages.success(request, text % {"n": moved})
    return HttpResponseRedirect(reverse(name, args=[request.town.slug]))


class YearForm(forms.Form):
    """A year as it is announced: a line a day or a span, then 休 or 班, then the holiday's name."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2020, max_value=2100)
    days = forms.CharField(
        label=gettext_lazy("放假和调休"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "一行一天或一段，例如：1-1 至 1-3 休 元旦；1-4 班 元旦。照国务院办公厅的通知录入。"
        ),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "year" in said and "days" in said:
            try:
                said["parsed"] = parse_days(said["year"], said["days"])
            except ValueError as error:
                self.add_error("days", str(error))
        return said


LINE = re.compile(
    r"^(\d{1,2})[-月./](\d{1,2})日?(?:\s*(?:至|到|~|—+)\s*(\d{1,2})[-月./](\d{1,2})日?)?\s*([休班])\s*(\S*)$"
)


def parse_days(year: int, text: str) -> changes.Days:
    """The days of a pasted notice. Raises ValueError naming the line."""
    days: changes.Days = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        # Full-width digits and signs, as an input method leaves them, are read as plain ones.
        found = LINE.match(unicodedata.normalize("NFKC", line).strip())
        try:
            if found is None:
                raise ValueError
            month, day, last_month, last_day, kind, name = found.groups()
            first = dt.date(year, int(month), int(day))
            last = dt.date(year, int(last_month), int(last_day)) if last_month else first
            if last < first:
                raise ValueError
        except ValueError:
            raise ValueError(_("第%(n)s行看不懂：%(line)s") % {"n": number, "line": line}) from None
        while first <= last:
            days[first] = (kind == "班", name)
            first += dt.timedelta(days=1)
    return days


def calendar(request: HttpRequest) -> HttpResponse:
    """Which years are known, and entering one that the state has announced."""
    initial = {"year": max(known_years()) + 1}
    form, shifts, mark = YearForm(request.POST or None, initial=initial), None, ""
    if request.method == "POST" and form.is_valid():
        year, days = form.cleaned_data["year"], form.cleaned_data["parsed"]
        try:
            shifts = changes.preview_year(request.town, year, days)
            mark = preview_mark(
                [year, sorted((str(day), *what) for day, what in days.items())], shifts
            )
            if "confirm" in request.POST and saw(request, form, mark):
                moved = changes.enter_year(
                    town=request.town, year=year, days=days, by=request.actor
                )
                return changed(request, moved, "admin-calendar")
        except HuyingError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    entered = set(CalendarYear.objects.values_list("year", flat=True))
    today = clock.today().year
    years = [
        {
            "year": year,
            "known": year in known_years() or year in entered,
            "entered": year in entered,
        }
        for year in range(today - 1, today + 3)
    ]
    context = {"form": form, "shifts": shifts, "seen": mark, "years": years}
    return render(request, "admin/calendar.html", context)


class DirectForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("类别"))
    unit = forms.ModelChoiceField(
        label=gettext_lazy("承办单位"), queryset=None, empty_label=gettext_lazy("请选择")
    )
    instruction = forms.CharField(label=gettext_lazy("要求"), max_length=200, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["category"].choices = grouped_choices()
        fields["unit"].queryset = active_units()


def direct(request: HttpRequest) -> HttpResponse:
    """Small, clear kinds that go straight to a unit."""
    form = DirectForm(request.POST if "add" in request.POST else None)
    here = reverse("admin-direct", args=[request.town.slug])
    if "drop" in request.POST:
        rule = by_pk(DirectRule.objects.all(), request.POST["drop"])
        drop_direct(rule=rule, by=request.actor)
        return HttpResponseRedirect(here)
    if "add" in request.POST and form.is_valid():
        set_direct(town=request.town, by=request.actor, **form.cleaned_data)
        return HttpResponseRedirect(here)
    rows = [
        {"rule": rule, "label": all_categories()[rule.category].label}
        for rule in DirectRule.objects.select_related("unit").order_by("category")
    ]
    return render(request, "admin/direct.html", {"form": form, "rows": rows})
