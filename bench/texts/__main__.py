"""All parts, or those named: measured, printed, and written into docs/benchmarks.md."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from bench import texts
from bench.texts.printing import keep, show


def parts() -> list[str]:
    """The modules of this package that measure something."""
    names = [one.name for one in pkgutil.iter_modules(texts.__path__) if one.name != "__main__"]
    return [
        name for name in names if hasattr(importlib.import_module(f"bench.texts.{name}"), "measure")
    ]


def main(asked: list[str]) -> None:
    known = parts()
    unknown = [name for name in asked if name not in known]
    if unknown:
        sys.exit(f"no part {', '.join(unknown)}; there are {', '.join(known)}")
    for name in asked or known:
        rows = importlib.import_module(f"bench.texts.{name}").measure()
        keep({name: show(name, rows)})


if __name__ == "__main__":
    main(sys.argv[1:])
