"""A town and a stranger's browser."""

import io
import struct
import wave
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.web.browser import Desk


class Visitor(Desk):
    """A browser that is not signed in."""

    def queries(self, name, *args, **query) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert self.get(name, *args, **query).status_code == 200
        return len(seen)


@pytest.fixture
def visitor(town):
    return Visitor(town)


def photo(colour: str = "red", name: str = "a.jpg", size: tuple[int, int] = (80, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def clip(name: str = "a.wav"):
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(struct.pack("<800h", *range(800)))
    return SimpleUploadedFile(name, out.getvalue(), "audio/wav")


@pytest.fixture
def a_photo() -> Callable:
    return photo


@pytest.fixture
def a_clip() -> Callable:
    return clip
