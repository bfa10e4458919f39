"""Suggestions and bills, who co-signs them, and the matters that they take up."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.congress.models import Session
from huying.core.tenancy import TownModel
from huying.core.transitions import Stateful
from huying.imports.models import ImportBatch
from huying.suggestions.states import CoSignState, SuggestionState
from huying.town.models import Deputy, Division, Term
from huying.voices.models import Matter


class Kind(models.TextChoices):
    SUGGESTION = "suggestion", _("建议")
    BILL = "bill", _("议案")


class Basis(models.TextChoices):
    """What it comes from."""

    MATTERS = "matters", _("群众反映的事")
    VISIT = "visit", _("走访")
    STUDY = "study", _("视察、调研")
    BLANK = "blank", _("自己提出")


class Suggestion(TownModel, Stateful):
    """What one deputy proposes, alone or with co-signers; one matter each (一事一议).

    series and number: within what it is numbered, and its number there (see `numbering`); empty until
    it is accepted. digest: of title, grounds and proposal; a co-signature holds for one text only.
    """

    state = models.CharField(
        max_length=10,
        choices=SuggestionState.choices,
        default=SuggestionState.DRAFT,
        editable=False,
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SUGGESTION)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="suggestions")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("会议")
    )
    series = models.CharField(max_length=24, blank=True)
    number = models.PositiveSmallIntegerField(_("编号"), null=True, blank=True)
    lead = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, related_name="suggestions", verbose_name=_("领衔代表")
    )
    title = models.CharField(_("标题"), max_length=80, blank=True)
    grounds = models.TextField(_("事由"), blank=True)
    proposal = models.TextField(_("具体建议"), blank=True)
    digest = models.CharField(max_length=64, blank=True)
    category = models.CharField(_("类别"), max_length=32, blank=True)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("村")
    )
    wide = models.BooleanField(_("涉及面广、办理难度大"), default=False)
    basis = models.CharField(_("来源"), max_length=8, choices=Basis.choices, default=Basis.BLANK)
    basis_note = models.CharField(_("来源说明"), max_length=200, blank=True)
    # Which of the pack's grounds the deputy was asked about and said that they do not hold.
    declared = models.JSONField(default=list)
    # Set where the staff entered it for a deputy who wrote on paper.
    entered_by_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    assign_due = models.DateField(_("交办期限"), null=True, blank=True)
    assign_due_basis = models.JSONField(default=dict)
    private_reason = models.CharField(_("不公开的理由"), max_length=200, blank=True)
    # What lists show of the handling, kept here so that a list is one look.
    answerer = models.CharField(_("承办单位"), max_length=200, blank=True)
    answer_due = models.DateField(_("答复期限"), null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    result = models.CharField(_("代表评价"), max_length=16, blank=True)
    # Of a past one: the table that it came with, and what that said which has no place of its own here.
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    provenance = models.TextField(_("来源说明"), blank=True)
    matters = models.ManyToManyField(
        Matter, through="Citation", related_name="suggestions", blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["town", "series", "number"],
                condition=models.Q(number__isnull=False),
                name="suggestion_number_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["town", "-id"], name="suggestion_latest"),
            models.Index(fields=["town", "state", "-id"], name="suggestion_state"),
            models.Index(fields=["town", "accepted_at", "id"], name="suggestion_accepted"),
            models.Index(fields=["town", "lead", "-id"], name="suggestion_lead"),
            models.Index(fields=["town", "session", "-id"], name="suggestion_session"),
            models.Index(fields=["town", "category", "-id"], name="suggestion_category"),
            # What the public list counts, without reading the texts.
            models.Index(
                fields=["town", "private_reason", "state", "result", "answered_at"],
                name="suggestion_sums",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("还没有标题"))

    @property
    def code(self) -> str:
        """“第12号建议”, or “闭会第3号建议” between sessions; '' before it is accepted, or where it never had one."""
        return "" if self.number is None else self.code_of(self.number)

    def code_of(self, number: int) -> str:
        """What it is called with this number; see `code`."""
        # A past one may be known by its year alone: whether the congress sat then is not.
        between = self.session_id is None and not (self.batch_id and "y" in self.series)
        said = _("闭会第%(n)s号建议") if between else _("第%(n)s号建议")
        return str(said) % {"n": number}

    @property
    def known_by_year(self) -> bool:
        """A past one of which the ledger tells the year alone, not whether the congress sat."""
        return self.batch_id is not None and self.session_id is None and "b" not in self.series

    @property
    def public(self) -> bool:
        """Everything that was accepted is public unless a reason is recorded (代表法 2025 §51)."""
        return self.accepted_at is not None and not self.private_reason


def digest_of(title: str, grounds: str, proposal: str) -> str:
    """What stands for one text, so that a co-signature holds for that text and no other."""
    return hashlib.sha256("\0".join((title, grounds, proposal)).encode()).hexdigest()


class CoSigner(TownModel):
    """A deputy who was asked to co-sign (联名); counts only while their confirmation holds.

    seen: the text that they confirmed, to show what was changed since. via_lead: they agree that the
    reply reaches them through the lead deputy.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="cosigners")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="cosigned")
    state = models.CharField(
        max_length=10, choices=CoSignState.choices, default=CoSignState.INVITED
    )
    invited_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    seen = models.JSONField(default=dict)
    via_lead = models.BooleanField(_("答复可由领衔代表转交"), default=False)
    on_paper = models.BooleanField(_("纸件签名"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion", "deputy"], name="cosigner_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["town", "deputy", "state", "-id"], name="cosigner_asked"),
        ]


class Citation(TownModel):
    """A matter that a suggestion takes up. carried: it is answered through this suggestion alone."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="citations")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="citations")
    carried = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suggestion", "matter"], name="citation_once"),
        ]
