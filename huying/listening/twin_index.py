"""Each town's index of twins: a file of hashes beside the database, kept in step by the worker.

It is filled from the ledger, in the order in which acts were sealed, and holds how far it came. Nothing
is lost with the file: deleted, it is built anew. Voices are its keys; which matter one belongs to now, the
database says, so that merging and splitting change nothing here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from huying.analysis.twins import Message, OtherFormat, TwinIndex
from huying.core.models import Event, Town
from huying.core.tenancy import across_towns, in_town
from huying.voices.models import Voice

# Acts read from the ledger at once; one step's memory and the longest that readers wait.
STEP = 1000
# Where the index is far behind, other duties have their turn in between.
STEPS_A_ROUND = 10
# What begins a file of SQLite stands for; a broken one is thrown away, never mended.
_SUFFIXES = ("", "-wal", "-shm")


def path(town: Town) -> Path:
    """The file of a town's index."""
    return Path(settings.HUYING_TWINS) / f"{town.pk}.sqlite3"


@contextmanager
def reading(town: Town) -> Iterator[TwinIndex | None]:
    """The town's index to ask; None where there is none yet, or it cannot be read."""
    try:
        index = TwinIndex(path(town), salt=_salt(town), readonly=True)
    except (sqlite3.Error, OtherFormat):
        yield None
        return
    with index:
        yield index


def keep_in_step() -> int:
    """The worker's duty: bring every town's index up to what is sealed. Returns how many acts that took."""
    with across_towns():
        towns = list(Town.objects.order_by("pk"))
    return sum(_catch_up(town) for town in towns)


def forget(town: Town) -> None:
    """Throw a town's index away; the worker builds it anew."""
    for suffix in _SUFFIXES:
        path(town).with_name(path(town).name + suffix).unlink(missing_ok=True)


def _catch_up(town: Town) -> int:
    path(town).parent.mkdir(mode=0o700, exist_ok=True)
    try:
        with TwinIndex(path(town), salt=_salt(town)) as index, in_town(town):
            if not _is_of_this_ledger(index):
                raise OtherFormat
            return _steps(town, index)
    except (sqlite3.DatabaseError, OtherFormat) as error:
        if isinstance(error, sqlite3.OperationalError):
            # Locked, or no room on the disk: the file is not to blame.
            raise
        forget(town)
        return 0


def _steps(town: Town, index: TwinIndex) -> int:
    done = 0
    for _step in range(STEPS_A_ROUND):
        events = list(Event.objects.filter(town=town, seq__gt=_seq(index)).order_by("seq")[:STEP])
        if not events:
            break
        _take(index, events)
        index.mark = f"{events[-1].seq} {events[-1].link}"
        done += len(events)
    return done


def _take(index: TwinIndex, events: list[Event]) -> None:
    """Put in what was said and take out what was withdrawn, undone or erased. Twice does no harm."""
    said = {event.subject_id for event in events if event.kind == "voice"}
    voices = Voice.objects.filter(pk__in=said).only("pk", "state", "text", "division_id")
    held = [voice for voice in voices if voice.state == "received"]
    fresh = {event.subject_id for event in events if event.kind == "voice" and event.verb == "say"}
    index.fill(
        Message(voice.pk, voice.text, str(voice.division_id or ""))
        for voice in held
        if voice.pk in fresh
    )
    gone = said - {voice.pk for voice in held}
    erased = [
        event.subject_id for event in events if (event.kind, event.verb) == ("ledger", "erase")
    ]
    gone |= set(
        Event.objects.filter(pk__in=erased, kind="voice").values_list("subject_id", flat=True)
    )
    for pk in sorted(gone):
        index.remove(pk)


def _seq(index: TwinIndex) -> int:
    return int(index.mark.partition(" ")[0] or 0)


def _is_of_this_ledger(index: TwinIndex) -> bool:
    """Whether the last act that it took stands in the ledger; after a restored backup it may not."""
    seq, _space, link = index.mark.partition(" ")
    return not seq or Event.objects.filter(seq=int(seq), link=link).exists()


def _salt(town: Town) -> bytes:
    return salted_hmac("huying.twins", str(town.pk), algorithm="sha256").digest()[:16]
