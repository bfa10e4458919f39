"""The public register: its list, a matter's page, "me too", thanks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from huying.consultations.queries import now_open
from huying.core import clock
from huying.core.permissions import PUBLIC
from huying.core.textclean import strip_unwanted
from huying.handling.suggestions.origin import masked
from huying.suggestions.queries import taking_up
from huying.town.models import Division
from huying.voices import actions, categories
from huying.voices.states import MatterState
from huying.web.forms import attempt, new_key
from huying.web.paging import Page, keyset
from huying.web.public import figures, queries
from huying.web.public.forms import SupportForm
from huying.web.public.queries import SHOWN_STATES, Wanted
from huying.web.visitor import limit

NEWEST = 100
ASKED_SHOWN = 3
PERIODS = {"30": _("最近一个月"), "90": _("最近三个月"), "365": _("最近一年")}


class RegisterFilter(forms.Form):
    """What to look for; an answer that is none of the choices counts as not chosen."""

    q = forms.CharField(label=_("找什么"), required=False)
    division = forms.ChoiceField(label=_("哪个村"), required=False)
    category = forms.ChoiceField(label=_("哪一类"), required=False)
    state = forms.ChoiceField(label=_("办到哪一步"), required=False)
    period = forms.ChoiceField(label=_("什么时候"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = list(Division.objects.values_list("pk", "name"))
        # What of the form is not in the request: with it, the form's HTML can be kept.
        self.shown = tuple(villages)
        self.fields["division"].choices = [
            ("", _("全镇")), *((str(pk), name) for pk, name in villages),
        ]  # fmt: skip
        self.fields["category"].choices = [("", _("全部")), *_category_choices()]
        self.fields["state"].choices = [
            ("", _("全部")), *((one, MatterState(one).label) for one in SHOWN_STATES),
        ]  # fmt: skip
        self.fields["period"].choices = [("", _("不限")), *PERIODS.items()]

    def wanted(self) -> Wanted:
        """What was chosen."""
        self.is_valid()
        chosen = {name: self.cleaned_data.get(name, "") for name in self.fields}
        since = None
        if chosen["period"]:
            since = clock.now() - dt.timedelta(days=int(chosen["period"]))
        return Wanted(
            q=strip_unwanted(chosen["q"])[:100], state=chosen["state"], since=since,
            category=chosen["category"],
            division_id=int(chosen["division"]) if chosen["division"] else None,
        )  # fmt: skip


def _category_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    choices = []
    groups = dict(categories.group_choices())
    names = {label: key for key, label in groups.items()}
    for label, items in categories.grouped_choices():
        whole = (f"{names[label]}.", _("%(group)s（全部）") % {"group": label})
        choices.append((label, [whole, *items]))
    return choices


def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    context = {
        "figures": figures.figures(request.town),
        "answered": cards(request, queries.latest_answered(request.town)),
        "asked": now_open(clock.today())[:ASKED_SHOWN],
    }
    return render(request, "public/home.html", context)


def register(request: HttpRequest) -> HttpResponse:
    """The list of public matters, the newest first."""
    form = RegisterFilter(request.GET)
    wanted = form.wanted()
    page = _found(request, wanted)
    context = {
        "form": form, "page": page, "cards": cards(request, page.rows),
        "figures": figures.figures(request.town), "filtered": wanted != Wanted(),
    }  # fmt: skip
    return render(request, "public/register.html", context)


def _found(request: HttpRequest, wanted: Wanted) -> Page:
    """The page that is asked for; common words are looked for among the newest first."""
    if wanted.q and "before" not in request.GET:
        page = keyset(request, queries.register_list(request.town, wanted, newest=NEWEST))
        # Only where more follow is it sure that nothing of this page lies farther back.
        if page.older:
            return page
    return keyset(request, queries.register_list(request.town, wanted))


def thanks(request: HttpRequest) -> HttpResponse:
    """Thanks that were made public."""
    page = keyset(request, queries.public_thanks(request.town))
    context = {"page": page, "cards": cards(request, page.rows)}
    return render(request, "public/thanks.html", context)


def cards(request: HttpRequest, matters: list[Any]) -> list[dict[str, Any]]:
    """Matters as the matter_card component takes them; key: all that a card shows."""
    return [card | {"key": tuple(card.values())} for card in (_card(request, m) for m in matters)]


def _card(request: HttpRequest, matter: Any) -> dict[str, Any]:
    return {
        "title": matter.title, "summary": matter.summary, "state": matter.state,
        "url": reverse("public-matter", args=[request.town.slug, matter.pk]),
        "place": str(matter.division or ""), "category": categories.label(matter.category),
        "unit": matter.answerer, "at": matter.first_said_at, "supports": matter.support_count,
        "due": matter.answer_due if matter.state == "with_town" else None,
    }  # fmt: skip


def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One public matter; a merged one leads to where it stands now."""
    found = queries.public_matter(request.town, pk)
    if found.pk != pk:
        return HttpResponseRedirect(reverse("public-matter", args=[request.town.slug, found.pk]))
    return _matter(request, found, SupportForm(initial={"client_key": new_key()}))


def _matter(request: HttpRequest, found: Any, form: SupportForm) -> HttpResponse:
    context = {
        "matter": found, "view": queries.view_of(found, words=True), "form": form,
        "category": categories.label(found.category), "suggestions": [(one, masked(str(one))) for one in taking_up(found)],
    }  # fmt: skip
    code = 422 if form.errors else 200
    return render(request, "public/matter.html", context, status=code)


@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """ "Me too": once for each client_key; leads to the supporter's own page."""
    found = queries.public_matter(request.town, pk)
    limit(request, "support")
    form = SupportForm(request.POST)
    if form.is_valid():
        new = attempt(
            form, actions.support, town=request.town, matter=found, by=PUBLIC, **form.cleaned_data
        )
        if new is not None:
            url = reverse("public-support", args=[request.town.slug, new.token])
            return HttpResponseRedirect(f"{url}?new=1")
    return _matter(request, found, form)
