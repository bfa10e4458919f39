"""What a database wants now and then."""

from __future__ import annotations

from django.db import connection


def refresh_statistics() -> int:
    """Let SQLite look again at how its tables are filled; PostgreSQL does so by itself."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit=400")
        cursor.execute("PRAGMA optimize=0x10002")
    return 1
