"""Examination by the presidium: accepted, sent back with a ground and room to mend, or not accepted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock as the_clock
from huying.core import search
from huying.core.errors import HuyingError, Missing
from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.notices.people import tell_deputies
from huying.rulebook import queries as rulebook
from huying.suggestions import progress
from huying.suggestions.clock import NOT_WAITING, start_assigning
from huying.suggestions.cosigning import holding
from huying.suggestions.models import Kind, Suggestion
from huying.suggestions.numbering import next_number
from huying.town.models import Division

KIND = "suggestion"


@transaction.atomic
def accept(
    *,
    suggestion: Suggestion,
    by: Actor,
    category: str = "",
    division: Division | None = None,
    wide: bool = False,
    private_reason: str = "",
    version: int | None = None,
) -> None:
    """Accept it: it gets its number, waits to be assigned, and is public unless a reason is given."""
    if suggestion.kind == Kind.BILL:
        raise HuyingError(_("议案先决定是否列入议程；不列入的，转为建议办理。"))
    _short(private_reason, "private_reason")
    changes = {"wide": wide, "private_reason": private_reason}
    if category:
        changes["category"] = category
    if division is not None:
        changes["division_id"] = division.pk
    _take(suggestion, "accept", by, version, changes, {})


@transaction.atomic
def turn_into_suggestion(
    *, suggestion: Suggestion, by: Actor, reason: str, private_reason: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """A bill that is not put on the agenda is handled as a suggestion; public unless a reason is given."""
    if suggestion.kind != Kind.BILL:
        raise HuyingError(_("这本来就是建议。"))
    _short(private_reason, "private_reason")
    changes = {"kind": Kind.SUGGESTION, "private_reason": private_reason}
    _take(suggestion, "turn_into_suggestion", by, version, changes, {"reason": reason})


def _take(
    suggestion: Suggestion, verb: str, by: Actor, version: int | None, changes: dict[str, Any],
    facts: dict[str, Any],
) -> None:  # fmt: skip
    series, number = next_number(suggestion)
    advance(
        suggestion, verb, by=by, version=version,
        changes={
            **changes, "series": series, "number": number, "accepted_at": the_clock.now(),
            **start_assigning(suggestion),
        },
        facts={
            **facts, "number": number, "title": suggestion.title, "category": suggestion.category,
            "cosigners": [one.deputy.name for one in holding(suggestion)],
        },
    )  # fmt: skip
    for citation in suggestion.citations.select_related("matter"):
        if citation.matter.state == "for_suggestion":
            advance(
                citation.matter, "cite", by=system_actor(suggestion.town_id),
                facts={"suggestion": suggestion.pk, "number": number},
            )  # fmt: skip
    index(suggestion)
    tell_authors(suggestion, "suggestion_accepted")


@transaction.atomic
def send_back(
    *, suggestion: Suggestion, by: Actor, reason: str, ground: str = "", version: int | None = None
) -> None:
    """Back to the deputies, with what is to be mended; ground: one of the pack's, or ''."""
    _known(suggestion, ground)
    advance(
        suggestion, "send_back", by=by, version=version, facts={"ground": ground, "reason": reason}
    )
    tell_authors(suggestion, "suggestion_sent_back")


@transaction.atomic
def refuse(
    *, suggestion: Suggestion, by: Actor, ground: str, reason: str, version: int | None = None
) -> None:
    """Not accepted, on one of the pack's grounds, with the reason."""
    if not ground:
        raise Missing(_("请选不予受理的依据。"), field="ground")
    _known(suggestion, ground)
    advance(
        suggestion, "refuse", by=by, version=version, facts={"ground": ground, "reason": reason}
    )
    tell_authors(suggestion, "suggestion_refused")


def put_on_agenda(*, suggestion: Suggestion, by: Actor, version: int | None = None) -> None:
    """Put a bill on the session's agenda; it is deliberated there."""
    if suggestion.kind != Kind.BILL:
        raise HuyingError(_("建议不列入议程。"))
    advance(suggestion, "put_on_agenda", by=by, version=version)


def classify(
    *, suggestion: Suggestion, by: Actor, wide: bool, reason: str, version: int | None = None
) -> None:
    """Say whether it is wide or difficult (代表法 2025 §51): its reply has another period then."""
    if wide == suggestion.wide:
        raise HuyingError(_("现在就是这样认定的。"), field="wide")
    advance(
        suggestion, "classify", by=by, version=version, changes={"wide": wide},
        facts={"wide": wide, "reason": reason},
    )  # fmt: skip


@transaction.atomic
def set_public(
    *, suggestion: Suggestion, by: Actor, reason: str = "", version: int | None = None
) -> None:
    """Keep it from the public for a recorded reason (state secret, trade secret, privacy), or publish it: ''."""
    _short(reason, "reason")
    advance(
        suggestion, "set_public", by=by, version=version, changes={"private_reason": reason},
        facts={"public": not reason, "reason": reason},
    )  # fmt: skip
    if reason:
        progress.keep_from_public(suggestion)
    index(suggestion)


@transaction.atomic
def withdraw(*, suggestion: Suggestion, by: Actor, reason: str, version: int | None = None) -> None:
    """The lead's written withdrawal: it is not handled any further. What it took up is free again.

    Where units work on it already, `handling.suggestions` ends their cases with it.
    """
    advance(
        suggestion, "withdraw", by=by, version=version, changes=NOT_WAITING,
        facts={"reason": reason},
    )  # fmt: skip
    tell_authors(suggestion, "suggestion_withdrawn")
    index(suggestion)


def _short(reason: str, field: str) -> None:
    most = Suggestion._meta.get_field("private_reason").max_length
    if len(reason) > most:
        raise HuyingError(
            _("不公开的理由最多%(most)s个字，请写短些。") % {"most": most}, field=field
        )


def _known(suggestion: Suggestion, ground: str) -> None:
    if ground and ground not in {one.key for one in rulebook.grounds(suggestion.town)}:
        raise HuyingError(_("请从列出的依据里选。"), field="ground")


def tell_authors(suggestion: Suggestion, template: str, **context: Any) -> None:
    """Tell the lead and those whose co-signature holds, once for each version of the suggestion."""
    people = [suggestion.lead_id, *(one.deputy_id for one in holding(suggestion))]
    tell_deputies(
        suggestion.town_id, people, template, key=f"{template}:{suggestion.pk}:{suggestion.version}",
        path=f"suggestions/{suggestion.pk}/", title=suggestion.title, **context,
    )  # fmt: skip


def index(suggestion: Suggestion) -> None:
    """Bring the search up to date: what was accepted can be found by whoever may read it."""
    if suggestion.accepted_at is None:
        search.drop(KIND, suggestion.pk)
        return
    names = " ".join([suggestion.lead.name, *(one.deputy.name for one in holding(suggestion))])
    text = f"{suggestion.title} {suggestion.grounds} {suggestion.proposal} {names}"
    search.put(KIND, suggestion.pk, suggestion.town_id, text)
