"""Sealed text: contacts lie in the database encrypted, under keys that lie outside it.

Key file, one entry a line, `#` starts a comment:

    blind <base64 of 32 bytes>
    1 <base64 of 32 bytes>
    2 <base64 of 32 bytes>

The highest number seals, every number opens. `blind` never changes, or equal values stop matching.
A blob is: format (1 byte), key number (4 bytes), nonce (12 bytes), AES-256-GCM text and tag.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError

_FORMAT = 1
_HEAD = struct.Struct(">BI")
_NONCE_BYTES = 12
_KEY_BYTES = 32


class SealError(HuyingError):
    """A key file that is missing or broken, or sealed text that cannot be opened."""

    code = "seal"
    status = 500


@dataclass(frozen=True)
class Keyring:
    """The keys of one key file. keys: by number; blind_key: for equality digests."""

    keys: Mapping[int, bytes] = field(repr=False)
    blind_key: bytes = field(repr=False)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Keyring:
        """Read a key file. Raises SealError, which names the line but never shows a key."""
        try:
            lines = Path(path).read_text("ascii").splitlines()
        except FileNotFoundError as error:
            raise SealError(
                _("找不到密钥文件%(path)s。请从备份中取回它，再启动程序。") % {"path": path}
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise SealError(_("读不了密钥文件%(path)s。") % {"path": path}) from error
        entries = dict(_read_line(number, line) for number, line in _meaningful(lines))
        blind_key = entries.pop("blind", None)
        if blind_key is None or not entries:
            raise SealError(_("密钥文件%(path)s不完整。请从备份中取回它。") % {"path": path})
        return cls({int(name): key for name, key in entries.items()}, blind_key)

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.keys)

    def seal(self, plaintext: str, *, context: str) -> bytes:
        """Encrypt under the newest key, bound to `context`."""
        head = _HEAD.pack(_FORMAT, self.newest)
        nonce = os.urandom(_NONCE_BYTES)
        cipher = AESGCM(self.keys[self.newest])
        return head + nonce + cipher.encrypt(nonce, plaintext.encode(), head + context.encode())

    def unseal(self, blob: bytes, *, context: str) -> str:
        """Decrypt. Raises SealError for a wrong context, a changed blob or a missing key."""
        blob = bytes(blob)
        if len(blob) < _HEAD.size + _NONCE_BYTES + 16 or blob[0] != _FORMAT:
            raise SealError(_("加密内容已损坏，打不开。"))
        head, rest = blob[: _HEAD.size], blob[_HEAD.size :]
        number = _HEAD.unpack(head)[1]
        key = self.keys.get(number)
        if key is None:
            raise SealError(
                _("密钥文件里没有第%(number)s号密钥。请从备份中取回它。") % {"number": number}
            )
        try:
            nonce, text = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
            return AESGCM(key).decrypt(nonce, text, head + context.encode()).decode()
        except InvalidTag as error:
            raise SealError(_("加密内容已损坏，打不开。")) from error

    def blind(self, value: str, *, context: str) -> str:
        """A digest (64 hex characters) that tells only whether two values are equal."""
        # The length keeps ("ab", "c") and ("a", "bc") apart.
        message = f"{len(context)}:{context}:{value}".encode()
        return hmac.new(self.blind_key, message, hashlib.sha256).hexdigest()


def create_key_file(path: str | os.PathLike[str]) -> None:
    """Write a new key file with one key, readable by its owner only (0600).

    Raises SealError where a file is there already: a key that is written over is lost.
    """
    text = f"# Losing this file loses every sealed contact.\nblind {_new_key()}\n1 {_new_key()}\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise SealError(_("密钥文件%(path)s已经存在，不能覆盖。") % {"path": path}) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def add_key(path: str | os.PathLike[str]) -> int:
    """Append a new key, which seals from the next start on. Returns its number."""
    number = Keyring.load(path).newest + 1
    with Path(path).open("a", encoding="ascii") as file:
        file.write(f"{number} {_new_key()}\n")
        file.flush()
        os.fsync(file.fileno())
    _load_cached.cache_clear()
    return number


def keyring() -> Keyring:
    """The keyring of settings.HUYING_CONTACT_KEY_FILE, read once for each path."""
    return _load_cached(str(settings.HUYING_CONTACT_KEY_FILE))


def seal(plaintext: str, *, context: str) -> bytes:
    """Encrypt a text ('' too) so that only the same `context` opens it again."""
    return keyring().seal(plaintext, context=context)


def unseal(blob: bytes, *, context: str) -> str:
    """Open what `seal` made. Raises SealError."""
    return keyring().unseal(blob, context=context)


def blind(value: str, *, context: str) -> str:
    """A keyed digest of `value`, for finding equal values without keeping them."""
    return keyring().blind(value, context=context)


@lru_cache(maxsize=8)
def _load_cached(path: str) -> Keyring:
    return Keyring.load(path)


def _new_key() -> str:
    return base64.b64encode(os.urandom(_KEY_BYTES)).decode("ascii")


def _meaningful(lines: list[str]) -> list[tuple[int, str]]:
    stripped = ((number, line.split("#")[0].strip()) for number, line in enumerate(lines, 1))
    return [(number, line) for number, line in stripped if line]


def _read_line(number: int, line: str) -> tuple[str, bytes]:
    name, _space, encoded = line.partition(" ")
    try:
        key = base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        key = b""
    in_range = name.isdecimal() and 0 < int(name) < 2**32
    if len(key) != _KEY_BYTES or not (name == "blind" or in_range):
        raise SealError(_("密钥文件第%(number)s行写错了。") % {"number": number})
    return name, key
