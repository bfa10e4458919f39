"""Drafting: a suggestion is its authors' own until it is filed, and saved as they type.

What is typed is no act: it leaves no event. Filing puts the whole text into the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.congress.queries import term_on
from huying.core import clock, ledger
from huying.core.errors import HuyingError, Stale, WrongState
from huying.core.models import Town
from huying.core.permissions import Actor, Role, require
from huying.core.transitions import advance
from huying.suggestions.models import Basis, Citation, Kind, Suggestion, digest_of
from huying.suggestions.states import WRITING_STATES
from huying.town.models import Deputy, Division, Term
from huying.voices.models import Matter


@dataclass(frozen=True)
class Text:
    """What a deputy writes: title, grounds (事由), concrete proposal, and where it belongs."""

    title: str
    grounds: str
    proposal: str
    category: str = ""
    division: Division | None = None
    basis_note: str = ""


@transaction.atomic
def start(
    *,
    town: Town,
    lead: Deputy,
    by: Actor,
    kind: str = Kind.SUGGESTION,
    basis: str = Basis.BLANK,
    basis_note: str = "",
    matters: list[Matter] | None = None,
) -> Suggestion:
    """Begin a draft, from matters or from blank; an untouched one begun from the same is taken up again.

    The matters' words are cited, never copied in. The staff may begin one for a deputy who writes on paper.
    """
    term, own = _seat(lead, by)
    # Two taps at once are one draft: the second waits here and finds what the first began.
    Deputy.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    cited = list(matters or [])
    basis = Basis.MATTERS if cited else basis
    entered = None if own else by.account_id
    untouched = Suggestion.objects.filter(
        lead=lead, state="draft", kind=kind, digest="", basis=basis, basis_note=basis_note,
        entered_by_id=entered,
    )  # fmt: skip
    for draft in untouched:
        if _cites(draft) == {one.pk for one in cited}:
            return draft
    first = cited[0] if cited else None
    suggestion = Suggestion.objects.create(
        town=town, term=term, lead=lead, kind=kind, basis=basis,
        basis_note=basis_note, category=first.category if first else "",
        division=first.division if first else lead.division if basis == Basis.VISIT else None,
        entered_by_id=entered, created_at=clock.now(),
        saved_at=clock.now(), state_since=clock.now(),
    )  # fmt: skip
    for matter in cited:
        Citation.objects.create(town=town, suggestion=suggestion, matter=matter)
    ledger.record(
        town_id=town.pk, kind="suggestion", verb="start", subject_id=suggestion.pk, by=by,
        after=suggestion.state, body={"kind": kind},
    )  # fmt: skip
    return suggestion


def _seat(lead: Deputy, by: Actor) -> tuple[Term, bool]:
    """The present term, in which `lead` must sit; and whether `by` drafts for themselves."""
    require(by, "suggestions.draft", lead)
    own = by.kind == "system" or by.deputy_id == lead.pk
    if not own and not by.has(Role.STAFF):
        raise HuyingError(_("只能以自己的名义起草。"))
    term = term_on(clock.today())
    if term is None or lead.term_id != term.pk or not lead.active:
        raise HuyingError(_("只有本届在任的代表可以提出建议。"), field="lead")
    return term, own


def _cites(draft: Suggestion) -> set[int]:
    return set(draft.citations.values_list("matter_id", flat=True))


@transaction.atomic
def save(*, suggestion: Suggestion, by: Actor, text: Text, seen: str | None = None) -> Suggestion:
    """Keep what was typed. Confirmed co-signers are asked again by that alone: theirs was another text.

    seen: the digest of the text that the page started from; another one now raises Stale, unless
    it is the very text that is being saved. Raises WrongState once it is filed.
    """
    require(by, "suggestions.write", suggestion)
    now = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if now.state not in WRITING_STATES:
        raise WrongState(_("已经提交，不能再改。需要改的，请人大办退回。"))
    digest = digest_of(text.title, text.grounds, text.proposal)
    if seen is not None and now.digest not in (seen, digest):
        raise Stale(now)
    changes = {
        "title": text.title, "grounds": text.grounds, "proposal": text.proposal, "digest": digest,
        "category": text.category, "division": text.division, "basis_note": text.basis_note,
        "saved_at": clock.now(),
    }  # fmt: skip
    for name, value in changes.items():
        setattr(now, name, value)
        setattr(suggestion, name, value)
    now.save(update_fields=list(changes))
    return suggestion


@transaction.atomic
def file_as(*, suggestion: Suggestion, kind: str, by: Actor) -> None:
    """Make a bill that is still being written a suggestion, or the other way round; the text stays."""
    require(by, "suggestions.write", suggestion)
    now = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if now.state not in WRITING_STATES:
        raise WrongState(_("已经提交，不能再改。需要改的，请人大办退回。"))
    suggestion.kind = now.kind = Kind(kind).value
    now.save(update_fields=["kind"])


@transaction.atomic
def cite(*, suggestion: Suggestion, matter: Matter, by: Actor) -> None:
    """Take one more matter up."""
    require(by, "suggestions.write", suggestion)
    Citation.objects.get_or_create(
        suggestion=suggestion, matter=matter, defaults={"town_id": suggestion.town_id}
    )


@transaction.atomic
def uncite(*, suggestion: Suggestion, matter: Matter, by: Actor) -> None:
    """Let a matter go again, before filing."""
    require(by, "suggestions.write", suggestion)
    if suggestion.state in WRITING_STATES:
        Citation.objects.filter(suggestion=suggestion, matter=matter).delete()


def discard(*, suggestion: Suggestion, by: Actor, version: int | None = None) -> None:
    """Give a draft up; nobody but its authors ever saw it."""
    advance(suggestion, "discard", by=by, version=version)
