"""The sound containers: what each is known by, how long it lasts, and how metadata leaves it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from huying.core.clip_parts import Broken as Broken
from huying.core.clip_parts import VideoFound as VideoFound
from huying.core.clip_webm import read_webm as read_webm

_AMR_HEAD = b"#!AMR\n"
_AMR_WB_HEAD = b"#!AMR-WB\n"
_AMR_FRAME_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
_AMR_WB_FRAME_BYTES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1)
_MP3_KBIT = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_MP4_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"}
_MP4_METADATA = {b"udta", b"meta", b"uuid", b"ilst"}
_MP4_DATED = {b"mvhd", b"tkhd", b"mdhd"}


def mime_of(data: bytes) -> str | None:
    """The kind of sound file, from its first bytes; None for anything else."""
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "audio/webm"
    if data[:4] == b"OggS":
        return "audio/ogg"
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    if data.startswith((_AMR_HEAD, _AMR_WB_HEAD)):
        return "audio/amr"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    if data[:3] == b"ID3" or (len(data) > 3 and _mp3_frame(data, 0) is not None):
        return "audio/mpeg"
    return None


def read_amr(data: bytes) -> tuple[bytes, float | None]:
    """AMR has no room for metadata; each frame lasts 20 ms."""
    wide = data.startswith(_AMR_WB_HEAD)
    sizes = _AMR_WB_FRAME_BYTES if wide else _AMR_FRAME_BYTES
    at = len(_AMR_WB_HEAD if wide else _AMR_HEAD)
    frames = 0
    while at < len(data):
        at += sizes[data[at] >> 3 & 15]
        frames += 1
    if not frames or at != len(data):
        raise Broken
    return data, frames * 0.02


def read_wav(data: bytes) -> tuple[bytes, float | None]:
    """Keep the format and the samples; LIST, id3, bext and other chunks go."""
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        # Recorders that stream leave the size of the samples at 0 or at the maximum.
        if name == b"data" and size in (0, 0xFFFFFFFF):
            size = len(data) - at - 8
        if name in (b"fmt ", b"data") and name not in chunks:
            chunks[name] = data[at + 8 : at + 8 + size]
            if len(chunks[name]) < size:
                raise Broken
        at += 8 + size + size % 2
    if len(chunks.get(b"fmt ", b"")) < 16 or not chunks.get(b"data"):
        raise Broken
    bytes_per_second = struct.unpack_from("<I", chunks[b"fmt "], 8)[0]
    body = b"WAVE" + b"".join(
        name + struct.pack("<I", len(chunks[name])) + chunks[name] + b"\0" * (len(chunks[name]) % 2)
        for name in (b"fmt ", b"data")
    )
    duration = len(chunks[b"data"]) / bytes_per_second if bytes_per_second else None
    return b"RIFF" + struct.pack("<I", len(body)) + body, duration


def read_mp3(data: bytes) -> tuple[bytes, float | None]:
    """Keep the frames: ID3v2 before them and ID3v1 or APE after them go."""
    start = 0
    while data[start : start + 3] == b"ID3" and len(data) >= start + 10:
        a, b, c, d = data[start + 6 : start + 10]
        footer = 10 if data[start + 5] & 0x10 else 0
        start += 10 + footer + ((a & 127) << 21 | (b & 127) << 14 | (c & 127) << 7 | d & 127)
    while start < len(data) and data[start] == 0:
        start += 1
    end, at, seconds = start, start, 0.0
    while (frame := _mp3_frame(data, at)) is not None:
        size, lasting = frame
        seconds += lasting
        at += size
        end = min(at, len(data))
    if seconds == 0:
        raise Broken
    return data[start:end], round(seconds, 3)


def _mp3_frame(data: bytes, at: int) -> tuple[int, float] | None:
    """Bytes and seconds of the layer III frame at `at`; None where there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return None
    version = data[at + 1] >> 3 & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    rates = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
    rate_index = data[at + 2] >> 2 & 3
    if version not in rates or rate_index == 3:
        return None
    kbit = _MP3_KBIT[1 if version == 3 else 2][data[at + 2] >> 4]
    if not kbit:
        return None
    rate = rates[version][rate_index]
    samples = 1152 if version == 3 else 576
    return samples // 8 * kbit * 1000 // rate + (data[at + 2] >> 1 & 1), samples / rate


