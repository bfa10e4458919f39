"""Which column of a pile is which, and what a row says: as the import of voices reads it, without a town."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.analysis.pile import Said
from huying.core.errors import HuyingError
from huying.core.sheets import Value
from huying.core.textclean import clean_text
from huying.imports.columns import Column, plain
from huying.imports.rows import Reader, text_of
from huying.voices.import_rows import COLUMNS as VOICES
from huying.voices.import_rows import NOTE_LIMIT, TEXT_LIMIT, categories_by_name

_OF_VOICES = ("text", "title", "when", "division", "place", "name", "reach", "category", "number")
COLUMNS = (
    *(column for column in VOICES if column.key in _OF_VOICES),
    Column(
        "unit", gettext_lazy("承办单位"), gettext_lazy("办过的件由谁主办；有了它，就从中学。"),
        ("承办单位", "主办单位", "办理单位", "责任单位", "unit", "department"),
    ),
    Column(
        "likes", gettext_lazy("赞同数"), gettext_lazy("有多少人表示赞同。"),
        ("赞同数", "点赞数", "附议数", "likes", "supports"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """A row that can be analysed. number: as the spreadsheet counts; reference: its own number there."""

    number: int
    said: Said
    reference: str = ""
    notes: tuple[str, ...] = ()


class PileReader(Reader):
    """Reads the rows of a pile; a key is the row's number."""

    columns = COLUMNS

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str]) -> None:
        super().__init__(headers, mapping)
        self.categories = categories_by_name()

    def cell(self, key: str, value: Value) -> Any:
        """What a cell says. Raises HuyingError."""
        if key == "when":
            return self.when(value)
        text = clean_text(text_of(value), TEXT_LIMIT if key == "text" else NOTE_LIMIT)
        if key == "text" and not text:
            raise HuyingError(_("没有写说了什么。"))
        if key == "likes":
            return _count(text)
        return text

    def good(self, number: int, said: dict[str, Any]) -> Taken:
        """The message in a row. Who said it is kept only to count people."""
        place = " ".join(part for part in (said.get("division"), said.get("place")) if part)
        category = self.categories.get(plain(said.get("category", "")), "")
        return Taken(
            number,
            Said(
                number, said["text"], said.get("title", ""), place,
                said.get("reach") or said.get("name", ""), said.get("when"), said.get("likes", 0),
                category, said.get("unit", ""),
            ),
            said.get("number", ""), tuple(said["notes"]),
        )  # fmt: skip


def _count(text: str) -> int:
    if text and not text.isdecimal():
        raise HuyingError(_("应是一个数。"))
    return int(text or 0)
