"""What colour a state has: one badge renders every state of every kind."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices

from huying.consultations.states import ConsultationState, RemarkState, StatementState
from huying.core.models import Message
from huying.handling.models import Grade, Request
from huying.handling.states import CaseState, ItemState, MeetingState, Outcome
from huying.listening.topic_states import TopicState
from huying.suggestions.states import CoSignState, SuggestionState
from huying.voices.models import Urgency
from huying.voices.states import MatterState, VoiceState

WAITING, MOVING, DONE, WARNING, STOPPED = "waiting", "moving", "done", "warning", "stopped"

KINDS: dict[str, type[TextChoices]] = {
    "voice": VoiceState,
    "matter": MatterState,
    "case": CaseState,
    "request": Request.State,
    "message": Message.State,
    "urgency": Urgency,
    "outcome": Outcome,
    "suggestion": SuggestionState,
    "cosign": CoSignState,
    "meeting": MeetingState,
    "item": ItemState,
    "grade": Grade,
    "topic": TopicState,
    "consultation": ConsultationState,
    "statement": StatementState,
    "remark": RemarkState,
}

TONES: dict[str, dict[str, str]] = {
    "topic": {"live": MOVING, "merged": DONE},
    "voice": {"received": MOVING, "withdrawn": STOPPED, "undone": STOPPED},
    "matter": {
        "new": WAITING, "with_town": MOVING, "for_suggestion": WAITING, "at_county": MOVING,
        "redirected": DONE, "answered": WARNING, "thanked": DONE, "closed": DONE,
        "withdrawn": STOPPED, "merged": DONE,
    },
    "case": {
        "at_office": WAITING, "assigned": WAITING, "refused": WARNING, "handling": MOVING,
        "stopped": STOPPED, "signing": WARNING, "replied": WARNING, "promised": MOVING,
        "further": STOPPED, "closed": DONE, "ended": STOPPED, "returned": STOPPED,
    },
    "request": {"asked": WAITING, "granted": DONE, "denied": STOPPED},
    "message": {
        "waiting": WAITING, "sending": MOVING, "sent": DONE, "failed": STOPPED,
        "unknown": WARNING, "dropped": STOPPED,
    },
    "urgency": {"ordinary": WAITING, "urgent": WARNING, "emergency": STOPPED},
    "outcome": {
        "resolved": DONE, "in_progress": MOVING, "planned": MOVING, "deferred": WAITING,
        "reference_only": STOPPED, "infeasible": STOPPED, "escalated": MOVING,
    },
    "suggestion": {
        "draft": WAITING, "sent_back": WARNING, "filed": WAITING, "accepted": WAITING,
        "with_units": MOVING, "answered": WARNING, "closed": DONE, "ended": STOPPED,
        "refused": STOPPED, "withdrawn": STOPPED, "discarded": STOPPED, "on_agenda": MOVING,
    },
    "cosign": {"invited": WAITING, "confirmed": DONE, "declined": STOPPED, "left": STOPPED},
    "meeting": {"preparing": WAITING, "running": MOVING, "closed": DONE, "cancelled": STOPPED},
    "item": {
        "waiting": WAITING, "agreed": DONE, "disputed": WARNING, "to_leader": MOVING,
        "put_off": STOPPED,
    },
    "grade": {"satisfied": DONE, "mostly_satisfied": MOVING, "dissatisfied": STOPPED},
    "consultation": {
        "draft": WAITING, "open": MOVING, "closed": WARNING, "published": DONE, "dropped": STOPPED,
    },
    "statement": {
        "proposed": WAITING, "shown": MOVING, "refused": STOPPED, "taken_down": STOPPED,
    },
    "remark": {"received": WAITING, "taken_up": DONE},
}  # fmt: skip


def badge(kind: str, value: str) -> tuple[Any, str]:
    """The label and tone of a state. Raises KeyError or ValueError on an unknown one."""
    return KINDS[kind](value).label, TONES[kind][value]
