"""What tells who somebody is: how much of it is found, on samples written for this (none of anybody's words).

    python -m bench.texts.redaction

`[kind|text]` marks in tests/analysis/redaction_*.txt are to be found whole and by their kind. The first file is what
the rules were tuned on; the second was unseen until names were looked for by their shape; the third was written
before and measured once after that. tests/analysis/test_redaction.py holds these figures fast.
"""

from __future__ import annotations

import re
from pathlib import Path

from bench.texts import Row
from huying.analysis.redaction import suggest

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "analysis"
FILES = {
    "tuned on": "redaction_samples.txt",
    "seen once": "redaction_unseen.txt",
    "unseen": "redaction_unseen_2.txt",
}
MARK = re.compile(r"\[(\w+)\|([^\]]+)\]")
Spans = set[tuple[int, int, str]]


def measure() -> list[Row]:
    """Recall and precision on each file."""
    rows = []
    for what, name in FILES.items():
        marked, covered, suggested, right, _faults = count(name)
        rows.append(
            Row("redaction", f"found ({what})", f"{covered / marked:.0%}",
                note=f"{covered} of {marked} marks; {right} of {suggested} suggestions touch a mark")
        )  # fmt: skip
    return rows


def samples(name: str) -> list[tuple[str, Spans]]:
    """(text, {(start, end, kind)}) of each line of a file."""
    found = []
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        text, spans, at = "", set(), 0
        for match in MARK.finditer(line):
            text += line[at : match.start()]
            spans.add((len(text), len(text) + len(match[2]), match[1]))
            text += match[2]
            at = match.end()
        found.append((text + line[at:], spans))
    return found


def count(name: str) -> tuple[int, int, int, int, list[str]]:
    """Marked spans, those wholly covered, suggestions, those that touch a mark, and all faults."""
    marked = covered = suggested = right = 0
    faults = []
    for text, spans in samples(name):
        guesses = suggest(text)
        marked += len(spans)
        suggested += len(guesses)
        for start, end, kind in spans:
            inside = any(g.start <= start and end <= g.end and g.kind == kind for g in guesses)
            covered += inside
            if not inside:
                faults.append(f"missed {kind} {text[start:end]}: {text}")
        for g in guesses:
            touches = any(g.start < end and start < g.end for start, end, _kind in spans)
            right += touches
            if not touches:
                faults.append(f"wrong {g.kind} {text[g.start : g.end]}: {text}")
    return marked, covered, suggested, right, faults


if __name__ == "__main__":
    from bench.texts.printing import show

    show("redaction", measure())
