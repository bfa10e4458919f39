"""Stored files: cleaned bytes on disk, written whole before the row that names them."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models

from huying.core import clips, clock, codes, photos, scans
from huying.core.errors import StoreFull
from huying.core.models import StoredFile, Town
from huying.core.tenancy import across_towns

MIME_ENDINGS = {
    "image/jpeg": "jpg",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/amr": "amr",
    "audio/wav": "wav",
}


NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# How long what was uploaded waits for the form that it belongs to: a day longer than the form may.
FORM_DAYS = 7
ORPHAN_DAYS = FORM_DAYS + 1


def keep_photo(
    town: Town, stream: BinaryIO, filename: str, *, kind: str = StoredFile.Kind.PHOTO
) -> StoredFile:
    """Clean, shrink and store a photo with its thumbnail. Raises PhotoError."""
    photo = photos.read_photo(stream, filename)
    stored = StoredFile(
        town=town, kind=kind, token=codes.new_token(), mime="image/jpeg", size=len(photo.full),
        width=photo.width, height=photo.height, original_sha256=photo.sha256_of_original,
    )  # fmt: skip
    stored.name = _name(town, stored.token, "jpg")
    _write(path_of(stored), photo.full)
    _write(thumb_of(stored), photo.thumb)
    stored.save(force_insert=True)
    return stored


def keep_clip(town: Town, stream: BinaryIO, filename: str) -> StoredFile:
    """Check and store a voice clip. Raises ClipError."""
    data = stream.read(clips.MAX_BYTES + 1)
    clip = clips.read_clip(data, filename)
    stored = StoredFile(
        town=town, kind=StoredFile.Kind.CLIP, token=codes.new_token(), mime=clip.mime,
        size=len(clip.data), original_sha256=clip.sha256_of_original,
    )  # fmt: skip
    stored.name = _name(town, stored.token, MIME_ENDINGS[clip.mime])
    _write(path_of(stored), clip.data)
    stored.save(force_insert=True)
    return stored


def keep_scan(town: Town, stream: BinaryIO, filename: str) -> StoredFile:
    """Check and store the scan of a signed paper: a PDF as it came, or a photo. Raises ScanError, PhotoError."""
    data = stream.read(max(scans.MAX_BYTES, photos.MAX_BYTES) + 1)
    if data and not scans.is_pdf(data):
        return keep_photo(town, io.BytesIO(data), filename, kind=StoredFile.Kind.PAPER)
    scan = scans.read_scan(data)
    stored = StoredFile(
        town=town, kind=StoredFile.Kind.SCAN, token=codes.new_token(), mime="application/pdf",
        size=len(scan.data), original_sha256=scan.sha256,
    )  # fmt: skip
    stored.name = _name(town, stored.token, "pdf")
    _write(path_of(stored), scan.data)
    stored.save(force_insert=True)
    return stored


def path_of(stored: StoredFile) -> Path:
    """Where the file lies on disk."""
    return Path(settings.HUYING_FILES) / stored.name


def thumb_of(stored: StoredFile) -> Path:
    """Where a photo's thumbnail lies on disk."""
    return path_of(stored).with_suffix(".thumb.jpg")


def for_the_owner(path: str, flags: int) -> int:
    """An opener for `open()`: whatever is made is read and written by its owner alone."""
    return os.open(path, flags, 0o600)


def _name(town: Town, token: str, ending: str) -> str:
    return f"{town.code}/{token[:2]}/{token}.{ending}"


def _write(path: Path, data: bytes) -> None:
    # Whole or not at all, and on the disk before a row names it: a full disk raises here.
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(path.suffix + ".part")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StoreFull from error
        raise
    finally:
        part.unlink(missing_ok=True)


def forget_orphans() -> int:
    """Delete what was uploaded with forms that were never sent. Returns how many files."""
    before = clock.now() - dt.timedelta(days=ORPHAN_DAYS)
    gone = 0
    with across_towns():
        orphans = StoredFile.objects.filter(created_at__lt=before)
        # Whatever room keeps files, now or later: its table says so itself, links of many to many too.
        for link in StoredFile._meta.get_fields(include_hidden=True):
            if isinstance(link, models.ManyToOneRel):
                column, table = link.field.name, link.related_model
                taken = table._base_manager.filter(**{f"{column}__isnull": False}).values(column)
                orphans = orphans.exclude(pk__in=taken)
        for stored in orphans:
            stored.delete()
            path_of(stored).unlink(missing_ok=True)
            thumb_of(stored).unlink(missing_ok=True)
            gone += 1
    return gone
