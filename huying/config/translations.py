"""Compiles .po to .mo with Babel, so that no system gettext is needed: python -m huying.config.translations."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_all() -> None:
    """Write each .mo that is older than its .po."""
    for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime > po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parents[1].name)
        part = po.with_suffix(f".{os.getpid()}.part")  # two may start at once
        with part.open("wb") as out:
            write_mo(out, catalog)
        part.replace(mo)


if __name__ == "__main__":
    compile_all()
