"""Ledger events as lines that a person reads."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huying.core.models import Event
from huying.core.transitions import TABLES
from huying.voices import categories

OPENINGS = {
    ("voice", "say"): _("说了这件事"),
    ("matter", "open"): _("登记"),
    ("matter", "support"): _("有人附议"),
    ("case", "open"): _("立为办件"),
}
TONES = {"done": ("reply", "close", "answer_on_spot", "answer_from_county"), "stopped": (
    "withdraw", "end", "unpublish"), "moving": ("route_town", "assign", "accept", "publish"),
    "warning": ("reopen", "rehandle", "open_contact")}  # fmt: skip
NAMES = {
    "title": _("标题"), "summary": _("公开内容"), "redacted": _("遮盖后的话"), "text": "",
    "reason": _("理由"), "why": _("为什么看"), "instruction": _("要求"), "category": _("类别"),
    "place": _("地点"), "lead": _("主办"), "into": _("并入编号"), "from": _("来自编号"),
    "word": _("说一句"),
}  # fmt: skip


def lines(events: list[Event]) -> list[dict[str, Any]]:
    """Events as the timeline component takes them; one whose content was erased says so."""
    return [
        {
            "at": event.at,
            "what": label_of(event.kind, event.verb),
            "who": _body(event).get("by", ""),
            "note": _note(event),
            "tone": next((tone for tone, verbs in TONES.items() if event.verb in verbs), ""),
        }
        for event in events
    ]


def label_of(kind: str, verb: str) -> str:
    """What a verb is called, from the tables."""
    for table in TABLES.values():
        if table.kind == kind and verb in table.moves:
            return str(table.moves[verb].label)
    return str(OPENINGS.get((kind, verb), verb))


def _body(event: Event) -> dict[str, Any]:
    content = getattr(event, "content", None)
    return content.body if content else {}


def _note(event: Event) -> str:
    body = _body(event)
    if not body:
        return _now("内容已依法删除")
    if (event.kind, event.verb) == ("voice", "say"):
        return ""
    said = []
    for name, label in NAMES.items():
        value = body.get(name)
        if value in (None, "", [], {}):
            continue
        shown = categories.label(value) if name == "category" else str(value)
        said.append(f"{label}：{shown}" if label else shown)
    return "\n".join(said)
