"""Voice clips."""

from __future__ import annotations

import contextlib
import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.core import clips
from huying.core.clips import ClipError, read_clip


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def mp4(handler: bytes = b"soun") -> bytes:
    mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 7, 7, 1000, 2500) + bytes(80))
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(12) + b"SecretName\0")
    udta = box(b"udta", b"SecretPlace")
    moov = box(b"moov", mvhd + box(b"trak", box(b"mdia", hdlr)) + udta)
    return box(b"ftyp", b"M4A \0\0\0\0") + moov + box(b"mdat", b"sound")


def webm(track: int = 2) -> bytes:
    tags = b"\x12\x54\xc3\x67\x8aSecretTags"
    tracks = b"\x16\x54\xae\x6b\x85\xae\x83\x83\x81" + bytes([track])
    segment = b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + tracks + tags
    return b"\x1a\x45\xdf\xa3\x80" + segment + b"\x1f\x43\xb6\x75\xff\xe7\x82\x05\xdc\xa3\x81x"


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000))
    return out.getvalue() + b"LIST\x06\0\0\0Secret"


def refused(data: bytes) -> str:
    with pytest.raises(ClipError) as caught:
        read_clip(data, "a")
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "mime", "seconds"),
    [
        (mp4(), "audio/mp4", 2.5),
        (webm(), "audio/webm", 1.5),
        (wav(), "audio/wav", 1.0),
        (b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50, "audio/amr", 1.0),
        (b"ID3\3\0\0\0\0\0\x06Secret" + (b"\xff\xfb\x90\0" + bytes(413)) * 10, "audio/mpeg", 0.261),
    ],
)
def test_read_clip_tells_kind_and_length_and_strips(data: bytes, mime: str, seconds: float) -> None:
    clip = read_clip(io.BytesIO(data), "a")
    assert (clip.mime, clip.duration_s) == (mime, seconds)
    assert b"Secret" not in clip.data
    assert read_clip(clip.data).data == clip.data


def test_read_clip_refuses() -> None:
    assert refused(b"") == "clip_empty"
    assert refused(bytes(clips.MAX_BYTES + 1)) == "clip_bytes"
    assert refused(b"hello") == "clip_kind"
    assert refused(mp4(b"vide")) == "clip_video"
    assert refused(webm(1)) == "clip_video"
    assert refused(wav()[:4000]) == "clip_broken"


@given(
    st.sampled_from([mp4(), webm(), b"OggS", b"#!AMR\n", b"ID3"]), st.binary(max_size=80), st.data()
)
def test_read_clip_refuses_or_takes_any_bytes(
    start: bytes, rest: bytes, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(start)))
    with contextlib.suppress(ClipError):
        read_clip(start[:cut] + rest)
