"""Photos."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from huying.core import photos
from huying.core.photos import PhotoError, read_photo


def made(
    form: str, size: tuple[int, int] = (80, 40), mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, form, **options)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        read_photo(data)
    return caught.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF"])
def test_read_photo_opens(form: str) -> None:
    photo = read_photo(io.BytesIO(made(form)), "a")
    assert (photo.width, photo.height) == (80, 40)
    assert Image.open(io.BytesIO(photo.full)).format == "JPEG"


def test_read_photo_turns_upright_and_strips_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretPhone"
    data = made("JPEG", exif=exif, comment=b"SecretComment")
    photo = read_photo(data)
    assert (photo.width, photo.height) == (40, 80)
    for small in (photo.full, photo.thumb):
        assert b"Secret" not in small
        assert dict(Image.open(io.BytesIO(small)).getexif()) == {}


def test_read_photo_makes_large_ones_small() -> None:
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 80).convert("RGB").save(out, "JPEG", quality=90)
    photo = read_photo(out.getvalue())
    assert (photo.width, photo.height) == (1600, 1200)
    assert len(photo.full) <= photos.TARGET_BYTES
    assert Image.open(io.BytesIO(photo.thumb)).size == (320, 240)


def test_read_photo_refuses() -> None:
    whole = made("JPEG", (400, 400))
    assert refused(b"") == "photo_empty"
    assert refused(b"x" * (photos.MAX_BYTES + 1)) == "photo_bytes"
    assert refused(b"<svg/>") == "photo_kind"
    assert refused(made("PNG", (9000, 7000), "1")) == "photo_pixels"
    assert refused(made("PNG", (20000, 20000), "1")) == "photo_pixels"
    assert refused(whole[: len(whole) * 2 // 3]) == "photo_broken"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_read_photo_takes_every_png_mode(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (10, 10)).save(out, "PNG")
    assert read_photo(out.getvalue()).width == 10
