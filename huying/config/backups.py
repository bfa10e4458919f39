"""Backups: one encrypted file with the database and every stored file; the contact key is never in it.

The file is age (age-encryption.org/v1) around a tar: database, `files/…`, and last `manifest.json` with
the sizes and digests of all the others. It is sealed to public keys, so the machine that makes
backups cannot open them, and any age program can.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.db import connection, connections

from huying.config import keys
from huying.config.tars import stays_below
from huying.core import clock, ledger
from huying.core.files import for_the_owner
from huying.core.models import Event, Town
from huying.core.tenancy import across_towns

FORMAT = 1
ENDING = ".huying.age"
SQLITE, POSTGRES = "huying.sqlite3", "huying.pgdump"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class BackupError(Exception):
    """What stops a backup or a restore, with its remedy."""


@dataclass
class Manifest:
    """What a backup holds. files: name → (bytes, sha256); heads: town's slug → (number, link)."""

    made_at: str
    vendor: str
    contact_key: str
    heads: dict[str, tuple[int, str]]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


def make(folder: Path, recipients: Iterable[str], keep: int = 0) -> Path:
    """Back everything up into a new file in `folder`; with `keep`, only the newest so many stay there.

    The file appears under its name only when it is whole and on the disk. Raises BackupError.
    """
    sealed_to = [_recipient(text) for text in recipients]
    if not sealed_to:
        raise BackupError(
            "请先用 bin/huying backup-key 造一把备份钥匙，把公钥写进 HUYING_BACKUP_TO。"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"huying-{clock.now():%Y%m%d-%H%M%S}{ENDING}"
    part = folder / f".{name}.part"
    try:
        with tempfile.TemporaryDirectory(dir=settings.HUYING_DATA, prefix=".backup-") as scratch:
            manifest = _manifest()
            dump = _dump(Path(scratch))
            with open(part, "xb", opener=for_the_owner) as out:
                with _piped(lambda pipe: _write_tar(pipe, dump, manifest)) as tar:
                    pyrage.encrypt_io(tar, out, sealed_to)
                os.fsync(out.fileno())
        part.replace(folder / name)
    except OSError as error:
        raise BackupError(f"备份没有写成：{error}。请看磁盘空间和文件夹权限。") from error
    finally:
        part.unlink(missing_ok=True)
    if keep:
        for old in sorted(folder.glob(f"huying-*{ENDING}"))[:-keep]:
            old.unlink()
    return folder / name


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise BackupError(f"HUYING_BACKUP_TO 里的“{text}”不是备份公钥（age1 开头）。") from error


def _manifest() -> Manifest:
    heads = {}
    with across_towns():
        for town in Town.objects.order_by("id"):
            last = Event.objects.filter(town=town, seq__isnull=False).order_by("-seq").first()
            if last is not None:
                heads[town.slug] = (last.seq, last.link)
    key = keys.fingerprint(Path(settings.HUYING_CONTACT_KEY_FILE))
    return Manifest(clock.now().isoformat(), connection.vendor, key, heads)


def _dump(scratch: Path) -> Path:
    """The database as it stands at one moment; everybody goes on writing meanwhile."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        target = scratch / SQLITE
        source = sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)
        with contextlib.closing(source), contextlib.closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target
    target = scratch / POSTGRES
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={target}")
    return target


def _run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on our database."""
    database = connection.settings_dict
    environment = os.environ | {
        "PGHOST": database["HOST"], "PGPORT": database["PORT"], "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"], "PGDATABASE": str(database["NAME"]),
    }  # fmt: skip
    try:
        subprocess.run(  # noqa: S603  our own words, no shell
            [program, *words], env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"找不到 {program}：请装 postgresql-client，版本不低于服务器。"
        ) from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program} 没有成功：{error.stderr.strip()}") from error


