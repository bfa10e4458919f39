"""The keys that lie outside the database: made at the first start, never replaced in silence."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SECRET = "secret.key"  # noqa: S105  a file name
CONTACTS = "contacts.key"
# Lies with the data: which contact key its sealed contacts were made with.
FINGERPRINT = "contacts.fingerprint"


def ready(keys: Path, data: Path) -> None:
    """Make the keys of fresh data. Safe when two processes start at once.

    Raises ImproperlyConfigured where data is there whose contact key is missing or is another one:
    a new key would seal new contacts and leave the old ones shut for ever.
    """
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    data.mkdir(parents=True, exist_ok=True)
    mark = data / FINGERPRINT
    if mark.exists() and not (keys / CONTACTS).exists():
        raise ImproperlyConfigured(
            f"找不到这份数据的联系方式密钥 {keys / CONTACTS}。请从保管处取回（见 docs/operating.md），"
            "不要另造新的：旧的联系方式会永远打不开。"
        )
    _make(keys / SECRET, secrets.token_urlsafe(64))
    _make(keys / CONTACTS, f"blind {_key()}\n1 {_key()}\n")
    _make(mark, fingerprint(keys / CONTACTS))
    if mark.read_text() != fingerprint(keys / CONTACTS):
        raise ImproperlyConfigured(
            f"密钥文件 {keys / CONTACTS} 不是这份数据的。请核对 HUYING_KEYS 和 HUYING_DATA。"
        )


def fingerprint(path: Path) -> str:
    """Tells a contact key file from another; stays the same when keys are added to it."""
    return fingerprint_of(path.read_text())


def fingerprint_of(text: str) -> str:
    """The fingerprint of a key file's text; empty where it is no key file."""
    blind = next((line for line in text.splitlines() if line.startswith("blind ")), "")
    return blind and hashlib.sha256(blind.encode()).hexdigest()[:32]


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _make(path: Path, text: str) -> None:
    if path.exists():
        return
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(text)
    # Linked, not renamed: whoever comes second must not replace the first one's key.
    with contextlib.suppress(FileExistsError):
        os.link(part, path)
    part.unlink()