def read_mp4(data: bytes) -> tuple[bytes, float | None]:
    """Turn metadata boxes into empty `free` boxes (offsets stay true) and zero the dates."""
    out = bytearray(data)
    duration: float | None = None
    found_sound = False
    for name, head, end in _boxes(data, 0, len(data)):
        body = head + 8
        if name in _MP4_METADATA:
            out[head + 4 : head + 8] = b"free"
            out[body:end] = bytes(end - body)
        elif name in _MP4_DATED:
            long = data[body] == 1
            out[body + 4 : body + (20 if long else 12)] = bytes(16 if long else 8)
            if name == b"mvhd":
                duration = _mvhd_seconds(data, body, long=long)
        elif name == b"hdlr":
            if data[body + 8 : body + 12] == b"vide":
                raise VideoFound
            found_sound |= data[body + 8 : body + 12] == b"soun"
            out[body + 24 : end] = bytes(max(0, end - body - 24))
    if not found_sound:
        raise Broken
    return bytes(out), duration


def _mvhd_seconds(data: bytes, body: int, *, long: bool) -> float | None:
    form, at = (">IQ", body + 20) if long else (">II", body + 12)
    if at + struct.calcsize(form) > len(data):
        raise Broken
    scale, units = struct.unpack_from(form, data, at)
    return units / scale if scale and units else None


def _boxes(data: bytes, at: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """(name, offset of the 4-byte length, end) of every box, containers opened."""
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        head = at
        if size == 1 and at + 16 <= end:
            # A 64-bit length stands between name and body; the offset is moved so that
            # the body starts 8 bytes after it for every reader.
            size = struct.unpack_from(">Q", data, at + 8)[0]
            head = at + 8 if name not in _MP4_METADATA else at
        elif size == 0:
            size = end - at
        if size < 8 or at + size > end or depth > 8:
            raise Broken
        yield name, head, at + size
        if name in _MP4_CONTAINERS:
            yield from _boxes(data, head + 8, at + size, depth + 1)
        at += size


def read_ogg(data: bytes) -> tuple[bytes, float | None]:
    """Empty the comments of an Opus stream; its length comes from the last page."""
    out = bytearray(data)
    at, last, skip = 0, 0, 0
    kind = b""
    emptied = False
    while at < len(data):
        if data[at : at + 4] != b"OggS" or at + 27 > len(data):
            raise Broken
        granule = struct.unpack_from("<q", data, at + 6)[0]
        lengths = data[at + 27 : at + 27 + data[at + 26]]
        body = at + 27 + len(lengths)
        end = body + sum(lengths)
        if end > len(data):
            raise Broken
        if data[body : body + 8] == b"OpusHead":
            kind, skip = b"opus", struct.unpack_from("<H", data, body + 10)[0]
        elif data[body : body + 7] in (b"\x80theora", b"\x01video\0"):
            raise VideoFound
        elif kind == b"opus" and data[body : body + 8] == b"OpusTags":
            emptied = True
            _empty_tags(out, at, body, end, first=True)
        elif emptied and granule <= 0 and data[at + 5] & 1:
            _empty_tags(out, at, body, end, first=False)
        last = max(last, granule)
        at = end
    if kind != b"opus":
        raise Broken
    return bytes(out), max(0, last - skip) / 48000 if last else None


def _empty_tags(out: bytearray, page: int, body: int, end: int, *, first: bool) -> None:
    """Zero a page of comments: no vendor, no comments, the rest is padding (RFC 7845 §5.2)."""
    out[body + 8 if first else body : end] = bytes(end - body - (8 if first else 0))
    out[page + 22 : page + 26] = bytes(4)
    struct.pack_into("<I", out, page + 22, _ogg_crc(out[page:end]))


def _ogg_crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte << 24
        for _bit in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(crc)
    return tuple(table)


_OGG_CRC = _ogg_crc_table()


def _ogg_crc(page: bytes | bytearray) -> int:
    crc = 0
    for byte in page:
        crc = (crc << 8 & 0xFFFFFFFF) ^ _OGG_CRC[crc >> 24 ^ byte]
    return crc
