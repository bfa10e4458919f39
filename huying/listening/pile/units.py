"""Who handles what, for a pile: a list of one's own, or the offices that most townships have."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from django.utils.translation import gettext as _

from huying.core.errors import HuyingError
from huying.core.language import in_english
from huying.core.sheets import open_sheet
from huying.imports.rows import text_of
from huying.voices.categories import by_every_name


def usual() -> dict[str, list[str]]:
    """The usual offices by name in the reader's language: → the kinds that each leads."""
    with Path(__file__).with_name("units.toml").open("rb") as file:
        listed = tomllib.load(file)["unit"]
    return {one["en" if in_english() else "zh"]: one["categories"] for one in listed}


def of_table(path: Path) -> dict[str, list[str]]:
    """Units from a table with 名称 and 主办类别, as the set-up of a town takes it. Raises HuyingError."""
    sheet = open_sheet(path, path.name)
    missing = [name for name in ("名称", "主办类别") if name not in sheet.headers]
    if missing:
        raise HuyingError(_("单位的表格缺少“%(name)s”这一列。") % {"name": missing[0]})
    name_at, kinds_at = sheet.headers.index("名称"), sheet.headers.index("主办类别")
    known = by_every_name()
    leads: dict[str, list[str]] = {}
    for row in sheet.rows:
        named = [part for part in re.split(r"[；;、，,\s]", text_of(row.values[kinds_at])) if part]
        unknown = next((part for part in named if part not in known), None)
        if unknown:
            raise HuyingError(
                _("单位的表格第%(row)s行：没有叫“%(name)s”的类别。")
                % {"row": row.number, "name": unknown}
            )
        if text_of(row.values[name_at]):
            leads[text_of(row.values[name_at])] = [known[part] for part in named]
    return leads
