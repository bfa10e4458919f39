"""Uploaded tables, kept in the data folder until they are brought in, thrown away or a day old."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from huying.core import sheets
from huying.core.files import for_the_owner
from huying.core.models import Town
from huying.imports.actions import import_folder, token_of
from huying.imports.kinds import KINDS, Kind

KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{40}")


@dataclass
class Upload:
    """A table that waits. token: names it by its content; mapping: key → header, once chosen.

    answers: to the questions that it raised (see `imports.rows.Question`).
    """

    token: str
    filename: str
    folder: Path = field(repr=False)
    kind: Kind
    mapping: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.folder / f"{self.token}.sheet"

    @property
    def faults_path(self) -> Path:
        """Where the table of its bad rows lies once it was checked."""
        return self.folder / f"{self.token}.xlsx"

    def remember(self, mapping: dict[str, str]) -> None:
        """Keep which column is which."""
        self.mapping = mapping
        _write_note(self)

    def answer(self, answers: dict[str, str]) -> None:
        """Keep what was said to its questions."""
        self.answers = answers
        _write_note(self)

    def open(self) -> sheets.Sheet:
        """The table, read from its start. Raises SheetError."""
        return sheets.open_sheet(self.path, self.filename)

    def drop(self, *, with_faults: bool = True) -> None:
        """Delete it. with_faults False: what was wrong can still be taken away for a day."""
        self.path.unlink(missing_ok=True)
        if with_faults:
            self.faults_path.unlink(missing_ok=True)
            _note_of(self.folder, self.token).unlink(missing_ok=True)


def keep(town: Town, kind: Kind, upload: UploadedFile) -> Upload:
    """Store a table; the same content is the same upload. Raises SheetError where it is too large."""
    if (upload.size or 0) > sheets.MAX_BYTES:
        raise sheets.SheetError(_("这个表格超过了50兆。请分成几个再导入。"), code="sheet_bytes")
    sweep()
    folder = _folder(town)
    part = folder / f".{os.getpid()}-{time.monotonic_ns()}.part"
    try:
        token = token_of(kind, _written(upload, part))
        name = os.path.basename(upload.name or "")[:200]
        kept = Upload(token, name, folder, kind)
        # Opened once here, so that what is no table never lies there.
        sheets.open_sheet(part, name).rows.close()  # type: ignore[attr-defined]
        part.replace(kept.path)
    finally:
        part.unlink(missing_ok=True)
    _write_note(kept)
    return kept


def _written(upload: UploadedFile, path: Path) -> Iterator[bytes]:
    with open(path, "xb", opener=for_the_owner) as out:
        for chunk in upload.chunks():
            out.write(chunk)
            yield chunk


def find(town: Town, token: str) -> Upload | None:
    """The upload of this town that waits under `token`; its table may be brought in already."""
    if not _TOKEN.fullmatch(token):
        return None
    note = _note_of(_folder(town), token)
    try:
        told = json.loads(note.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Upload(
        token, told["filename"], note.parent, KINDS[told["kind"]], told["mapping"], told["answers"]
    )


def sweep() -> int:
    """Delete what is older than a day, in every town. Returns how many files."""
    gone = 0
    for path in import_folder().glob("*/*"):
        try:
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
                gone += 1
        except FileNotFoundError:
            continue
    return gone


def _folder(town: Town) -> Path:
    folder = import_folder() / town.code
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def _note_of(folder: Path, token: str) -> Path:
    return folder / f"{token}.json"


def _write_note(upload: Upload) -> None:
    told = {
        "filename": upload.filename, "kind": upload.kind.key, "mapping": upload.mapping,
        "answers": upload.answers,
    }  # fmt: skip
    _note_of(upload.folder, upload.token).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
