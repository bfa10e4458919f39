"""Whatever the code writes into the ledger has a name on the auditor's page."""

import ast
import itertools
from pathlib import Path

from huying.town.lists import LISTS
from huying.web import words

ROOM = Path(words.__file__).resolve().parents[1]


def texts(node):
    """The texts that an expression may be: one, or either side of a choice."""
    if isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def written():
    """(kind, verb) of every event that is recorded by name."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "attr", getattr(node.func, "id", "")) in ("record", "prepare"):
                said = {k.arg: set(texts(k.value)) for k in node.keywords}
                yield from itertools.product(said.get("kind", ()), said.get("verb", ()))


def test_every_act_that_is_recorded_has_a_name():
    acts = words.acts()
    assert [pair for pair in written() if pair not in acts] == []
    assert [key for key in LISTS if ("town", f"import_{key}") not in acts] == []


def test_every_kind_has_a_name_and_its_states_too():
    assert {kind for kind, _verb in words.acts()} == set(words.KINDS)
    assert words.state("case", "handling") == "办理中"
    assert words.state("town", "") == ""
