"""Which column of a table is which, by what it is called and by what a person chose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from huying.core.errors import HuyingError


@dataclass(frozen=True)
class Column:
    """What a column of the table may be.

    names: how such columns are called, the surest first. missing: what to say to a table without it, where
    it must not lack it.
    """

    key: str
    label: str | Promise
    help: str | Promise
    names: tuple[str, ...]
    missing: str | Promise = ""


def guess(columns: Sequence[Column], headers: Sequence[str]) -> dict[str, str]:
    """Which column is which, by its name: key → header. Each header is taken at most once."""
    bare = {header: plain(header) for header in headers}
    found: dict[str, str] = {}
    for fits in (_is_named, _is_about):
        for column in columns:
            if column.key in found:
                continue
            free = [header for header in headers if header not in found.values()]
            names = (str(column.label), *column.names)
            match = next((h for name in names for h in free if fits(bare[h], plain(name))), None)
            if match is not None:
                found[column.key] = match
    return found


def _is_named(header: str, name: str) -> bool:
    return header == name


def _is_about(header: str, name: str) -> bool:
    # One character is in too many names ("村" is in 村民意见).
    return len(name) > 1 and not name.isascii() and name in header


def plain(text: str) -> str:
    """A name without spaces, signs and brackets, to compare."""
    return re.sub(r"[\W_]|（.*?）|\(.*?\)", "", unicodedata.normalize("NFKC", text).casefold())


def chosen(
    columns: Sequence[Column], headers: Sequence[str], mapping: Mapping[str, str]
) -> dict[str, str]:
    """The mapping without what is left out. Raises HuyingError (field: the key) where it cannot be."""
    keys = [column.key for column in columns]
    used = {key: header for key, header in mapping.items() if header}
    for key, header in used.items():
        if key not in keys:
            raise HuyingError(
                _("没有“%(key)s”这一项，可用的是：%(keys)s。")
                % {"key": key, "keys": "、".join(keys)}
            )
        if header not in headers:
            raise HuyingError(_("表头里没有“%(header)s”这一列。") % {"header": header}, field=key)
    for column in columns:
        if column.missing and column.key not in used:
            raise HuyingError(str(column.missing), field=column.key)
    twice = next((key for key, header in used.items() if _others(used, key, header)), None)
    if twice is not None:
        raise HuyingError(
            _("“%(header)s”这一列用了两次，请只用一次。") % {"header": used[twice]}, field=twice
        )
    return used


def _others(used: Mapping[str, str], key: str, header: str) -> bool:
    return any(other != key and named == header for other, named in used.items())
