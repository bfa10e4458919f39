"""An engine on this machine, for tests and for a pile that one machine still holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextmanager
def sail(processes: int = 1) -> Iterator[SparkSession]:
    """A session on a Sail server of its own, for the block. processes: workers beside the driver, 1 for none.

    Raises ImportError where the optional packages (pysail, pyspark-client) are missing.
    """
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    if processes > 1:
        os.environ["SAIL_MODE"] = "local-cluster"
        os.environ["SAIL_CLUSTER__WORKER_INITIAL_COUNT"] = str(processes)
    server = SparkConnectServer()
    server.start(background=True)
    _host, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    try:
        yield session
    finally:
        session.stop()
        server.stop()
