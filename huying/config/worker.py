"""The worker: every registered duty, again and again, each in its own try; stops between two duties."""

from __future__ import annotations

import logging
import signal
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from huying.core.duties import DUTIES, Duty

log = logging.getLogger(__name__)

TICK_SECONDS = 0.5


def heartbeat_file() -> Path:
    """Touched at every round; its age says whether a worker lives."""
    return Path(settings.HUYING_DATA) / "worker.alive"


class Worker:
    """Runs what is due, then waits a moment."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.next_at = dict.fromkeys(DUTIES, 0.0)

    def stop(self, *_signal: object) -> None:
        """Finish the duty in hand, then end."""
        self.stopping.set()

    def run(self) -> None:
        """Until stopped."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.stopping.is_set():
            self.round()
            self.stopping.wait(TICK_SECONDS)

    def round(self) -> None:
        """Every duty whose time has come, once."""
        for duty in DUTIES.values():
            if self.stopping.is_set():
                return
            heartbeat_file().touch()
            if time.monotonic() >= self.next_at[duty.name]:
                self._do(duty)
                self.next_at[duty.name] = time.monotonic() + duty.every_seconds

    def _do(self, duty: Duty) -> None:
        close_old_connections()
        try:
            done = duty.run()
        except Exception:
            # One duty that fails must not keep the others from being done.
            log.exception("duty %s failed", duty.name)
        else:
            if done:
                log.info("%s: %s", duty.name, done)
