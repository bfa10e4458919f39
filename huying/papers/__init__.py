"""Official papers from plain data: one small model of blocks, set as DOCX and as PDF after GB/T 9704-2012.

    paper = papers.ReplyLetter(...).paper()
    papers.render(paper, "pdf")

Plain Python: no Django, no database, no clock. Papers are in Chinese only, as what they are is.
"""

from __future__ import annotations

from typing import Literal

from huying.papers.blocks import Paper
from huying.papers.cleaning import cleaned
from huying.papers.docx import to_docx
from huying.papers.joining import joined
from huying.papers.kinds import *  # noqa: F403  the kinds are this package's face
from huying.papers.kinds import __all__ as _kinds
from huying.papers.pdf import to_pdf

__all__ = ["DOCX", "PDF", "Format", "Paper", "joined", "render", *_kinds]

Format = Literal["docx", "pdf"]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def render(paper: Paper, format: Format) -> bytes:
    """`paper` as a file. The same paper gives the same bytes. Raises ValueError for another format.

    Controls, direction marks and half surrogates are left out of every text.
    """
    if format == "docx":
        return to_docx(cleaned(paper))
    if format == "pdf":
        return to_pdf(cleaned(paper))
    raise ValueError(f"neither docx nor pdf: {format}")
