"""A backup brings everything back: rows, files, ledger, and contacts with the escrowed key only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import fresh
from tests.sites import Site

# Runs in the first town's process: a voice with a contact, a photo, a rare character.
FILL = """
from huying.core.files import keep_photo
from huying.core import ledger
from huying.core.permissions import system_actor
from huying.core.tenancy import in_town
from huying.town.actions import open_town
from huying.voices.actions import Said, say
from tests.factories import make_picture
town = open_town(code="140525107", slug="gaodu", name="高都镇", county_name="泽州县")
with in_town(town):
    photo = keep_photo(town, make_picture(), "a.jpg")
    for n in range(3):
        say(town=town, by=system_actor(town.pk), said=Said(
            text=f"村口的路灯坏了{n}", name="王𠮷祥", reach="13900000000",
            files=[photo] if n == 0 else []))
ledger.seal_pending()
"""
# Prints every row of every table, every stored file, and the contacts opened.
SHOW = """
import hashlib, json
from django.conf import settings
from django.db import connection
from huying.core import sealing
from huying.core.tenancy import across_towns
from huying.voices.actions import NAME, REACH
from huying.voices.models import VoiceContact
rows = {}
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names()):
        if table.startswith(("django_", "search_")): continue
        cursor.execute(f'SELECT * FROM "{table}"')
        rows[table] = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
                             for row in cursor.fetchall())
files = {str(p.relative_to(settings.HUYING_FILES)): hashlib.sha256(p.read_bytes()).hexdigest()
         for p in sorted(settings.HUYING_FILES.rglob("*")) if p.is_file()}
with across_towns():
    people = [sealing.unseal(bytes(c.name), context=NAME) + " " + sealing.unseal(bytes(c.reach), context=REACH)
              for c in VoiceContact.objects.order_by("pk")]
print(json.dumps({"rows": rows, "files": files, "people": people}, ensure_ascii=False))
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_database(request):
    """Gives addresses of fresh databases."""
    with fresh(request.param) as make:
        yield make


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory, new_database):
    """A filled place, its backup, its private backup key and its escrowed contact key with the word."""
    away = tmp_path_factory.mktemp("away")
    first = Site(tmp_path_factory.mktemp("first"), new_database())
    first.must("migrate", "--verbosity=0")
    first.must("shell", "-v0", "-c", FILL)
    told = first.must("backup_key", str(away / "backup.key"))
    first.env["HUYING_BACKUP_TO"] = told.split("HUYING_BACKUP_TO=")[1].strip()
    made = Path(first.must("backup", str(away / "backups")).split()[1].partition("（")[0])
    word = first.must("escrow_key", str(away / "escrow.age")).splitlines()[-1]
    return first, made, away / "backup.key", away / "escrow.age", word


@pytest.mark.one_database
def test_a_backup_restored_elsewhere_is_the_same_in_every_row_file_and_contact(
    tmp_path, backed_up, new_database
):
    first, made, key, escrow, word = backed_up
    second = Site(tmp_path, new_database())
    told = second.must(
        "restore", str(made), f"--identity={key}", f"--escrow={escrow}", told=f"{word}\n"
    )
    assert "1 个镇的账目从头到尾对得上" in told
    shown = second.must("shell", "-v0", "-c", SHOW)
    assert shown == first.must("shell", "-v0", "-c", SHOW)
    assert "王𠮷祥 13900000000" in shown
    # What is there is never overwritten.
    again = second.run("restore", str(made), f"--identity={key}")
    assert again.returncode == 1
    assert "这里已经有数据" in again.stderr


def refused(place: Site, made: Path, identity: Path, *more: str, told: str = "") -> str:
    done = place.run("restore", str(made), f"--identity={identity}", *more, told=told)
    assert done.returncode == 1
    assert not (place.data / "huying.sqlite3").exists()
    assert not (place.data / "files").exists()
    return done.stderr


@pytest.mark.one_database
@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_restore_that_cannot_be_right_changes_nothing(tmp_path, backed_up, new_database):
    _first, made, key, safe, word = backed_up
    second, escrow = Site(tmp_path / "second"), f"--escrow={safe}"
    assert "不是这份备份的联系方式密钥" in refused(second, made, key)
    assert "保管口令不对" in refused(second, made, key, escrow, told="no-such-word\n")
    second.must("backup_key", str(tmp_path / "other.key"))
    assert "私钥不是它的" in refused(second, made, tmp_path / "other.key", escrow, told=word)
    whole = made.read_bytes()
    for broken in (whole[:-1000], whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]):
        (tmp_path / "broken.age").write_bytes(broken)
        assert "备份" in refused(second, tmp_path / "broken.age", key, escrow, told=word)


@pytest.mark.one_database
@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_the_backup_holds_neither_key_nor_anything_readable(tmp_path, backed_up, new_database):
    first, made, *_keys = backed_up
    content = made.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"SQLite format 3" not in content
    assert made.stat().st_mode & 0o077 == 0
    first.must("backup", str(made.parent), "--keep=1")
    assert len(list(made.parent.iterdir())) == 1
