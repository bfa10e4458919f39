"""The kinds of papers: a dataclass of plain data each, whose paper() gives the document to render."""

from huying.papers.kinds.letters import (
    AssignedUnit,
    AssignmentLetter,
    CoHandlerOpinion,
    ExtensionApplication,
    RefusalApplication,
    ReplyLetter,
    Section,
)
from huying.papers.kinds.parts import Suggestion, Unit
from huying.papers.kinds.records import (
    Commitment,
    CommitmentReceipt,
    ConsultationRecord,
    OnTheSpotReply,
)
from huying.papers.kinds.reports import (
    AssignedItem,
    AssignmentMinutes,
    FiguresSheet,
    ReportPart,
    YearlyReport,
)
from huying.papers.kinds.suggestions import CoSigner, FeedbackForm, SuggestionForm

__all__ = [
    "AssignedItem",
    "AssignedUnit",
    "AssignmentLetter",
    "AssignmentMinutes",
    "CoHandlerOpinion",
    "CoSigner",
    "Commitment",
    "CommitmentReceipt",
    "ConsultationRecord",
    "ExtensionApplication",
    "FeedbackForm",
    "FiguresSheet",
    "OnTheSpotReply",
    "RefusalApplication",
    "ReplyLetter",
    "ReportPart",
    "Section",
    "Suggestion",
    "SuggestionForm",
    "Unit",
    "YearlyReport",
]
