"""Reads of the outbox: how many messages stand in which state."""

from __future__ import annotations

from django.db import connection

from huying.core.models import Message, Town

MOST_COUNTED = 10_000


def message_counts(town: Town) -> dict[str, int]:
    """How many messages stand in each state, counted no further than MOST_COUNTED. One query."""
    states = list(Message.State.values)
    capped = (
        "(SELECT COUNT(*) FROM (SELECT 1 FROM core_message "
        "WHERE town_id = %s AND state = %s LIMIT %s) AS capped)"
    )
    params = [value for state in states for value in (town.pk, state, MOST_COUNTED)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join([capped] * len(states)), params)
        return dict(zip(states, cursor.fetchone(), strict=True))


def shown_count(count: int) -> str:
    """The count as it is shown: one that was capped says so."""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)
