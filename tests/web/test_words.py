"""Whatever the code writes into the ledger has a name on the auditor's page."""

import ast
from pathlib import Path

from huying.town.lists import LISTS
from huying.web import words

ROOM = Path(words.__file__).resolve().parents[1]


def written():
    """(kind, verb) of every event that is recorded by name."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "attr", getattr(node.func, "id", "")) in ("record", "prepare"):
                said = {k.arg: getattr(k.value, "value", None) for k in node.keywords}
                if isinstance(said.get("kind"), str) and isinstance(said.get("verb"), str):
                    yield said["kind"], said["verb"]


def test_every_act_that_is_recorded_has_a_name():
    acts = words.acts()
    assert [pair for pair in written() if pair not in acts] == []
    assert [key for key in LISTS if ("town", f"import_{key}") not in acts] == []


def test_every_kind_has_a_name_and_its_states_too():
    assert {kind for kind, _verb in words.acts()} == set(words.KINDS)
    assert words.state("case", "handling") == "办理中"
    assert words.state("town", "") == ""
