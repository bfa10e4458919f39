"""The free fonts that stand for 仿宋, 小标宋, 楷体 and 黑体 in the PDF (docs/decisions/papers.md)."""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import lru_cache
from pathlib import Path

import typst

FANDOL = ("FandolFang R", "FandolSong", "FandolKai", "FandolHei")
RARE = ("HanaMinA", "HanaMinB")


def folders() -> list[str]:
    """Where fonts are looked for: the program's environment (bin/_setup puts them there), Debian's folders."""
    places = [
        Path(sys.prefix) / "share" / "huying-fonts",
        Path("/usr/share/fonts/truetype/hanazono"),
        Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
        Path("/usr/share/texmf/fonts/opentype/public/fandol"),
    ]
    found = [str(place) for place in places if place.is_dir()]
    noto = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if noto and noto.origin:
        found.append(os.path.dirname(noto.origin))
    return found


@lru_cache(maxsize=1)
def loaded() -> typst.Fonts:
    """The fonts, searched once in a process: about 50 MB are mapped, not read."""
    return typst.Fonts(include_system_fonts=False, font_paths=folders())


def missing() -> list[str]:
    """Families that are not installed; in their place Noto Serif SC sets the text, rare characters may lack."""
    there = set(loaded().families())
    return [family for family in (*FANDOL, *RARE) if family not in there]
