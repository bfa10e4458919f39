"""WebM (Matroska): walk the elements, overwrite tags, titles and dates with Void elements."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from huying.core.clip_parts import Broken, VideoFound

_SEGMENT, _CLUSTER, _INFO, _TRACKS, _TRACK = (
    0x18538067,
    0x1F43B675,
    0x1549A966,
    0x1654AE6B,
    0xAE,
)
_MASTERS = {_SEGMENT, _CLUSTER, _INFO, _TRACKS, _TRACK}
# Tags, Attachments; Title, DateUTC, file names and the track's name inside Info and TrackEntry.
_METADATA = {0x1254C367, 0x1941A469, 0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x536E}
_TRACK_TYPE, _SCALE, _DURATION, _TIMECODE = 0x83, 0x2AD7B1, 0x4489, 0xE7


def read_webm(data: bytes) -> tuple[bytes, float | None]:
    """Overwrite metadata; seconds from Duration or, in a recording as it streams, the last cluster.

    Raises VideoFound, Broken.
    """
    out = bytearray(data)
    found_sound = False
    scale_ns, duration, last_cluster = 1_000_000, 0.0, 0
    for name, head, body, end in _elements(data, 0, len(data)):
        if name in _METADATA:
            _void(out, head, end)
        elif name == _TRACK_TYPE:
            if _number(data[body:end]) == 1:
                raise VideoFound
            found_sound |= _number(data[body:end]) == 2
        elif name == _SCALE:
            scale_ns = _number(data[body:end])
        elif name == _DURATION:
            form = {4: ">f", 8: ">d"}.get(end - body)
            duration = struct.unpack(form, data[body:end])[0] if form else 0.0
        elif name == _TIMECODE:
            last_cluster = max(last_cluster, _number(data[body:end]))
    if not found_sound:
        raise Broken
    # NaN and negative lengths are no lengths.
    units = duration if duration > 0 else last_cluster
    return bytes(out), round(units * scale_ns / 1e9, 3) if units else None


def _elements(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """(id, start, start of the body, end) of every element; masters are walked into."""
    while at < end:
        head = at
        name, at = _id(data, at)
        size, at = _size(data, at)
        if name in _MASTERS:
            continue
        stop = end if size is None else at + size
        if stop > end:
            # A recording that broke off inside its last block still plays; elsewhere it does not.
            if name not in (0xA3, 0xA0):
                raise Broken
            stop = end
        yield name, head, at, stop
        at = stop


def _id(data: bytes, at: int) -> tuple[int, int]:
    length = 9 - data[at].bit_length()
    if length > 4 or at + length > len(data):
        raise Broken
    return int.from_bytes(data[at : at + length], "big"), at + length


def _size(data: bytes, at: int) -> tuple[int | None, int]:
    """The length of the body; None where the writer did not know it yet."""
    length = 9 - data[at].bit_length()
    if length > 8 or at + length > len(data):
        raise Broken
    value = int.from_bytes(data[at : at + length], "big") & (1 << 7 * length) - 1
    return (None if value == (1 << 7 * length) - 1 else value), at + length


def _number(body: bytes) -> int:
    return int.from_bytes(body[:8], "big")


def _void(out: bytearray, start: int, end: int) -> None:
    """One Void element (0xEC) over start..end, its length written to fill exactly."""
    total = end - start
    width = 1 if total - 2 < 127 else 8
    size = total - 1 - width
    out[start] = 0xEC
    out[start + 1 : start + 1 + width] = (size | 1 << 7 * width).to_bytes(width, "big")
    out[start + 1 + width : end] = bytes(size)
