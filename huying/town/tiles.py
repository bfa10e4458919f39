"""The town as named tiles: which village stands beside which, as staff once laid them out.

It is no map and does not pretend to be one (地图管理条例: public maps need a review): rows of names. Kept in the
town's settings as rows of the villages' codes, '' for an empty place.
"""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import ledger
from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.permissions import Actor, require
from huying.town.models import Division

KEY = "tiles"
# A phone's width holds so many names of three characters.
MOST_IN_ROW = 6
EMPTY = "·"
# What people type for an empty place.
_EMPTIES = frozenset("·.-_—0．－")

Rows = list[list[Division | None]]


def layout(town: Town, divisions: list[Division] | None = None) -> tuple[Rows, bool]:
    """The villages in rows of equal length, and whether somebody laid them out. Two queries at most.

    Villages that are not in the layout (newly added, or nothing was laid out) follow in the order of their codes.
    """
    divisions = list(Division.objects.filter(town=town)) if divisions is None else divisions
    # Pages keep the town for some seconds; a new layout is to be seen at once.
    settings = Town.objects.values_list("settings", flat=True).get(pk=town.pk)
    by_code = {one.code: one for one in divisions}
    rows: Rows = [[by_code.pop(code, None) for code in row] for row in settings.get(KEY, [])]
    rest: list[Division | None] = list(by_code.values())
    rows += [rest[at : at + MOST_IN_ROW] for at in range(0, len(rest), MOST_IN_ROW)]
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows], KEY in settings


def as_text(rows: Rows) -> str:
    """The layout as `arrange` reads it: a line for each row, names with spaces between."""
    return "\n".join(" ".join(one.name if one else EMPTY for one in row) for row in rows)


@transaction.atomic
def arrange(*, town: Town, by: Actor, text: str) -> None:
    """Lay the villages out as written: a line for each row, names with spaces between, · for an empty place.

    Raises HuyingError where a name is unknown, missing or written twice, or a row is too long.
    """
    require(by, "town.arrange")
    names = {one.name: one for one in Division.objects.filter(town=town)}
    rows = [re.split(r"[\s,，、]+", line.strip()) for line in text.splitlines() if line.strip()]
    written = [name for row in rows for name in row if name not in _EMPTIES]
    _check(rows, written, set(names))
    codes = [["" if name in _EMPTIES else names[name].code for name in row] for row in rows]
    locked = Town.objects.select_for_update().get(pk=town.pk)
    locked.settings = {**locked.settings, KEY: codes}
    locked.save(update_fields=["settings"])
    ledger.record(
        town_id=town.pk, kind="town", verb="arrange", subject_id=town.pk, by=by,
        body={"rows": len(codes)},
    )  # fmt: skip


def _check(rows: list[list[str]], written: list[str], known: set[str]) -> None:
    unknown = sorted(set(written) - known)
    if unknown:
        raise HuyingError(
            _("名册里没有这些村：%(names)s。") % {"names": "、".join(unknown[:9])}, field="text"
        )
    twice = sorted({name for name in written if written.count(name) > 1})
    if twice:
        raise HuyingError(
            _("写了两遍：%(names)s。") % {"names": "、".join(twice[:9])}, field="text"
        )
    missing = sorted(known - set(written))
    if missing:
        raise HuyingError(
            _("还缺这些村：%(names)s。") % {"names": "、".join(missing[:9])}, field="text"
        )
    if any(len(row) > MOST_IN_ROW for row in rows):
        raise HuyingError(_("一行最多%(n)s格，手机上才放得下。") % {"n": MOST_IN_ROW}, field="text")
