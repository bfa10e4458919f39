"""Stored files: whole or not at all, and gone where nobody kept them."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine

from huying.core import clock, codes, files
from huying.core.errors import StoreFull
from huying.core.models import StoredFile
from tests.factories import make_case, make_picture, make_voice


@pytest.fixture
def full_disk(settings, town, monkeypatch):
    """The next file is written to the kernel's own full device."""
    token = "a" * 22
    monkeypatch.setattr(codes, "new_token", lambda: token)
    folder = settings.HUYING_FILES / town.code / token[:2]
    folder.mkdir(parents=True)
    (folder / f"{token}.jpg.part").symlink_to("/dev/full")
    return folder


def test_a_full_disk_is_told_and_leaves_nothing(town, full_disk):
    with pytest.raises(StoreFull, match="什么也没有存"):
        files.keep_photo(town, make_picture(), "a.jpg")
    assert list(full_disk.iterdir()) == []
    assert StoredFile.objects.count() == 0


def test_a_voice_says_that_its_photo_found_no_room_and_keeps_the_words(town, full_disk, client):
    page = client.post(
        f"/{town.slug}/say/",
        {"text": "村口水管漏水三天了", "kind": "problem", "photos": make_picture()},
    )
    assert page.status_code == 422
    assert "现在存不下了" in str(page.context["form"].errors["photos"])
    assert "村口水管漏水三天了" in page.content.decode()
    # With room again, the same page goes out.
    key = page.context["form"].data["client_key"]
    sent = client.post(
        f"/{town.slug}/say/", {"text": "村口水管漏水三天了", "kind": "problem", "client_key": key}
    )
    assert sent.status_code == 302


@pytest.mark.one_database
def test_a_full_database_answers_503_and_the_retry_makes_one_voice(town, client, django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        # What earlier tests deleted left free pages in the file: they are used up first, or the disk would not be full.
        cursor.execute("CREATE TABLE ballast (filler BLOB)")
        cursor.execute(
            "INSERT INTO ballast SELECT zeroblob(freelist_count * page_size)"
            " FROM pragma_freelist_count, pragma_page_size"
        )
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
    said = {"text": "村口水管漏水" * 400, "kind": "problem", "client_key": "k" * 32}
    client.raise_request_exception = False
    try:
        refused = client.post(f"/{town.slug}/say/", said)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count=1073741823")
    assert refused.status_code == 503
    assert "什么也没有存" in refused.content.decode()


def test_what_was_uploaded_for_nothing_goes_when_its_form_is_out_of_date(town, settings):
    kept, lost = (files.keep_photo(town, make_picture(), "a.jpg") for _ in range(2))
    make_voice(town).files.add(kept)
    case = make_case(town)
    with time_machine.travel(clock.now() + dt.timedelta(days=files.FORM_DAYS + 2), tick=False):
        fresh = files.keep_photo(town, make_picture(), "b.jpg")
        used = files.keep_photo(town, make_picture(), "c.jpg")
        StoredFile.objects.filter(pk=used.pk).update(created_at=lost.created_at)
        case.photos.create(town=town, file=used, when="after")
        assert files.forget_orphans() == 1
    assert set(StoredFile.objects.all()) == {kept, fresh, used}
    assert not files.path_of(lost).exists()
    assert not files.thumb_of(lost).exists()
    assert files.path_of(kept).exists()
    assert Path(settings.HUYING_FILES).is_dir()
