"""docs/states.md, from the transition tables themselves."""

from __future__ import annotations

from django.utils import translation

from huying.core.permissions import REGISTRY, Role
from huying.core.transitions import STAY, TABLES, Move, Table

HEAD = """# States

Made by `bin/huying docs` from the tables in `huying/*/states.py`; a test holds it true.
Every change goes through `advance()`: it checks the state, the permission and what the move needs, changes the
row and writes the ledger, in one transaction.
"""


def page() -> str:
    """The whole page."""
    with translation.override("zh-hans"):
        return "\n".join([HEAD, *(_table(table) for table in TABLES.values())])


def _table(table: Table) -> str:
    lines = [f"## {table.kind}", "", "| state | |", "| --- | --- |"]
    lines += [f"| `{state.value}` | {state.label} |" for state in table.states]
    lines += ["", "| verb | | from | to | who | needs |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [_row(table, move) for move in table.moves.values()]
    return "\n".join(lines) + "\n"


def _row(table: Table, move: Move) -> str:
    order = list(table.states.values)
    sources = ", ".join(sorted(move.sources, key=order.index))
    target = move.target if isinstance(move.target, str) else ", ".join(move.target)
    cells = [
        f"`{move.verb}`", str(move.label), sources, "–" if target == STAY else target,
        _who(move.permission), ", ".join(move.needs),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _who(name: str) -> str:
    permission = REGISTRY[name]
    roles = [role.value for role in Role if role in permission.roles]
    return ", ".join([*roles, *(f"({kind})" for kind in sorted(permission.kinds))])
