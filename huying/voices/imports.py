"""Bringing in voices that other systems took down: check every row, write all of them at once, undo.

What can be done before the transaction is: reading, checking and sealing go into a spool, and the
one writer's turn is the writing alone.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import itertools
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huying.core import clock, codes, ledger, sealing, search
from huying.core.errors import HuyingError, Stale, WrongState
from huying.core.models import Town
from huying.core.permissions import Actor, require, system_actor
from huying.core.sheets import Sheet, write_sheet
from huying.core.transitions import advance
from huying.rulebook import queries as rulebook
from huying.voices.actions import NAME, REACH, reach_channel
from huying.voices.clock import start_triage
from huying.voices.import_rows import Bad, Good, Reader
from huying.voices.models import ImportBatch, Matter, Voice, VoiceContact

UNDO_RULE = "import.undo_hours"
SHOWN = 20
# How many bad rows are kept for the person to mend; all are counted.
MOST_KEPT = 5_000
CELL_KEPT = 2_000
CHUNK = 1_000
UNDO_CHUNK = 100

Progress = Callable[[int], None]


def _quiet(_done: int) -> None:
    pass


@dataclass
class Checked:
    """What a table came to. bad_rows: at most MOST_KEPT; noted: good rows with a remark."""

    headers: tuple[str, ...]
    mapping: dict[str, str]
    good: int = 0
    bad: int = 0
    noted: int = 0
    first: list[Good | Bad] = field(default_factory=list)
    bad_rows: list[Bad] = field(default_factory=list)
    spool: IO[str] | None = field(default=None, repr=False)


def import_folder() -> Path:
    """Where uploads and spools lie until they are brought in; for the owner's eyes only."""
    folder = Path(settings.HUYING_DATA) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def check(
    *,
    town: Town,
    sheet: Sheet,
    mapping: Mapping[str, str],
    keep: bool = False,
    progress: Progress = _quiet,
) -> Checked:
    """Read every row of `sheet` by `mapping` (key of COLUMNS → header); nothing is written.

    keep: fill a spool that `bring_in` takes, contacts sealed. progress: called with rows read.
    Raises HuyingError for a wrong mapping, SheetError for a table that cannot be read on.
    """
    reader = Reader(town, sheet.headers, mapping)
    checked = Checked(sheet.headers, reader.mapping)
    if keep:
        # Without a name on the disk: gone with the process, however it ends.
        checked.spool = tempfile.TemporaryFile("w+", encoding="utf-8", dir=import_folder())  # noqa: SIM115
    for done, row in enumerate(sheet.rows, start=1):
        found = reader.read(row)
        if len(checked.first) < SHOWN:
            checked.first.append(found)
        if isinstance(found, Bad):
            checked.bad += 1
            if len(checked.bad_rows) < MOST_KEPT:
                checked.bad_rows.append(found)
        else:
            checked.good += 1
            checked.noted += bool(found.notes)
            if checked.spool is not None:
                checked.spool.write(json.dumps(_packed(found), ensure_ascii=False) + "\n")
        if done % CHUNK == 0:
            progress(done)
    return checked


def write_faults(checked: Checked, path: Path) -> int:
    """The bad rows as a table to mend and import again: why, then the row as it was."""
    columns = [_("第几行"), _("哪里不对"), *checked.headers]

    def rows() -> Iterator[list[str | dt.datetime | int]]:
        for bad in checked.bad_rows:
            why = "；".join(f"{one.header}：{one.reason}" for one in bad.faults)
            yield [
                bad.number,
                why,
                *(v[:CELL_KEPT] if isinstance(v, str) else v for v in bad.values),
            ]

    return write_sheet(path, columns, rows())


