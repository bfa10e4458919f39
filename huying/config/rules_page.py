"""docs/rulebook.md, from the packs themselves."""

from __future__ import annotations

from huying.rulebook import packs

HEAD = """# The rulebook

Made by `bin/huying docs` from `huying/rulebook/packs/`; a test holds it true. No deadline, share or
threshold is a literal in code. A town may set its own number with a reason; open dates move with it, after a preview.

Sure: **V** read in the legal text, **E** read as an excerpt, **B** background, **I** inferred. What is not **V** is a
setting, never a fact. Periods: the day of the start is not counted (民法典 第201条); months end on the corresponding day
(第202条); an end on a rest day moves to the day after the rest (第203条). Working days follow the State Council's yearly
notice with its make-up workdays; a year that is not announced yet is provisional and is recomputed when it is entered.

| rule | | value | from | source | level | binds | sure |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{rule.key}` | {rule.label} | {rule.value} {rule.unit} | {rule.starts} | {rule.source} "
        f"| {rule.level} | {rule.binds} | {rule.certainty} |"
        for rule in packs.all_rules().values()
    ]
    return HEAD + "\n".join(rows) + "\n"
