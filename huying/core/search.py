"""Full-text search that finds Chinese words and parts of words, the same on both databases.

Texts are cut into overlapping pairs of characters (`analysis.grams`); SQLite keeps them in FTS5, PostgreSQL
in a tsvector. Each kind has a table of its own whose key is the thing's id.
"""

from __future__ import annotations

from django.db import connection, models
from django.db.models.expressions import RawSQL

from huying.analysis import grams

KINDS = ("matter", "voice", "suggestion")
LATEST = 3000


def put(kind: str, pk: int, town_id: int, text: str) -> None:
    """Index `text` for the thing `pk`, in place of what was indexed before."""
    put_many(kind, [(pk, town_id, text)])


def put_many(kind: str, rows: list[tuple[int, int, str]]) -> None:
    """Index many (pk, town_id, text) at once."""
    table = _table(kind)
    prepared = [(pk, f"t{town_id} {grams.index_terms(text)}") for pk, town_id, text in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                f"INSERT OR REPLACE INTO {table} (rowid, terms) VALUES (%s, %s)", prepared
            )
        else:
            cursor.executemany(
                f"INSERT INTO {table} (id, terms) VALUES (%s, to_tsvector('simple', %s)) "
                "ON CONFLICT (id) DO UPDATE SET terms = EXCLUDED.terms",
                prepared,
            )


def drop(kind: str, pk: int) -> None:
    """Forget the thing `pk`."""
    column = "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_table(kind)} WHERE {column} = %s", [pk])


def matching(
    queryset: models.QuerySet, kind: str, town_id: int, query: str, *, newest: int = 0
) -> models.QuerySet:
    """Those of `queryset` whose indexed text holds every word of `query`; all of them for ''.

    newest: a short cut for common words: of the things that match, at most so many with the largest
    ids, and on PostgreSQL only from among the `LATEST` last ones. It costs the same however many
    match; whoever finds less than a page by it asks again without it.
    """
    phrases = grams.query_terms(query)
    if not phrases:
        return queryset
    table = _table(kind)
    if connection.vendor == "sqlite":
        terms = " AND ".join(f'"{phrase}"' for phrase in [f"t{town_id}", *phrases])
        column, params = "rowid", [terms]
        sql = f"SELECT rowid FROM {table} WHERE terms MATCH %s"
    else:
        parts = " && ".join(["phraseto_tsquery('simple', %s)"] * (len(phrases) + 1))
        # PostgreSQL takes a phrase for far rarer than it is, reads every match and then sorts them.
        latest = f"(SELECT id, terms FROM {table} ORDER BY id DESC LIMIT {LATEST}) latest"
        sql = f"SELECT id FROM {latest if newest else table} WHERE terms @@ ({parts})"
        if not newest:
            # A fence: else a list that ends after a page walks every town's texts backwards by id, where
            # the index of words knows the few that match.
            sql += " OFFSET 0"
        column, params = "id", [f"t{town_id}", *phrases]
    if newest:
        sql += f" ORDER BY {column} DESC LIMIT {int(newest)}"
    return queryset.filter(pk__in=RawSQL(sql, params))


def _table(kind: str) -> str:
    if kind not in KINDS:
        raise KeyError(kind)
    return f"search_{kind}"
