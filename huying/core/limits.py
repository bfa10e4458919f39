"""Rate limits for everything that a stranger can write, counted in the database.

Addresses are never stored: a key is a digest under the contact key, useless without it.
"""

from __future__ import annotations

import time

from django.db import connection, transaction

from huying.core import sealing
from huying.core.errors import TooMany
from huying.core.models import Hit

_COUNT = """
    INSERT INTO core_hit (key, "window", count) VALUES (%s, %s, 1)
    ON CONFLICT (key, "window") DO UPDATE SET count = core_hit.count + 1
    RETURNING count
"""


def count_hit(action: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one attempt of `action` by `who` (an address, a link, an account).

    Raises TooMany past `limit` within the current window of `seconds`.
    """
    now = int(time.time())
    key = f"{action}:{sealing.blind(who, context='hit')}"[:80]
    # In a transaction, so that on SQLite it waits its turn like every other writer.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, now // seconds * seconds])
        (count,) = cursor.fetchone()
    if count > limit:
        raise TooMany(seconds - now % seconds)


def forget_old_hits(keep_seconds: int = 86_400) -> int:
    """Drop counters of windows that ended over a day ago. Returns how many."""
    return Hit.objects.filter(window__lt=int(time.time()) - keep_seconds).delete()[0]
