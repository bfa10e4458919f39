"""A backup brings everything back: rows, files, ledger, and contacts with the escrowed key only."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]

# Runs in the first town's process: a voice with a contact, a photo, a rare character.
FILL = """
import io
from PIL import Image
from huying.core.files import keep_photo
from huying.core import ledger
from huying.core.permissions import system_actor
from huying.core.tenancy import in_town
from huying.town.actions import open_town
from huying.voices.actions import Said, say
town = open_town(code="140525107", slug="gaodu", name="高都镇", county_name="泽州县")
with in_town(town):
    picture = io.BytesIO(); Image.new("RGB", (60, 40), "teal").save(picture, "JPEG"); picture.seek(0)
    photo = keep_photo(town, picture, "a.jpg")
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


class Place:
    """A data folder with its database, and the commands run on it."""

    def __init__(self, data: Path, database: str = "", **more: str) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HUYING_")}
        self.env = kept | {"HUYING_DEMO": "1", "HUYING_DATA": str(data), "PYTHONPATH": str(ROOT),
                           "DJANGO_SETTINGS_MODULE": "huying.config.settings",
                           "HUYING_DATABASE_URL": database, **more}  # fmt: skip
        self.data = data

    def run(self, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "django", *words], env=self.env, cwd=ROOT,
                              input=told, capture_output=True, text=True)  # fmt: skip

    def must(self, *words: str, told: str = "") -> str:
        done = self.run(*words, told=told)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request):
    """Gives addresses of fresh databases: empty for SQLite, which lies in the data folder."""
    server, made = os.environ.get("HUYING_TEST_DATABASE_URL", ""), []
    if request.param == "sqlite":
        yield lambda: ""
        return
    assert server, "HUYING_TEST_DATABASE_URL 没有设置：请用 bin/test 运行（它会启动 PostgreSQL）"

    def make() -> str:
        made.append(f"backup_{uuid.uuid4().hex[:10]}")
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made[-1])))
        return server.rsplit("/", 1)[0] + "/" + made[-1]

    yield make
    with psycopg.connect(server, autocommit=True) as link:
        for name in made:
            link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def backed_up(tmp_path, new_database):
    """A filled place, its backup, its private backup key and its escrowed contact key with the word."""
    first = Place(tmp_path / "first", new_database())
    first.must("migrate", "--verbosity=0")
    first.must("shell", "-c", FILL)
    told = first.must("backup_key", str(tmp_path / "backup.key"))
    first.env["HUYING_BACKUP_TO"] = told.split("HUYING_BACKUP_TO=")[1].strip()
    first.must("backup", str(tmp_path / "backups"))
    word = first.must("escrow_key", str(tmp_path / "escrow.age")).splitlines()[-1]
    (made,) = (tmp_path / "backups").iterdir()
    return first, made, word


@pytest.mark.one_database
def test_a_backup_restored_elsewhere_is_the_same_in_every_row_file_and_contact(
    tmp_path, backed_up, new_database
):
    first, made, word = backed_up
    second = Place(tmp_path / "second", new_database())
    told = second.must(
        "restore", str(made), f"--identity={tmp_path / 'backup.key'}",
        f"--escrow={tmp_path / 'escrow.age'}", told=word + "\n",
    )  # fmt: skip
    assert "1 个镇的账目从头到尾对得上" in told
    shown = second.must("shell", "-v0", "-c", SHOW)
    assert shown == first.must("shell", "-v0", "-c", SHOW)
    assert "王𠮷祥 13900000000" in shown
    # What is there is never overwritten.
    again = second.run("restore", str(made), f"--identity={tmp_path / 'backup.key'}")
    assert again.returncode == 1
    assert "这里已经有数据" in again.stderr


def refused(place: Place, made: Path, identity: Path, *more: str, told: str = "") -> str:
    done = place.run("restore", str(made), f"--identity={identity}", *more, told=told)
    assert done.returncode == 1
    assert not (place.data / "huying.sqlite3").exists()
    assert not (place.data / "files").exists()
    return done.stderr


@pytest.mark.one_database
@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_restore_that_cannot_be_right_changes_nothing(tmp_path, backed_up, new_database):
    first, made, word = backed_up
    second, key = Place(tmp_path / "second"), tmp_path / "backup.key"
    escrow = f"--escrow={tmp_path / 'escrow.age'}"
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
    first, made, _word = backed_up
    content = made.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"SQLite format 3" not in content
    assert made.stat().st_mode & 0o077 == 0
    first.must("backup", str(made.parent), "--keep=1")
    assert len(list(made.parent.iterdir())) == 1
