"""The script in docs runs as it stands, and needs nothing but the engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]
WATCHED = """
import runpy, sys
runpy.run_path("docs/listen.py", run_name="__main__")
above = {name for name in sys.modules if name.startswith("huying.") and not name.startswith("huying.analysis")}
assert not above and "django" not in sys.modules, above
"""


def test_the_engine_is_used_alone():
    run = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert run.stderr == ""
    lines = run.stdout.splitlines()
    assert [line.split(";")[1] for line in lines[:6]] == [
        " twins []", " twins [1]", " twins []", " twins []", " twins []", " twins []",
    ]  # fmt: skip
    assert lines[0].startswith("1 roads.lights (")
    assert lines[3].startswith("4 safety.gas (")
    assert "; now; " in lines[3]
    assert lines[3].endswith("我是某某，电话［电话］。")
    assert lines[5] == "6 unknown; twins []; ordinary; 啦啦啦"
    assert "3 people in all" in lines[6]