def bring_in(
    *,
    town: Town,
    by: Actor,
    checked: Checked,
    token: str,
    filename: str,
    only_good: bool = False,
    progress: Progress = _quiet,
) -> tuple[ImportBatch, bool]:
    """Write the good rows, all or none, once for each token. Returns the batch and whether it is new.

    Without only_good, one bad row keeps everything out. token: names the file by its content, so that
    the same file does not come in twice; after undoing all of it, it may. Raises HuyingError, Denied.
    """
    require(by, "voices.import")
    before = ImportBatch.objects.filter(town=town, token=token).first()
    if before is not None:
        return before, False
    if checked.bad and not only_good:
        raise HuyingError(
            _("有%(bad)s行不对，什么也没有导入。请改好再来，或者选择只导入对的行。")
            % {"bad": checked.bad}
        )
    if not checked.good:
        raise HuyingError(_("这个表格里没有能导入的行。"))
    assert checked.spool is not None, "check(keep=True) fills the spool"
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                town=town, filename=filename[:200], entered_by_id=by.account_id, rows=checked.good,
                skipped=checked.bad, mapping=checked.mapping, token=token,
            )  # fmt: skip
            _Writer(town, by, batch).write(checked.spool, progress)
            ledger.record(
                town_id=town.pk, kind="import", verb="bring_in", subject_id=batch.pk, by=by,
                body={"file": filename[:200], "rows": checked.good, "skipped": checked.bad},
            )  # fmt: skip
            return batch, True
    except IntegrityError:
        # The same file came twice at once: the other one has brought it in.
        with contextlib.suppress(ImportBatch.DoesNotExist):
            return ImportBatch.objects.get(town=town, token=token), False
        raise


def _packed(good: Good) -> list[object]:
    sealed = None
    if good.name or good.reach:
        blobs = (sealing.seal(good.name, context=NAME), sealing.seal(good.reach, context=REACH))
        sealed = [*(base64.b64encode(blob).decode() for blob in blobs), reach_channel(good.reach)]
    said_at = good.said_at and good.said_at.isoformat()
    return [
        good.text, said_at, good.division_id, good.place, good.category, good.channel,
        good.provenance, sealed,
    ]  # fmt: skip


class _Writer:
    """Writes a spool in chunks, inside the caller's transaction."""

    def __init__(self, town: Town, by: Actor, batch: ImportBatch) -> None:
        self.town, self.by, self.batch = town, by, batch
        self.dues: dict[dt.date, dict[str, Any]] = {}

    def write(self, spool: IO[str], progress: Progress) -> None:
        """Every row of the spool: matter, voice, contact, events, search."""
        spool.seek(0)
        done = 0
        while lines := list(itertools.islice(spool, CHUNK)):
            self._chunk([json.loads(line) for line in lines])
            done += len(lines)
            progress(done)

    def _chunk(self, rows: list[list[object]]) -> None:
        moments = [
            dt.datetime.fromisoformat(row[1]) if row[1] else self.batch.created_at for row in rows
        ]
        matters = [self._matter(row, at) for row, at in zip(rows, moments, strict=True)]
        Matter.objects.bulk_create(matters, batch_size=CHUNK)
        new = _fresh_codes(len(rows))
        voices = [self._voice(*each) for each in zip(rows, moments, matters, new, strict=True)]
        Voice.objects.bulk_create(voices, batch_size=CHUNK)
        VoiceContact.objects.bulk_create(
            [
                VoiceContact(
                    voice=voice, name=base64.b64decode(row[7][0]),
                    reach=base64.b64decode(row[7][1]), channel=row[7][2],
                )
                for row, voice in zip(rows, voices, strict=True)
                if row[7]
            ],
            batch_size=CHUNK,
        )  # fmt: skip
        search.put_many(
            "voice", [(v.pk, self.town.pk, f"{v.code} {v.text} {v.place}") for v in voices]
        )
        ledger.record_many([event for voice in voices for event in self._events(voice)])

    def _matter(self, row: list[object], at: dt.datetime) -> Matter:
        day = timezone.localdate(at)
        if day not in self.dues:
            self.dues[day] = start_triage(self.town, day)
        _text, _at, division_id, place, category, *_rest = row
        return Matter(
            town=self.town, division_id=division_id, place=place, category=category,
            first_said_at=at, state_since=at, **self.dues[day],
        )  # fmt: skip

    def _voice(self, row: list[object], at: dt.datetime, matter: Matter, code: str) -> Voice:
        text, _at, division_id, place, _category, channel, provenance, _sealed = row
        return Voice(
            town=self.town, matter=matter, code=code, token=codes.new_token(),
            text=text, division_id=division_id, place=place, channel=channel, batch=self.batch,
            entered_by_id=self.by.account_id, provenance=provenance, said_at=at, state_since=at,
        )  # fmt: skip

    def _events(self, voice: Voice) -> list:
        return [
            ledger.prepare(
                town_id=self.town.pk, kind="voice", verb="say", subject_id=voice.pk, by=self.by,
                after=voice.state, at=voice.said_at,
                body={"text": voice.text, "channel": voice.channel, "matter": voice.matter_id},
            ),
            ledger.prepare(
                town_id=self.town.pk, kind="matter", verb="open", subject_id=voice.matter_id,
                by=self.by, after=voice.matter.state, body={"voice": voice.pk}, public=True,
                at=voice.said_at,
            ),
        ]  # fmt: skip


