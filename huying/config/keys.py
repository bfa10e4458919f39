"""The keys that lie outside the database: made at the first start, readable by the program alone."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def make_missing(folder: Path) -> None:
    """Make `secret.key` and `contacts.key` where there are none. Safe when two processes start at once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make(folder / "secret.key", secrets.token_urlsafe(64))
    _make(folder / "contacts.key", f"blind {_key()}\n1 {_key()}\n")


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _make(path: Path, text: str) -> None:
    if path.exists():
        return
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(text)
    try:
        # Linked, not renamed: whoever comes second must not replace the first one's key.
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
