"""Django's SQLite backend, but transactions that write wait in a queue of the kernel's.

SQLite knows one writer at a time; the others sleep and try again, up to 100 ms a turn, and under load the
unlucky ones wait for many seconds. A file lock wakes them in order, across threads and processes, and the
kernel frees it when a process is killed.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the lock before BEGIN IMMEDIATE and frees it with commit, rollback or close."""

    _queue: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._leave_queue()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._leave_queue()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._leave_queue()

    def _enter_queue(self) -> None:
        if self._queue is None and not self.is_in_memory_db():
            name = f"{self.settings_dict['NAME']}.queue"
            self._queue = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._queue, fcntl.LOCK_EX)

    def _leave_queue(self) -> None:
        if self._queue is not None:
            os.close(self._queue)
            self._queue = None