def _fresh_codes(count: int) -> list[str]:
    """Tracking codes that no voice has: among 100,000 new ones, one or two come twice by chance."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {codes.new_code() for _each in range(count - len(found))}
        found |= drawn - set(
            Voice._base_manager.filter(code__in=drawn).values_list("code", flat=True)
        )
    return list(found)


def undo_until(batch: ImportBatch) -> dt.datetime:
    """Until when the town lets an import be undone."""
    return batch.created_at + dt.timedelta(hours=rulebook.value(batch.town, UNDO_RULE))


def may_undo(batch: ImportBatch) -> bool:
    """Whether there is still time, and something of it may be left."""
    return batch.undone_at is None and clock.now() <= undo_until(batch)


def undo(*, batch: ImportBatch, by: Actor, progress: Progress = _quiet) -> int:
    """Take an import back: voices, contacts, and their matters. Returns how many voices.

    What somebody has worked on since stays: see `left_of`. Goes by short transactions, so that
    others may write meanwhile; broken off, it goes on where it stopped. Raises HuyingError when it is
    too late, Denied.
    """
    require(by, "voices.import", batch)
    if batch.undone_at is not None:
        raise HuyingError(_("这一批已经撤销过了。"))
    if not may_undo(batch):
        raise HuyingError(_("过了可以撤销的时间。不该导入的，请在梳理台一件一件撤回。"))
    done, after = 0, 0
    while True:
        with transaction.atomic():
            chunk = list(_untouched(batch).filter(pk__gt=after).order_by("pk")[:UNDO_CHUNK])
            done += sum(_undo_one(voice, by) for voice in chunk)
        if not chunk:
            break
        after = chunk[-1].pk
        progress(done)
    with transaction.atomic():
        batch.undone_at = clock.now()
        left = left_of(batch).count()
        if not left:
            batch.token = ""  # the same file may come in again
        batch.save(update_fields=["undone_at", "token"])
        ledger.record(
            town_id=batch.town_id, kind="import", verb="undo", subject_id=batch.pk, by=by,
            body={"undone": done, "left": left},
        )  # fmt: skip
    return done


def left_of(batch: ImportBatch):
    """The voices of a batch that stand; after undoing, those whose matters had been worked on."""
    return Voice.objects.filter(batch=batch, state="received")


def _untouched(batch: ImportBatch):
    # Every verb raises a version: what is at 0 was only imported. "Me too"s need a public matter.
    return left_of(batch).filter(version=0, matter__version=0).select_related("matter")


def _undo_one(voice: Voice, by: Actor) -> bool:
    reason = {"reason": _("撤销导入")}
    try:
        with transaction.atomic():
            advance(voice, "undo_import", by=by, version=0)
            advance(
                voice.matter, "withdraw", by=system_actor(voice.town_id), version=0, facts=reason,
                changes={"voice_count": 0},
            )  # fmt: skip
    except (Stale, WrongState):
        return False  # somebody took it up just now, so it stays
    VoiceContact.objects.filter(voice=voice).delete()
    search.drop("voice", voice.pk)
    return True
