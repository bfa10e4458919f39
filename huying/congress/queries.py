"""Reads of the sessions."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from huying.congress.models import Session
from huying.town.models import Term


def sessions() -> QuerySet[Session]:
    """All sessions, the latest first."""
    return Session.objects.select_related("term")


def in_session(day: dt.date) -> Session | None:
    """The session that sits on `day`, its last day included; None between sessions."""
    sitting = Q(closes__isnull=True) | Q(closes__gte=day)
    return sessions().filter(sitting, opens__lte=day).first()


def term_on(day: dt.date) -> Term | None:
    """The term that runs on `day`: the latest that had begun."""
    return Term.objects.filter(starts__lte=day).order_by("-number").first()
