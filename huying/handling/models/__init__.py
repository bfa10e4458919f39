"""The tables of handling, by what they are about."""

from huying.handling.models.cases import (
    Case,
    CaseFile,
    CoHandler,
    Commitment,
    DirectRule,
    Reply,
    Request,
)
from huying.handling.models.deputies import Consultation, NextStep, Opinion, SignedPaper
from huying.handling.models.meetings import Meeting, MeetingItem
from huying.handling.models.verdicts import PRESENT, Grade, Recheck, Verdict

__all__ = [
    "PRESENT", "Case", "CaseFile", "CoHandler", "Commitment", "Consultation", "DirectRule", "Grade",
    "Meeting", "MeetingItem", "NextStep", "Opinion", "Recheck", "Reply", "Request", "SignedPaper", "Verdict",
]  # fmt: skip
