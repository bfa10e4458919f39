"""Assignment meetings (交办会): what lies before them, who is proposed and why, what was settled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.congress.models import Session
from huying.core.tenancy import TownModel
from huying.core.transitions import Stateful
from huying.handling.states import ItemState, MeetingState
from huying.suggestions.models import Suggestion
from huying.town.models import Unit


class Meeting(TownModel, Stateful):
    """An assignment meeting. present: who was there, a name or unit a line. minutes: written at its close."""

    state = models.CharField(
        max_length=10, choices=MeetingState.choices, default=MeetingState.PREPARING, editable=False
    )
    title = models.CharField(_("会议名称"), max_length=80)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("会议")
    )
    held_on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    chair = models.CharField(_("主持人"), max_length=40, blank=True)
    present = models.TextField(_("参加人"), blank=True)
    minutes = models.TextField(_("纪要"), blank=True)
    # Which one is on the screen.
    current = models.ForeignKey(
        "MeetingItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "-held_on", "-id"], name="meeting_day")]

    def __str__(self) -> str:
        return self.title


class MeetingItem(TownModel):
    """One suggestion on a meeting's list.

    lead: who is to handle it. others: ids of further units: co-handlers (会办), or with `separately`
    handlers of their own that each reply (分办). reasons: why they are proposed, in sentences.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.WAITING)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    others = models.JSONField(default=list)
    separately = models.BooleanField(_("分别办理、分别答复"), default=False)
    instruction = models.TextField(_("要求"), blank=True)
    reasons = models.JSONField(default=list)
    dispute = models.TextField(_("不同意见"), blank=True)
    settlement = models.TextField(_("怎么定的"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "suggestion"], name="item_once"),
        ]
