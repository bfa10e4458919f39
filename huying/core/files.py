"""Stored files: cleaned bytes on disk, written whole before the row that names them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from huying.core import clips, codes, photos
from huying.core.models import StoredFile, Town

MIME_ENDINGS = {
    "image/jpeg": "jpg",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/amr": "amr",
    "audio/wav": "wav",
}


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


def path_of(stored: StoredFile) -> Path:
    """Where the file lies on disk."""
    return Path(settings.HUYING_FILES) / stored.name


def thumb_of(stored: StoredFile) -> Path:
    """Where a photo's thumbnail lies on disk."""
    return path_of(stored).with_suffix(".thumb.jpg")


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
    finally:
        part.unlink(missing_ok=True)
