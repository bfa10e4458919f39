"""Hot topics: matters of one place and one problem, grouped by the program, kept in order by staff."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.tenancy import TownModel
from huying.core.transitions import Stateful
from huying.listening.topic_states import TopicState
from huying.town.models import Division
from huying.voices.models import Matter


class Topic(TownModel, Stateful):
    """What several people speak of. Its members are the program's and staff's, its sums the worker's.

    auto_name: in the words of its matters, for staff only. public_name: the title of a public matter, '' where
    none is public. name: staff's own, which stands before both and may be shown to everybody.
    people: who said it or said "me too", each person once. recent: those of the last days (the setting says how
    many); usual: how many it would be at this season's usual pace. rising: more than chance explains.
    """

    state = models.CharField(
        max_length=8, choices=TopicState.choices, default=TopicState.LIVE, editable=False
    )
    name = models.CharField(_("名称"), max_length=60, blank=True)
    auto_name = models.CharField(max_length=60, blank=True)
    public_name = models.CharField(max_length=80, blank=True)
    pinned = models.BooleanField(_("置顶"), default=False)
    category = models.CharField(_("类别"), max_length=32, blank=True)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("村")
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    public_people = models.PositiveIntegerField(default=0)
    matters = models.PositiveIntegerField(default=0)
    recent = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0)
    usual = models.FloatField(default=0)
    chance = models.FloatField(default=1)
    rising = models.BooleanField(default=False)
    spread = models.PositiveSmallIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    heat = models.FloatField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["town", "state", "-pinned", "-heat", "id"], name="topic_desk"),
        ]

    def __str__(self) -> str:
        return self.name or self.auto_name or f"#{self.pk}"


class TopicMember(TownModel):
    """A matter of a topic. fixed: staff put it there, the program leaves it."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="members")
    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="topic_member")
    fixed = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "topic"], name="topic_members")]
