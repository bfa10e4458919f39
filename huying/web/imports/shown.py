"""How each kind of table is shown: its sentences, the pieces of its pages, and its things in a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huying.imports import actions
from huying.imports.models import ImportBatch
from huying.voices.models import Voice


@dataclass(frozen=True)
class Shown:
    """row: the template of a row that can come in; listing: of what came in.

    everything: what came in with a batch, as the list shows it. reads: the permission to read it there.
    """

    lead: str | Promise
    row: str
    listing: str
    heading: str | Promise
    undo: str | Promise
    stays: str | Promise
    filename: str
    everything: Callable[[ImportBatch], QuerySet[Any]]
    reads: str


def _voices(batch: ImportBatch) -> QuerySet[Voice]:
    return Voice.objects.filter(batch=batch).select_related("matter", "division")


SHOWN = {
    "voices": Shown(
        lead=_("把热线、网站、纸本登记里的意见一次导进来。先看再导，导错了可以撤销。"),
        row="imports/_voice.html", listing="imports/_voices.html", heading=_("导入的意见"),
        undo=_("这一批导入的%(n)s件都会撤销，联系方式一并删除。已经有人办过的会留下，并列出来。"),
        stays=_("这些已经有人办过，没有撤销。不该留的，请在梳理台一件一件撤回。"),
        filename="voices.xlsx", everything=_voices, reads="voices.read",
    ),
    "suggestions": Shown(
        lead=_("把往年的代表建议台账导进来，编号、答复、评价都照原样。先看再导，导错了可以撤销。"),
        row="imports/_suggestion.html", listing="imports/_suggestions.html",
        heading=_("导入的建议"),
        undo=_("这一批导入的%(n)s件建议，连同答复和评价，都会删去，编号腾出来。已经有人办过的会留下，并列出来。"),
        stays=_("这些已经有人办过，没有撤销。"), filename="suggestions.xlsx",
        everything=actions.left_of, reads="suggestions.read_public",
    ),
}  # fmt: skip
