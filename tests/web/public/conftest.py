"""A town and a stranger's browser."""

import io
import struct
import wave
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from huying.core.tenancy import in_town
from tests.factories import make_town


@pytest.fixture(autouse=True)
def alone(settings, tmp_path):
    settings.HUYING_FILES = tmp_path / "files"
    settings.HUYING_PUBLIC_URL = "https://town.example"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def town(db):
    town = make_town()
    with in_town(town):
        yield town


class Visitor:
    """A browser that is not signed in."""

    def __init__(self, town):
        self.town = town
        self.client = Client()

    def url(self, name, *args):
        return reverse(name, args=[self.town.slug, *args])

    def get(self, name, /, *args, **query):
        return self.client.get(self.url(name, *args), query)

    def post(self, name, /, *args, **data):
        return self.client.post(self.url(name, *args), data)

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