def _write_tar(pipe: IO[bytes], dump: Path, manifest: Manifest) -> None:
    root = Path(settings.HUYING_FILES)
    # The database first: a file that its rows name was written before them, so it is there.
    parts = [(dump.name, dump)]
    if root.is_dir():
        parts += [(f"files/{p.relative_to(root)}", p) for p in sorted(root.rglob("*")) if _whole(p)]
    with tarfile.open(fileobj=pipe, mode="w|") as tar:
        for name, path in parts:
            with contextlib.suppress(FileNotFoundError), path.open("rb") as source:
                seen = _Digest(source)
                info = tarfile.TarInfo(name)
                info.size = os.fstat(source.fileno()).st_size
                info.mode = 0o600
                tar.addfile(info, seen)  # type: ignore[arg-type]
                manifest.files[name] = (info.size, seen.digest.hexdigest())
        told = json.dumps(manifest.__dict__, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(told)
        tar.addfile(info, io.BytesIO(told))


def _whole(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix != ".part"


class _Digest:
    """A file that is digested as it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.digest.update(data)
        return data


@contextlib.contextmanager
def _piped(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What `write` writes, to be read; its error is raised here."""
    reading, writing = os.pipe()
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as out:
                write(out)
        except BaseException as error:  # raised again below, in the thread that waits
            faults.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            yield source
    finally:
        thread.join()
        # A pipe that breaks is the reader's own fault, which is on its way up already.
        faults = [one for one in faults if not isinstance(one, BrokenPipeError)]
    if faults:
        raise faults[0]


def restore(path: Path, identity: str, contact_key: Callable[[], bytes] | None = None) -> Manifest:
    """Bring a backup back into an empty data folder and an empty database, checked in every part.

    identity: the private backup key. contact_key: gives the escrowed contact key file where the one
    that lies here is not the backup's. Nothing is put in its place before all of it was found
    whole. Raises BackupError.
    """
    _must_be_empty()
    data = Path(settings.HUYING_DATA)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as scratch:
        staged = Path(scratch)
        _unpack(path, identity, staged)
        manifest = _checked(staged)
        if manifest.vendor != connection.vendor:
            raise BackupError(
                f"这份备份来自 {manifest.vendor}，这里用的是 {connection.vendor}。请换成同一种数据库再恢复。"
            )
        _bring_contact_key(manifest, contact_key)
        if connection.vendor == "sqlite":
            connections.close_all()
            os.replace(staged / SQLITE, settings.DATABASES["default"]["NAME"])
        else:
            _run("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction",
                 f"--dbname={connection.settings_dict['NAME']}", str(staged / POSTGRES))  # fmt: skip
        if (staged / "files").is_dir():
            shutil.copytree(staged / "files", settings.HUYING_FILES, dirs_exist_ok=True)
    return manifest


def broken_heads(manifest: Manifest) -> list[str]:
    """The towns whose ledger is not the one that was backed up, each with the reason."""
    found = []
    for slug, (number, link) in manifest.heads.items():
        check = ledger.verify(Town.objects.get(slug=slug), {number: link})
        if not check.holds:
            found.append(f"{slug}：第 {check.broken} 笔，{check.reason}")
    return found


def _must_be_empty() -> None:
    taken = "这里已经有数据。恢复只装进空的数据文件夹和空的数据库，不覆盖任何东西。"
    if connection.vendor == "sqlite":
        if Path(settings.DATABASES["default"]["NAME"]).exists():
            raise BackupError(taken)
    elif connection.introspection.table_names():
        raise BackupError(taken)
    files = Path(settings.HUYING_FILES)
    if files.is_dir() and any(files.iterdir()):
        raise BackupError(taken)


def _unpack(path: Path, identity: str, staged: Path) -> None:
    try:
        opener = pyrage.x25519.Identity.from_str(identity)
    except pyrage.IdentityError as error:
        raise BackupError("备份私钥不对：应当是 AGE-SECRET-KEY- 开头的一行。") from error

    def decrypt(pipe: IO[bytes]) -> None:
        with path.open("rb") as source:
            pyrage.decrypt_io(source, pipe, [opener])

    try:
        with _piped(decrypt) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                if not (member.isfile() and stays_below(member)):
                    raise BackupError(f"这份备份里有不该有的东西：{member.name}。")
                tar.extract(member, staged, set_attrs=False)
    except (pyrage.DecryptError, tarfile.TarError) as error:
        raise BackupError(f"打不开这份备份：私钥不是它的，或者文件不完整（{error}）。") from error
    except OSError as error:
        raise BackupError(f"读不完这份备份：{error}。") from error


def _checked(staged: Path) -> Manifest:
    try:
        told = json.loads((staged / MANIFEST).read_text("utf-8"))
    except FileNotFoundError as error:
        raise BackupError("这份备份不完整：没有清单。") from error
    if told["format"] != FORMAT:
        raise BackupError("这份备份是更新的程序做的。请先升级程序。")
    manifest = Manifest(**told)
    for name, (size, digest) in manifest.files.items():
        part = staged / name
        if not part.is_file() or part.stat().st_size != size or _sha256(part) != digest:
            raise BackupError(f"这份备份里的 {name} 和清单对不上。")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _bring_contact_key(manifest: Manifest, contact_key: Callable[[], bytes] | None) -> None:
    path = Path(settings.HUYING_CONTACT_KEY_FILE)
    if keys.fingerprint(path) == manifest.contact_key:
        return
    if contact_key is None:
        raise BackupError(
            f"{path} 不是这份备份的联系方式密钥。请取来保管的那一份，加上 --escrow 文件。"
        )
    told = contact_key()
    if keys.fingerprint_of(told.decode()) != manifest.contact_key:
        raise BackupError("保管的这一份密钥不是这份备份的。请核对是哪一个镇、哪一年的。")
    # The fresh key stays beside it: nothing that ever sealed a contact is thrown away.
    path.replace(path.with_name(f"{path.name}.before-{dt.datetime.now():%Y%m%d%H%M%S}"))
    path.touch(mode=0o600)
    path.write_bytes(told)
    (Path(settings.HUYING_DATA) / keys.FINGERPRINT).write_text(manifest.contact_key)
