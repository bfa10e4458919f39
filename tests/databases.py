"""Fresh databases for sites of their own: a file for SQLite, one on the tests' server for PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Callable, Iterator

import psycopg
from psycopg import sql


@contextlib.contextmanager
def fresh(vendor: str) -> Iterator[Callable[[], str]]:
    """Gives a maker of addresses for HUYING_DATABASE_URL; the databases go when it ends."""
    if vendor == "sqlite":
        yield lambda: ""
        return
    server, made = os.environ.get("HUYING_TEST_DATABASE_URL", ""), []
    assert server, "HUYING_TEST_DATABASE_URL 没有设置：请用 bin/test 运行（它会启动 PostgreSQL）"

    def make() -> str:
        made.append(f"site_{uuid.uuid4().hex[:10]}")
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made[-1])))
        return server.rsplit("/", 1)[0] + "/" + made[-1]

    yield make
    with psycopg.connect(server, autocommit=True) as link:
        for name in made:
            link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
