"""docs/rulebook.md, from the packs themselves."""

from __future__ import annotations

from huying.rulebook import packs
from huying.rulebook.entries import CHOICE, Pack, Rule
from huying.rulebook.schemes import OUTCOMES, all_schemes

HEAD = """# The rulebook

Made by `bin/huying docs` from `huying/rulebook/packs/`; a test holds it true. No deadline, share or
threshold is a literal in code. A town may set its own number with a reason; open dates move with it, after a preview.

Sure: **V** read in the legal text, **E** read as an excerpt, **B** background, **I** inferred. What is not **V** is a
setting, never a fact. Periods: the day of the start is not counted (民法典 第201条); months end on the corresponding day
(第202条); an end on a rest day moves to the day after the rest (第203条). Working days follow the State Council's yearly
notice with its make-up workdays; a year that is not announced yet is provisional and is recomputed when it is entered.

A town follows one pack, the nation's until it picks another. What stands is, later before earlier: the base, the nation,
the pack, the town's own choice. What a pack does not say stays as it was; what nobody has read yet is marked so, and is
never taken from another province. What a law sets for townships directly a town may make shorter, not longer. What counts
from the close of a session counts from the assignment where no session saw it.

## The base

| rule | | value | from | source | level | binds | sure |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
COLUMNS = """
| rule | value | from | source | level | binds | sure |
| --- | --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The whole page."""
    base = packs.all_packs()[packs.BASE]
    rows = "".join(
        f"| `{rule.key}` | {rule.label} {_cells(rule)}\n" for rule in base.rules.values()
    )
    local = "".join(_pack(pack) for pack in packs.choosable())
    return HEAD + rows + _choices() + local + _grounds() + _schemes()


def _cells(rule: Rule) -> str:
    value = f"`{rule.code}`" if rule.unit == CHOICE else f"{rule.value} {rule.unit}"
    start = f"{rule.starts} (`{rule.counts_from}`)" if rule.starts else ""
    return f"| {value} | {start} | {rule.source} | {rule.level} | {rule.binds} | {rule.certainty} |"


def _choices() -> str:
    rows = [
        f"- `{rule.key}`: " + " · ".join(f"`{one.code}` {one.label}" for one in rule.options)
        for rule in packs.all_rules().values()
        if rule.options
    ]
    return "\n## What may be chosen\n\n" + "\n".join(rows) + "\n"


def _pack(pack: Pack) -> str:
    rows = "".join(f"| `{rule.key}` {_cells(rule)}\n" for rule in pack.rules.values())
    unread = "".join(f" `{key}`" for key in packs.all_rules() if key in pack.unread)
    return (
        f"\n## {pack.title_en} `{pack.name}`\n\n{pack.about_en} Read {pack.read_on.isoformat()}.\n"
        + (COLUMNS + rows if rows else "")
        + (f"\nNot read yet:{unread}.\n" if unread else "")
    )


def _grounds() -> str:
    rows = "".join(
        f"| `{ground.key}` | {ground.label} | {ground.question} | {_named_by(ground.key)} |\n"
        for ground in packs.all_packs()[packs.BASE].grounds.values()
    )
    return (
        "\n## Grounds for not accepting a suggestion\n\n"
        "| ground | | asked of the deputy | named by |\n| --- | --- | --- | --- |\n" + rows
    )


def _named_by(key: str) -> str:
    return " · ".join(f"`{pack.name}`" for pack in packs.choosable() if key in pack.grounds)


def _schemes() -> str:
    schemes = all_schemes()
    head = " | ".join(f"`{code}`" for code in schemes)
    rows = "".join(
        f"| `{outcome}` | " + " | ".join(one.letter(outcome) for one in schemes.values()) + " |\n"
        for outcome in OUTCOMES
    )
    told = "".join(f"- `{one.code}` ({one.certainty}): {one.source}\n" for one in schemes.values())
    line = "| --- " * (len(schemes) + 1) + "|\n"
    return f"\n## Result letters\n\n{told}\n| outcome | {head} |\n{line}{rows}"
