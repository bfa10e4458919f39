"""Two hundred times kill -9 on the worker while it sends, and on the web server while it takes voices in.

    python -m bench.kills [how many]

Prints how many things were lost or doubled; ends with 1 if any.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from bench.machine import describe
from tests.far_ends import MailServer
from tests.faults.kills import Count, kill_the_web, kill_the_worker, mail_settings, prepared
from tests.sites import Site


def main(kills: int) -> None:
    print(f"{describe()} · sqlite")
    dice = random.Random()
    with tempfile.TemporaryDirectory() as folder:
        mail = MailServer()
        started = time.monotonic()
        worker = kill_the_worker(
            prepared(Site(Path(folder) / "worker", **mail_settings(mail))), mail, kills, dice
        )
        mail.close()
        _tell("worker", "messages", worker, started)
        started = time.monotonic()
        web = kill_the_web(
            prepared(Site(Path(folder) / "web", HUYING_RATE_FACTOR="100000")), kills, dice
        )
        _tell("web server", "voices", web, started)
    if worker.lost or worker.twice or web.lost or web.twice:
        sys.exit("lost or doubled")


def _tell(what: str, things: str, count: Count, started: float) -> None:
    print(
        f"{what}: {count.kills} kills, {count.things:,} {things}: {count.lost} lost, {count.twice} doubled, "
        f"{count.unknown} left to a person as unknown ({time.monotonic() - started:.0f} s)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
