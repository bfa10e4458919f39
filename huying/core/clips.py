"""Voice clips as browsers and phones record them: recognised by content, freed of metadata.

Sound is never decoded here. What a container can carry beside the sound (titles, places, times,
pictures) is cut out or overwritten, in `clip_formats`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from huying.core import clip_formats
from huying.core.errors import HuyingError

MAX_BYTES = 5 * 1024 * 1024

_READERS: dict[str, Callable[[bytes], tuple[bytes, float | None]]] = {
    "audio/webm": clip_formats.read_webm,
    "audio/ogg": clip_formats.read_ogg,
    "audio/mp4": clip_formats.read_mp4,
    "audio/mpeg": clip_formats.read_mp3,
    "audio/amr": clip_formats.read_amr,
    "audio/wav": clip_formats.read_wav,
}


class ClipError(HuyingError):
    """A file that cannot be taken as a voice clip; code says why, message says what to do."""

    code = "clip"


@dataclass(frozen=True)
class Clip:
    """A voice clip without metadata. duration_s: seconds, or None where the file does not tell."""

    mime: str
    data: bytes = field(repr=False)
    duration_s: float | None
    sha256_of_original: str


def read_clip(source: BinaryIO | bytes, filename: str = "") -> Clip:
    """Check a voice clip of at most 5 MB and free it of metadata.

    Raises ClipError with code clip_empty, clip_bytes, clip_kind, clip_video or clip_broken.
    """
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if not data:
        raise ClipError(_("这段录音是空的，没有内容。请重新录一段。"), code="clip_empty")
    if len(data) > MAX_BYTES:
        raise ClipError(_("这段录音超过了5兆。请录短一些，或者分成几段。"), code="clip_bytes")
    mime = clip_formats.mime_of(data)
    if mime is None:
        raise ClipError(
            _("这个文件不是录音，或者格式不认识。请用本页的录音按钮，或者选手机里的录音。"),
            code="clip_kind",
        )
    try:
        cleaned, duration_s = _READERS[mime](data)
    except clip_formats.VideoFound as error:
        raise ClipError(_("这是一段视频。请只录声音，或者改传照片。"), code="clip_video") from error
    except (clip_formats.Broken, IndexError, ValueError) as error:
        raise ClipError(
            _("这段录音没有传完整，放不出来。请重新录一段。"), code="clip_broken"
        ) from error
    return Clip(mime, cleaned, duration_s, hashlib.sha256(data).hexdigest())
