"""Ledger events as lines that a person reads."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huying.core.models import Event
from huying.handling.models import Grade, Verdict
from huying.handling.states import Outcome
from huying.voices import categories
from huying.voices.models import Urgency
from huying.web import words

TONES = {"done": ("reply", "close", "answer_on_spot", "answer_from_county"), "stopped": (
    "withdraw", "end", "unpublish"), "moving": ("route_town", "assign", "accept", "publish"),
    "warning": ("reopen", "rehandle", "open_contact")}  # fmt: skip
NAMES = {
    "grade": "", "title": _("标题"), "summary": _("公开内容"), "redacted": _("遮盖后的话"), "text": "",
    "reason": _("理由"), "why": _("为什么看"), "instruction": _("要求"), "category": _("类别"),
    "place": _("地点"), "lead": _("主办"), "into": _("并入编号"), "from": _("来自编号"),
    "word": _("说一句"), "solved": _("解决了"), "outcome": _("结果"), "urgency": _("缓急"),
    "photos_public": _("照片公开"), "due": _("期限"),
}  # fmt: skip


# Told again only where they changed.
REPEATED = ("title", "summary", "category", "urgency", "place")


def lines(events: list[Event]) -> list[dict[str, Any]]:
    """Events as the timeline component takes them; one whose content was erased says so.

    What a later event says again unchanged is left out there.
    """
    said: dict[tuple[str, int, str], Any] = {}
    return [
        {
            "at": event.at,
            "what": str(words.acts().get((event.kind, event.verb), event.verb)),
            "who": _who(event),
            "note": _note(event, said),
            "tone": next((tone for tone, verbs in TONES.items() if event.verb in verbs), ""),
        }
        for event in events
    ]


def _body(event: Event) -> dict[str, Any]:
    content = getattr(event, "content", None)
    return content.body if content else {}


def _who(event: Event) -> str:
    body = _body(event)
    if event.verb == "judge" and body.get("taken_by") == Verdict.By.SELF:
        return str(Verdict.By.SELF.label)
    return body.get("by", "")


def _note(event: Event, said: dict[tuple[str, int, str], Any]) -> str:
    body = _body(event)
    if not body:
        return _now("内容已依法删除")
    if (event.kind, event.verb) == ("voice", "say"):
        return ""
    notes = []
    for name, label in NAMES.items():
        value = body.get(name)
        key = (event.kind, event.subject_id, name)
        if value in (None, "", [], {}) or (name in REPEATED and said.get(key) == value):
            continue
        said[key] = value
        notes.append(f"{label}：{_shown(name, value)}" if label else _shown(name, value))
    return "\n".join(notes)


def _shown(name: str, value: Any) -> str:
    if name == "category":
        return categories.label(value)
    if name == "grade":
        return str(Grade(value).label) if value in Grade.values else ""
    if name == "outcome":
        return str(Outcome(value).label) if value in Outcome.values else ""
    if name == "urgency":
        return str(Urgency(value).label) if value in Urgency.values else ""
    if name in ("solved", "photos_public"):
        return _now("是") if value else _now("否")
    return str(value)
