"""Whether what a tar holds may be unpacked. Standard library only, for the set-up before anything is installed."""

from __future__ import annotations

import tarfile


def stays_below(member: tarfile.TarInfo) -> bool:
    """A file or folder below where it is unpacked, no link or device: Debian 12's tarfile has no filter yet."""
    plain = member.isfile() or member.isdir()
    return plain and not member.name.startswith("/") and ".." not in member.name.split("/")
