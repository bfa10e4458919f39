"""What waits for a deputy, looked up once for a page: the navigation and the desk show the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.handling.suggestions.queries import deputy_waits
from huying.suggestions.queries import deputy_counts


def waits(request: HttpRequest) -> dict[str, int]:
    """How much waits to be written, co-signed (asked), judged and confirmed. Four queries, once a request."""
    known: dict[str, int] | None = getattr(request, "deputy_waits", None)
    if known is None:
        known = deputy_counts(request.actor) | deputy_waits(request.actor)
        request.deputy_waits = known  # type: ignore[attr-defined]
    return known


def asked(request: HttpRequest) -> int:
    """Co-signatures that somebody waits for."""
    return waits(request)["asked"]


def answers(request: HttpRequest) -> int:
    """Replies to judge and talks to confirm."""
    return waits(request)["judge"] + waits(request)["confirm"]


def writing(request: HttpRequest) -> int:
    """Begun and not filed."""
    return waits(request)["writing"]


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now: a sentence, and the button that leads there."""

    text: str
    label: str
    url: str


def next_step(request: HttpRequest) -> NextStep:
    """What a deputy does first: others wait for a signature; then the replies; then the own drafts."""
    known = waits(request)
    for key, page, text, label in _steps(known):
        if known[key]:
            return NextStep(text % {"n": known[key]}, label, _url(request, page))
    return NextStep(
        _("没有等您办的事。选民反映的事，可以挑一件写成建议。"), _("写一件建议"),
        _url(request, "deputy-new"),
    )  # fmt: skip


def _steps(known: dict[str, int]) -> list[tuple[str, str, str, str]]:
    return [
        ("asked", "deputy-asked",
         ngettext("有%(n)s件建议请您联名。", "有%(n)s件建议请您联名。", known["asked"]), _("去看看")),
        ("judge", "deputy-waiting",
         ngettext("有%(n)s件答复等您评价。", "有%(n)s件答复等您评价。", known["judge"]), _("去评价")),
        ("confirm", "deputy-waiting",
         ngettext("有%(n)s件建议的面商等您确认。", "有%(n)s件建议的面商等您确认。", known["confirm"]),
         _("去确认")),
        ("writing", "deputy-suggestions",
         ngettext("有%(n)s件建议还没有写完。", "有%(n)s件建议还没有写完。", known["writing"]), _("接着写")),
    ]  # fmt: skip


def _url(request: HttpRequest, page: str, *args: Any) -> str:
    return reverse(page, args=[request.town.slug, *args])
