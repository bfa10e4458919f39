"""What a case can come from, by a narrow contract: residents' matters, deputies' suggestions, more later.

An origin registers itself; handling never asks which room it lives in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from huying.core.permissions import Actor

if TYPE_CHECKING:
    from huying.core.models import StoredFile
    from huying.handling.models import Case, Reply
    from huying.rulebook.packs import Rule


@dataclass(frozen=True)
class Brief:
    """What a unit may see of a case's origin: the problem, never the person."""

    title: str
    text: str
    place: str = ""
    category: str = ""
    urgency: str = "ordinary"
    words: list[str] = field(default_factory=list)
    photos: list[StoredFile] = field(default_factory=list)
    # Names of residents who agreed, for this case, that the unit may know them.
    agreed: list[str] = field(default_factory=list)
    people: int = 1
    # A suggestion's own: what it proposes, its number, the deputies who stand behind it.
    proposal: str = ""
    number: str = ""
    authors: list[str] = field(default_factory=list)


class Origin(Protocol):
    """What each kind of origin answers; every method runs inside the case's transaction."""

    # The rule of each step: assign, accept, refuse, opinion, rehandle; where the origin knows them, also
    # contact, reassign and redo. Without "assign" it does not wait at the town office.
    rules: Mapping[str, str]

    def brief(self, origin_id: int) -> Brief:
        """What the unit may see."""

    def reply_rule(self, case: Case, *, simple: bool) -> str:
        """The rule whose period the reply has."""

    def rule_now(self, case: Case, rule: Callable[[str], Rule]) -> str:
        """The rule that the reply goes by under `rule` (another pack may go by another one)."""

    def counted_from(self, case: Case, rule: Rule, day: dt.date) -> dt.date:
        """From which day `rule` counts, where the act itself happened on `day`."""

    def longest(self, case: Case) -> dt.date | None:
        """The last day to which the reply may be put off; None: no end of its own. Raises HuyingError: not at all."""

    def before_reply(self, case: Case) -> None:
        """Raise HuyingError where something must be done before the reply is signed."""

    def assigned(self, case: Case, by: Actor) -> None:
        """A lead was named or changed, or the due date moved."""

    def replied(self, case: Case, reply: Reply, by: Actor) -> None:
        """A reply was signed."""

    def returned(self, case: Case, reason: str, by: Actor) -> None:
        """The office handed it back."""

    def closed(self, case: Case, by: Actor) -> None:
        """Judged, and every promise shown done."""

    def ended(self, case: Case, reason: str, by: Actor) -> None:
        """Ended with a reason, without being settled."""


ORIGINS: dict[str, Origin] = {}


def register(kind: str, origin: Origin) -> None:
    """Name a kind of origin. Raises ValueError where it is taken."""
    if kind in ORIGINS:
        raise ValueError(f"origin {kind!r} is registered twice")
    ORIGINS[kind] = origin


def origin_of(case: Case) -> Origin:
    """The origin that answers for this case's kind."""
    return ORIGINS[case.origin_kind]
