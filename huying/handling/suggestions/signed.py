"""Signed papers: the scan of what was printed, signed and sealed goes back to its case."""

from __future__ import annotations

from typing import BinaryIO

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock, files, ledger
from huying.core.errors import Denied, Missing
from huying.core.models import StoredFile
from huying.core.permissions import Actor, Role, require
from huying.core.photos import PhotoError
from huying.core.scans import ScanError
from huying.handling.models import Case, SignedPaper
from huying.handling.queries import cases_seen_by
from huying.handling.suggestions.people import suggestion_of
from huying.suggestions.examining import KIND
from huying.suggestions.models import Suggestion


class PaperKind(models.TextChoices):
    """Which paper it is."""

    FORM = "form", _("代表建议表")
    ASSIGNMENT = "assignment", _("交办单")
    REFUSAL = "refusal", _("退办申请")
    EXTENSION = "extension", _("延期申请")
    OPINION = "opinion", _("会办意见")
    CONSULTATION = "consultation", _("面商记录")
    REPLY = "reply", _("答复函")
    ON_THE_SPOT = "on_the_spot", _("当面答复记录")
    FEEDBACK = "feedback", _("征询意见表")
    RECEIPT = "receipt", _("承诺事项落实回执")


# Who brings which back: units what they sign, the congress staff all of it.
OF_UNITS = frozenset(
    {PaperKind.REFUSAL, PaperKind.EXTENSION, PaperKind.OPINION, PaperKind.CONSULTATION,
     PaperKind.REPLY, PaperKind.ON_THE_SPOT}
)  # fmt: skip


def keep_signed(
    *, suggestion: Suggestion, case: Case | None, kind: str, by: Actor, stream: BinaryIO,
    filename: str,
) -> SignedPaper:  # fmt: skip
    """Keep the scan of a signed paper. Raises Missing, Denied, ScanError, PhotoError."""
    if kind not in PaperKind.values:
        raise Missing(_("请选是哪一种纸件。"), field="kind")
    if by.kind != "system" and not by.has(Role.STAFF):
        if case is None or kind not in OF_UNITS:
            raise Denied
        require(by, "cases.handle", case)
    try:
        stored = files.keep_scan(suggestion.town, stream, filename)
    except (ScanError, PhotoError) as error:
        error.field = "file"
        raise
    with transaction.atomic():
        paper = SignedPaper.objects.create(
            town_id=suggestion.town_id, suggestion=suggestion, case=case, kind=kind,
            round=case.round if case else 1, file=stored, added_by_id=by.account_id,
            added_at=clock.now(),
        )  # fmt: skip
        ledger.record(
            town_id=suggestion.town_id, kind=KIND, verb="keep_paper", subject_id=suggestion.pk,
            by=by, body={"kind": kind, "sha256": stored.original_sha256},
        )  # fmt: skip
    return paper


def may_see_scan(actor: Actor, stored: StoredFile) -> bool:
    """Whether the scan is of a paper that the actor may look at: the congress all, deputies their own, units theirs."""
    paper = SignedPaper.objects.filter(file=stored).select_related("suggestion", "case").first()
    if paper is None:
        return False
    if actor.has(Role.STAFF, Role.PRESIDIUM):
        return True
    if paper.case is not None and cases_seen_by(actor).filter(pk=paper.case_id).exists():
        return True
    suggestion = suggestion_of(paper.case) if paper.case else paper.suggestion
    return actor.deputy_id is not None and (
        suggestion.lead_id == actor.deputy_id
        or suggestion.cosigners.filter(deputy=actor.deputy_id, state="confirmed").exists()
    )
