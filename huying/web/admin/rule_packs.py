"""Whose rules the town follows: the packs side by side, what each would move, and picking one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from huying.core.errors import HuyingError
from huying.core.permissions import permits, require
from huying.rulebook import changes, packs, queries
from huying.rulebook.entries import Pack
from huying.rulebook.models import PackChoice
from huying.web.admin.rule_words import about_suggestions, both_stand, told
from huying.web.admin.rules import changed, preview_mark, saw


class PackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("为什么选用这一套"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


def home(request: HttpRequest) -> HttpResponse:
    """Every pack with what it says, side by side; a phone opens one at a time."""
    moves, here = changes.count_moves(request.town), queries.pack_of(request.town)
    choosable = packs.choosable()
    columns = [packs.rules_under(pack.name) for pack in choosable]
    rows = [
        {
            "rule": rule,
            "own": told(rule),
            "cells": [
                {
                    "told": told(rules[rule.key]),
                    "said": rule.key in pack.rules,
                    "here": pack is here,
                }
                for pack, rules in zip(choosable, columns, strict=True)
            ],
        }
        for rule in about_suggestions(queries.rules_of(request.town))
    ]
    listed = [{"pack": pack, "moves": moves[pack.name], "here": pack is here} for pack in choosable]
    history = [
        {"choice": choice, "pack": packs.all_packs()[choice.pack]}
        for choice in PackChoice.objects.order_by("-id")[:20]
    ]
    context = {"packs": listed, "rows": rows, "history": history, "here": here}
    return render(request, "admin/packs.html", context)


def one(request: HttpRequest, pack: str) -> HttpResponse:
    """What one pack says and would move; picking it asks for the reason."""
    found = packs.all_packs().get(pack)
    if found is None or found not in packs.choosable():
        raise Http404
    if request.method == "POST":
        require(request.actor, "rules.choose")
    form = PackForm(request.POST or None)
    shifts = changes.preview_pack(request.town, pack)
    mark = preview_mark({"pack": pack}, shifts)
    if request.method == "POST" and form.is_valid() and saw(request, form, mark):
        try:
            moved = changes.choose_pack(
                town=request.town, pack=pack, reason=form.cleaned_data["reason"], by=request.actor
            )
            return changed(request, moved, "admin-packs")
        except HuyingError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(
        request,
        "admin/pack.html",
        _context(request, found, form) | {"shifts": shifts, "seen": mark},
    )


def _context(request: HttpRequest, pack: Pack, form: PackForm) -> dict[str, Any]:
    standing = queries.standing(request.town)
    nation = packs.all_packs()[packs.NATIONAL].rules
    rows = [
        {
            "told": told(rule),
            "said": rule.key in pack.rules,
            "both": both_stand(rule, nation.get(rule.key), pack)
            if rule.key in pack.rules and pack.name != packs.NATIONAL
            else "",
        }
        for rule in about_suggestions(packs.rules_under(pack.name).values())
    ]
    own = [told(rule) for rule in about_suggestions(standing.rules.values()) if rule.chosen]
    return {
        "pack": pack,
        "rows": rows,
        "form": form,
        "own": own,
        "here": standing.pack is pack,
        "picked": standing.picked and standing.pack is pack,
        "may": permits(request.actor, "rules.choose"),
    }
