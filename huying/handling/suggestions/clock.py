"""Dates that a deputy owes: the feedback forms on replies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from huying.core import ledger
from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.handling.models import Reply
from huying.rulebook import packs
from huying.rulebook.clock import Due
from huying.rulebook.open_dates import OpenDate, anew
from huying.suggestions.examining import KIND


def open_dates(town: Town) -> Iterator[OpenDate]:
    """What a changed rule or calendar would move: forms that are out on replies that nobody has judged."""
    waiting = Reply.objects.filter(
        town=town, case__state="replied", case__origin_kind=KIND, feedback_due__isnull=False
    )
    for reply in waiting.select_related("case").order_by("feedback_due", "id"):
        basis = reply.feedback_due_basis
        label = f"{reply.case.title} · {packs.all_rules()[basis['rule']].title}"
        yield OpenDate(
            label, basis["rule"], reply.feedback_due, basis["provisional"], anew(basis),
            partial(_redate, reply),
        )  # fmt: skip


def _redate(reply: Reply, due: Due) -> None:
    Reply.objects.filter(pk=reply.pk).update(
        feedback_due=due.date, feedback_due_basis=due.to_json()
    )
    ledger.record(
        town_id=reply.town_id, kind="case", verb="redate", subject_id=reply.case_id,
        by=system_actor(reply.town_id), public=True,
        body={"rule": due.rule, "from": str(reply.feedback_due), "to": str(due.date)},
    )  # fmt: skip
