"""The public list of suggestions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huying.congress.queries import sessions
from huying.core.textclean import strip_unwanted
from huying.handling.suggestions.origin import masked
from huying.suggestions import queries
from huying.suggestions.models import Suggestion
from huying.suggestions.queries import BETWEEN, Wanted
from huying.suggestions.states import TAKEN_STATES, SuggestionState
from huying.voices import categories
from huying.web.paging import keyset


class Filter(forms.Form):
    """What to look for; an answer that is none of the choices counts as not chosen."""

    q = forms.CharField(label=_("找什么"), required=False)
    session = forms.TypedChoiceField(
        label=_("哪次会议"), required=False, coerce=int, empty_value=None
    )
    category = forms.ChoiceField(label=_("哪一类"), required=False)
    state = forms.ChoiceField(label=_("办到哪一步"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [
            ("", _("全部")), (BETWEEN, _("闭会期间")),
            *((one.pk, one.short) for one in sessions()),
        ]  # fmt: skip
        whole = [(f"{key}.", _("%(group)s（全部）") % {"group": label})
                 for key, label in categories.group_choices()]  # fmt: skip
        self.fields["category"].choices = [
            ("", _("全部")), *whole, *categories.grouped_choices()
        ]  # fmt: skip
        self.fields["state"].choices = [
            ("", _("全部")), *((one, SuggestionState(one).label) for one in TAKEN_STATES),
        ]  # fmt: skip

    def wanted(self) -> Wanted:
        """What was chosen."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            words=strip_unwanted(said.get("q", ""))[:100], session_id=said.get("session"),
            category=said.get("category", ""), state=said.get("state", ""),
        )  # fmt: skip


def show(request: HttpRequest) -> HttpResponse:
    """Everything that was accepted and is public, the newest first."""
    form = Filter(request.GET)
    wanted = form.wanted()
    page = keyset(request, queries.found(request.town, queries.public_list(), wanted))
    context = {
        "form": form, "page": page, "cards": cards(request, page.rows),
        "sums": queries.public_sums(), "filtered": wanted != Wanted(),
        "narrowed": wanted != Wanted(words=wanted.words),
    }  # fmt: skip
    return render(request, "suggestions/list.html", context)


def cards(request: HttpRequest, rows: list[Suggestion]) -> list[dict[str, Any]]:
    """Suggestions as rows of a list for everybody."""
    return [
        {
            "suggestion": one, "title": masked(str(one)),
            "url": reverse("suggestion", args=[request.town.slug, one.pk]),
            "category": categories.label(one.category),
            "due": one.answer_due if one.state == "with_units" else None,
        }
        for one in rows
    ]  # fmt: skip
