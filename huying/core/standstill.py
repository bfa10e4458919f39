"""Whether anything in the database has changed: what was read while it stood still is still true."""

from __future__ import annotations

from django.db import connection

Mark = tuple[object, ...]


def mark() -> Mark | None:
    """What stays equal, on this thread, only as long as no transaction changes the database. One query.

    None inside a transaction, whose own changes nobody sees yet. A change that this program had no
    hand in (a command, an upgrade, another server) moves the mark like any other.
    """
    if connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The number moves with what other connections commit, total_changes with our own; both
            # belong to this connection, which is therefore part of the mark.
            cursor.execute("PRAGMA data_version")
            own = connection.connection
            return own, own.total_changes, cursor.fetchone()[0]
        # Which transactions are over and which are not: equal snapshots see equal rows.
        cursor.execute("SELECT pg_current_snapshot()::text")
        return tuple(cursor.fetchone())
