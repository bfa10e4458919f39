"""Bringing in a table: check every row, write all of them at once, undo.

What can be done before the transaction is: reading, checking and sealing go into a spool, and the
one writer's turn is the writing alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huying.core import clock, ledger
from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.permissions import Actor, require
from huying.core.sheets import Sheet, write_sheet
from huying.imports.kinds import KINDS, Kind
from huying.imports.models import ImportBatch
from huying.imports.rows import Bad, Good, Question
from huying.rulebook import queries as rulebook

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
    """What a table came to. bad_rows: at most MOST_KEPT; noted: good rows with a remark.

    questions: what only a person can say; answers: what was said.
    """

    kind: Kind
    headers: tuple[str, ...]
    mapping: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
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


def token_of(kind: Kind, parts: Iterable[bytes]) -> str:
    """What names a file by its content, for its kind."""
    digest = hashlib.sha256(kind.mark)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:40]


def check(
    kind: Kind,
    *,
    town: Town,
    sheet: Sheet,
    mapping: Mapping[str, str],
    answers: Mapping[str, str] | None = None,
    keep: bool = False,
    progress: Progress = _quiet,
) -> Checked:
    """Read every row of `sheet` by `mapping` (key of the kind's columns → header); nothing is written.

    answers: to the questions that an earlier check raised. keep: fill a spool that `bring_in` takes.
    progress: called with rows read. Raises HuyingError for a wrong mapping, SheetError for a table
    that cannot be read on.
    """
    reader = kind.reader(town, sheet.headers, mapping, answers or {})
    checked = Checked(kind, sheet.headers, reader.mapping, dict(answers or {}))
    if keep:
        # Without a name on the disk: gone with the process, however it ends.
        checked.spool = tempfile.TemporaryFile("w+", encoding="utf-8", dir=import_folder())  # noqa: SIM115
    for done, row in enumerate(sheet.rows, start=1):
        _count(checked, reader.read(row))
        if done % CHUNK == 0:
            progress(done)
    checked.questions = reader.questions()
    return checked


def _count(checked: Checked, found: Good | Bad) -> None:
    if len(checked.first) < SHOWN:
        checked.first.append(found)
    if isinstance(found, Bad):
        checked.bad += 1
        if len(checked.bad_rows) < MOST_KEPT:
            checked.bad_rows.append(found)
        return
    checked.good += 1
    checked.noted += bool(found.notes)
    if checked.spool is not None:
        packed = json.dumps(checked.kind.pack(found), ensure_ascii=False)
        checked.spool.write(packed + "\n")


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
    require(by, checked.kind.permission)
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
    try:
        with transaction.atomic():
            return _brought_in(town, by, checked, token, filename[:200], progress), True
    except IntegrityError as error:
        # The same file came twice at once: the other one has brought it in.
        with contextlib.suppress(ImportBatch.DoesNotExist):
            return ImportBatch.objects.get(town=town, token=token), False
        raise HuyingError(_("刚刚有人登记了同样的内容，什么也没有导入。请再看一遍。")) from error


def _brought_in(
    town: Town, by: Actor, checked: Checked, token: str, filename: str, progress: Progress
) -> ImportBatch:
    kind, spool = checked.kind, checked.spool
    assert spool is not None, "check(keep=True) fills the spool"
    batch = ImportBatch.objects.create(
        town=town, kind=kind.key, filename=filename, entered_by_id=by.account_id,
        rows=checked.good, skipped=checked.bad, mapping=checked.mapping, answers=checked.answers,
        token=token,
    )  # fmt: skip
    _write(kind, town, by, batch, spool, progress)
    ledger.record(
        town_id=town.pk, kind="import", verb="bring_in", subject_id=batch.pk, by=by,
        body={
            "what": kind.key, "file": filename, "rows": checked.good, "skipped": checked.bad,
        },
    )  # fmt: skip
    return batch


def _write(
    kind: Kind, town: Town, by: Actor, batch: ImportBatch, spool: IO[str], progress: Progress
) -> None:
    writer = kind.writer(town, by, batch)
    spool.seek(0)
    done = 0
    while lines := list(itertools.islice(spool, CHUNK)):
        writer.chunk([json.loads(line) for line in lines])
        done += len(lines)
        progress(done)


def undo_until(batch: ImportBatch) -> dt.datetime:
    """Until when the town lets an import be undone."""
    return batch.created_at + dt.timedelta(hours=rulebook.value(batch.town, UNDO_RULE))


def may_undo(batch: ImportBatch) -> bool:
    """Whether there is still time, and something of it may be left."""
    return batch.undone_at is None and clock.now() <= undo_until(batch)


def left_of(batch: ImportBatch) -> Any:
    """What stands of a batch; after undoing, what somebody had worked on."""
    return KINDS[batch.kind].left_of(batch)


def undo(*, batch: ImportBatch, by: Actor, progress: Progress = _quiet) -> int:
    """Take an import back. Returns how many things.

    What somebody has worked on since stays: see `left_of`. Goes by short transactions, so that
    others may write meanwhile; broken off, it goes on where it stopped. Raises HuyingError when it is
    too late, Denied.
    """
    kind = KINDS[batch.kind]
    require(by, kind.permission, batch)
    if batch.undone_at is not None:
        raise HuyingError(_("这一批已经撤销过了。"))
    if not may_undo(batch):
        raise HuyingError(str(kind.too_late))
    done, after = 0, 0
    while True:
        with transaction.atomic():
            chunk = list(kind.untouched(batch).filter(pk__gt=after).order_by("pk")[:UNDO_CHUNK])
            after = chunk[-1].pk if chunk else after
            done += kind.take_back(chunk, by) if chunk else 0
        if not chunk:
            break
        progress(done)
    with transaction.atomic():
        kind.tidy(batch)
        batch.undone_at = clock.now()
        left = kind.left_of(batch).count()
        if not left:
            batch.token = ""  # the same file may come in again
        batch.save(update_fields=["undone_at", "token"])
        ledger.record(
            town_id=batch.town_id, kind="import", verb="undo", subject_id=batch.pk, by=by,
            body={"undone": done, "left": left},
        )  # fmt: skip
    return done
