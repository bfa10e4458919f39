"""Sessions of the congress (次会议)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.numerals import chinese
from huying.core.tenancy import TownModel
from huying.town.models import Term


class Session(TownModel):
    """One session of a term. closes: empty while nobody knows when it will close."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("第几次会议"))
    opens = models.DateField(_("开幕"))
    closes = models.DateField(_("闭幕"), null=True, blank=True)

    class Meta:
        ordering = ("-opens",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "number"], name="session_once"),
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """“十八届三次会议”. Reads the term."""
        return f"{chinese(self.term.number)}届{chinese(self.number)}次会议"

    @property
    def title(self) -> str:
        """“第十八届人民代表大会第三次会议”, as papers name it. Reads the term."""
        return f"第{chinese(self.term.number)}届人民代表大会第{chinese(self.number)}次会议"
