"""Photos as phones send them, made small and anonymous: upright, sRGB, without any metadata."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass, field
from typing import BinaryIO

import pillow_heif
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from huying.core.errors import HuyingError

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 60_000_000
FULL_SIDE = 1600
THUMB_SIDE = 320
TARGET_BYTES = 400 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF")

_QUALITIES = (85, 76, 66, 55, 44, 34, 25)
_THUMB_QUALITY = 75

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


class PhotoError(HuyingError):
    """A file that cannot be taken as a photo; code says why, message says what to do."""

    code = "photo"


@dataclass(frozen=True)
class Photo:
    """A cleaned photo. full, thumb: JPEG bytes; width, height: pixels of full, upright."""

    full: bytes = field(repr=False)
    thumb: bytes = field(repr=False)
    width: int
    height: int
    sha256_of_original: str


def read_photo(source: BinaryIO | bytes, filename: str = "") -> Photo:
    """Clean and shrink a photo to at most 1600 pixels and about 400 KB, with a 320-pixel thumb.

    The size in pixels is checked before anything is decoded. Raises PhotoError with code
    photo_empty, photo_bytes, photo_kind, photo_pixels or photo_broken.
    """
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if not data:
        raise PhotoError(_("这张照片是空的，没有内容。请重新选一张。"), code="photo_empty")
    if len(data) > MAX_BYTES:
        raise PhotoError(_("这张照片超过了25兆。请换一张小些的。"), code="photo_bytes")
    image = _open(data)
    full = _shrunk(image)
    thumb = full.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    return Photo(
        full=_encode_small(full),
        thumb=_encode(thumb, _THUMB_QUALITY),
        width=full.width,
        height=full.height,
        sha256_of_original=hashlib.sha256(data).hexdigest(),
    )


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Our own limit, below, is stricter than the one Pillow warns at.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # decoders raise anything on hostile bytes
        raise PhotoError(
            _("这个文件不是照片，或者格式不认识。请选JPG、PNG或手机直接拍的照片。"),
            code="photo_kind",
        ) from error
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    return image


def _too_many_pixels() -> PhotoError:
    return PhotoError(_("这张照片的尺寸太大。请换一张，或者截一张图再传。"), code="photo_pixels")


def _shrunk(image: Image.Image) -> Image.Image:
    """The picture upright, in sRGB, at most FULL_SIDE long, and nothing but its pixels."""
    try:
        profile = image.info.get("icc_profile")
        # A JPEG is decoded at half, quarter or eighth size where that is enough: little memory.
        image.draft("RGB", (FULL_SIDE, FULL_SIDE))
        image.load()
        orientation = image.getexif().get(0x0112, 1)
        flat = _flattened(image)
        flat.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    except Exception as error:  # decoders raise anything on hostile bytes
        raise PhotoError(
            _("这张照片没有传完整，打不开。请重新拍一张，或者再选一次。"), code="photo_broken"
        ) from error
    return _bare(_upright(_to_srgb(flat, profile), orientation))


def _flattened(image: Image.Image) -> Image.Image:
    """RGB, grey or CMYK without transparency: what is see-through becomes white."""
    if image.mode in ("I", "I;16", "I;16B", "I;16L"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    if image.mode in ("RGB", "L", "CMYK"):
        return image
    return image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A broken or foreign profile: colours a little off are better than no photo.
            converted = None
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    image.info.clear()
    bare = image.copy()
    bare.getexif()[0x0112] = orientation
    return ImageOps.exif_transpose(bare)


def _bare(image: Image.Image) -> Image.Image:
    """The same pixels in an image that never knew any metadata (JPEG comments are carried on)."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def _encode_small(image: Image.Image) -> bytes:
    data = b""
    for quality in _QUALITIES:
        data = _encode(image, quality)
        if len(data) <= TARGET_BYTES:
            break
    return data


def _encode(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
