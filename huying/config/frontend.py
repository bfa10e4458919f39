"""Fetches the front-end packages that package-lock.json names, checked against its sha512. Standard library only.

    python -m huying.config.frontend [--dev]

Needs no Node. The registry's address comes from npm_config_registry, else it is the public one.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from huying.config.tars import stays_below

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = os.environ.get("npm_config_registry", "https://registry.npmjs.org").rstrip("/")  # noqa: SIM112  npm spells it so


def main(dev: bool) -> None:
    """Fetch what is missing or of another version; `dev` takes the tests' packages, too."""
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    for place, told in lock["packages"].items():
        if place and (dev or not told.get("dev")):
            fetch(place, told)


def fetch(place: str, told: dict[str, str]) -> None:
    """One package into `place` (node_modules/NAME), whole or not at all."""
    target = ROOT / place
    stamp = target / ".integrity"
    if stamp.is_file() and stamp.read_text() == told["integrity"]:
        return
    name = place.removeprefix("node_modules/")
    url = f"{REGISTRY}/{name}/-/{name.rpartition('/')[2]}-{told['version']}.tgz"
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310  the operator's registry
            data = answer.read()
    except urllib.error.URLError as error:
        sys.exit(f"{url}: {error.reason}。请检查网络，或用 npm_config_registry 指定镜像。")
    algorithm, _dash, expected = told["integrity"].partition("-")
    if base64.b64encode(hashlib.new(algorithm, data).digest()).decode() != expected:
        sys.exit(f"{url}: 校验值不符，没有安装。The checksum differs; nothing was installed.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            archive.extractall(scratch, members=plain(archive, url))  # noqa: S202  looked through
        (package,) = (p for p in Path(scratch).iterdir() if p.is_dir())
        (package / ".integrity").write_text(told["integrity"])
        shutil.rmtree(target, ignore_errors=True)
        package.rename(target)
    print(f"{name} {told['version']}")


def plain(archive: tarfile.TarFile, url: str) -> list[tarfile.TarInfo]:
    """What is in a package, all of it files and folders of its own; ends the set-up otherwise."""
    members = archive.getmembers()
    for one in members:
        if not stays_below(one):
            sys.exit(
                f"{url}: {one.name}：不该在软件包里，没有安装。Does not belong into a package."
            )
    return members


if __name__ == "__main__":
    main(dev="--dev" in sys.argv[1:])
