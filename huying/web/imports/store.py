"""Uploaded tables, kept in the data folder until they are brought in, thrown away or a day old."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from huying.core import sheets
from huying.core.files import for_the_owner
from huying.core.models import Town
from huying.voices.imports import import_folder

KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{40}")


@dataclass
class Upload:
    """A table that waits. token: names it by its content; mapping: key → header, once chosen."""

    token: str
    filename: str
    folder: Path = field(repr=False)
    mapping: dict[str, str] = field(default_factory=dict)

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

    def open(self) -> sheets.Sheet:
        """The table, read from its start. Raises SheetError."""
        return sheets.open_sheet(self.path, self.filename)

    def drop(self, *, with_faults: bool = True) -> None:
        """Delete it. with_faults False: what was wrong can still be taken away for a day."""
        self.path.unlink(missing_ok=True)
        if with_faults:
            self.faults_path.unlink(missing_ok=True)
            _note_of(self.folder, self.token).unlink(missing_ok=True)


def keep(town: Town, upload: UploadedFile) -> Upload:
    """Store a table; the same content is the same upload. Raises SheetError where it is too large."""
    if (upload.size or 0) > sheets.MAX_BYTES:
        raise sheets.SheetError(_("这个表格超过了50兆。请分成几个再导入。"), code="sheet_bytes")
    sweep()
    folder = _folder(town)
    part = folder / f".{os.getpid()}-{time.monotonic_ns()}.part"
    digest = hashlib.sha256()
    try:
        with open(part, "xb", opener=for_the_owner) as out:
            for chunk in upload.chunks():
                digest.update(chunk)
                out.write(chunk)
        name = os.path.basename(upload.name or "")[:200]
        kept = Upload(digest.hexdigest()[:40], name, folder)
        # Opened once here, so that what is no table never lies there.
        sheets.open_sheet(part, name).rows.close()  # type: ignore[attr-defined]
        part.replace(kept.path)
    finally:
        part.unlink(missing_ok=True)
    _write_note(kept)
    return kept


def find(town: Town, token: str) -> Upload | None:
    """The upload of this town that waits under `token`; its table may be brought in already."""
    if not _TOKEN.fullmatch(token):
        return None
    note = _note_of(_folder(town), token)
    try:
        told = json.loads(note.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Upload(token, told["filename"], note.parent, told["mapping"])


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
    told = asdict(upload)
    text = json.dumps(
        {"filename": told["filename"], "mapping": told["mapping"]}, ensure_ascii=False
    )
    _note_of(upload.folder, upload.token).write_text(text, "utf-8")
