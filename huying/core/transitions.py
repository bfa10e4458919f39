"""Transition tables as data, and the one door through which anything changes state.

Buttons, API verbs, the states page in docs and the tests all derive from the tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huying.core import clock, ledger, permissions
from huying.core.errors import Missing, Stale, WrongState
from huying.core.models import Event
from huying.core.permissions import Actor

STAY = ""


@dataclass(frozen=True)
class Move:
    """One verb of a table.

    sources: states from which it may be done. target: the state after it; STAY keeps the state;
    several mean that the caller says which (`to=`). needs: names of facts that must not be empty.
    public: whether the public timeline shows that it happened (never what was said in private).
    """

    verb: str
    sources: frozenset[str]
    target: str | tuple[str, ...]
    permission: str
    label: str | Promise
    needs: tuple[str, ...] = ()
    public: bool = False

    def targets(self, state: str) -> tuple[str, ...]:
        """The states to which this move may lead from `state`."""
        if self.target == STAY:
            return (state,)
        return self.target if isinstance(self.target, tuple) else (self.target,)


class Table:
    """All moves of one kind of thing. kind: the name under which the ledger knows it."""

    def __init__(self, kind: str, states: type[models.TextChoices], moves: tuple[Move, ...]):
        self.kind = kind
        self.states = states
        self.moves = {move.verb: move for move in moves}
        known = set(states.values)
        if len(self.moves) != len(moves):
            raise ValueError(f"{kind}: a verb stands twice")
        for move in moves:
            strange = (move.sources | set(_tuple(move.target))) - known - {STAY}
            if strange:
                raise ValueError(f"{kind}.{move.verb}: unknown states {sorted(strange)}")

    def open_to(self, actor: Actor, thing: Any) -> Iterator[Move]:
        """The moves that `actor` may make on `thing` as it stands: what the buttons show."""
        for move in self.moves.values():
            if thing.state in move.sources and permissions.permits(actor, move.permission, thing):
                yield move

    def may(self, verb: str, actor: Actor, thing: Any) -> bool:
        """Whether `actor` may do `verb` on `thing` as it stands."""
        move = self.moves[verb]
        return thing.state in move.sources and permissions.permits(actor, move.permission, thing)


def _tuple(target: str | tuple[str, ...]) -> tuple[str, ...]:
    return target if isinstance(target, tuple) else (target,)


def move(
    verb: str,
    sources: str | tuple[str, ...],
    target: str | tuple[str, ...],
    permission: str,
    label: str | Promise,
    *,
    needs: tuple[str, ...] = (),
    public: bool = False,
) -> Move:
    """Write a row of a table shortly."""
    return Move(verb, frozenset(_tuple(sources)), target, permission, label, needs, public)


TABLES: dict[type[models.Model], Table] = {}


def register(model: type[models.Model], table: Table) -> None:
    """Tie a table to its model; one table for each model."""
    if model in TABLES:
        raise ValueError(f"{model.__name__} has a table already")
    TABLES[model] = table


class Stateful(models.Model):
    """A thing with a state that only `advance()` changes, and a version that each change raises."""

    version = models.PositiveIntegerField(default=0)
    state_since = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True


def advance(
    thing: Any,
    verb: str,
    *,
    by: Actor,
    to: str = STAY,
    version: int | None = None,
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> Event:
    """Do `verb` on `thing`: check, lock, change, write the ledger event, in one transaction.

    changes: field values to set with it. facts: what the ledger keeps about it (JSON values), and
    what the move's `needs` are checked against. version: the version that the person saw; another
    one raises Stale. at: when it happened, where that is not now (demo, paper entered later).
    Raises KeyError (no such verb), WrongState, Denied, Missing, Stale. `thing` is brought up to date.
    """
    model = type(thing)
    table = TABLES[model]
    row = table.moves[verb]
    facts, changes = dict(facts or {}), dict(changes or {})
    with transaction.atomic():
        locked = model._base_manager.select_for_update(of=("self",)).get(pk=thing.pk)
        if version is not None and locked.version != version:
            raise Stale(locked)
        target = _target(table, row, locked, to)
        permissions.require(by, row.permission, locked)
        for name in row.needs:
            if facts.get(name) in (None, "", [], {}):
                raise Missing(_("请填写这一项。"), field=name)
        before = locked.state
        changes |= {"state": target, "version": locked.version + 1}
        if target != before:
            changes["state_since"] = at or clock.now()
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(changes))
        event = ledger.record(
            town_id=locked.town_id, kind=table.kind, verb=verb, subject_id=locked.pk, by=by,
            before=before, after=target, body=facts, public=row.public, at=at,
        )  # fmt: skip
    for name in changes:
        setattr(thing, name, getattr(locked, name))
    return event


def _target(table: Table, row: Move, thing: Any, to: str) -> str:
    if thing.state not in row.sources:
        raise WrongState(
            _("现在的状态是“%(state)s”，不能办“%(verb)s”。请刷新后再看。")
            % {"state": table.states(thing.state).label, "verb": row.label}
        )
    targets = row.targets(thing.state)
    if len(targets) == 1:
        return targets[0]
    if to not in targets:
        raise ValueError(f"{table.kind}.{row.verb}: say which of {targets}, not {to!r}")
    return to
