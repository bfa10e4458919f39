"""What happened to a suggestion, in plain words; what was said in private stays with those who work on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from huying.core.models import Event
from huying.core.permissions import SYSTEM
from huying.handling.models import Grade
from huying.handling.states import Outcome
from huying.handling.suggestions.origin import masked
from huying.web.words import acts

# What the suggestion's own events tell already, or what is nobody's step.
UNTOLD = {
    "suggestion": {"start", "redate"},
    "case": {
        "open", "assign", "sign", "save_draft", "draft", "promise", "close", "drop", "redate",
        "rehandle", "send_back", "photo", "end",
    },
}  # fmt: skip
PUBLIC_CASE = {"reassign", "accept", "grant_extension", "stop_clock", "resume_clock", "take_further",
               "next_step", "keep_promise"}  # fmt: skip
# Reasons that everybody is told.
PUBLIC_REASONS = {"end", "classify"}
TONES = {
    "accept": "moving", "assigned": "moving", "reply": "done", "close": "done", "reopen": "warning",
    "refuse": "stopped", "end": "stopped", "withdraw": "stopped", "send_back": "warning",
    "take_further": "warning", "keep_promise": "done", "stop_clock": "warning",
}  # fmt: skip
AT_ONCE = dt.timedelta(seconds=2)


def timeline(events: list[Event], inside: bool) -> list[dict[str, Any]]:
    """Events as the timeline component takes them. inside: with reasons, words and who did it."""
    rows: list[dict[str, Any]] = []
    lead = ""
    for event in events:
        if event.verb in UNTOLD[event.kind] or not (inside or _public(event)):
            continue
        row = _row(event, inside)
        if event.verb == "assigned":
            if row["who"] == lead:
                # The same units: their date moved, which the row of the reason tells.
                continue
            lead = row["who"]
            if rows and rows[-1]["verb"] == "assigned" and event.at - rows[-1]["at"] < AT_ONCE:
                rows.pop()
        rows.append(row)
    return rows


def _public(event: Event) -> bool:
    return event.public and (event.kind == "suggestion" or event.verb in PUBLIC_CASE)


def _row(event: Event, inside: bool) -> dict[str, Any]:
    said = _said(event)
    # Whoever brought a past one in is who acted, not who led it then.
    past = event.verb == "import"
    who = "" if past else said.get("lead") or said.get("answerer") or said.get("deputy") or ""
    if inside and not who and said.get("by") != SYSTEM.name:
        who = said.get("by", "")
    return {
        "verb": event.verb, "at": event.at, "what": acts()[event.kind, event.verb], "who": who,
        "note": _note(event.verb, said, inside), "tone": TONES.get(event.verb, ""),
    }  # fmt: skip


def _said(event: Event) -> dict[str, Any]:
    content = getattr(event, "content", None)
    return content.body if content else {}


def _note(verb: str, said: dict[str, Any], inside: bool) -> str:
    notes = []
    if verb in ("judge", "receipt") and said.get("result") in Grade.values:
        notes.append(_("结果：%(grade)s") % {"grade": Grade(said["result"]).label})
    if verb == "reply" and said.get("outcome") in Outcome.values:
        notes.append(str(Outcome(said["outcome"]).label))
    if verb == "classify":
        notes.append(_("涉及面广、办理难度大") if said.get("wide") else _("一般"))
    if verb == "answer_consultation":
        notes.append(_("情况属实") if said.get("confirmed") else _("与实际不符"))
    if verb in PUBLIC_REASONS and not inside:
        notes.append(masked(said.get("reason", "")))
    if inside:
        notes += [said.get(name, "") for name in ("reason", "word", "note", "conclusion")]
        if said.get("deputies"):
            notes.append("、".join(said["deputies"]))
    return "\n".join(filter(None, notes))
