"""The search tables: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from django.db import migrations

KINDS = ("matter", "voice")


def create(apps, schema_editor):
    for kind in KINDS:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE search_{kind} USING fts5(terms, tokenize='unicode61')"
            )
        else:
            schema_editor.execute(
                f"CREATE TABLE search_{kind} (id bigint PRIMARY KEY, terms tsvector NOT NULL)"
            )
            schema_editor.execute(
                f"CREATE INDEX search_{kind}_terms ON search_{kind} USING gin (terms)"
            )


def drop(apps, schema_editor):
    for kind in KINDS:
        schema_editor.execute(f"DROP TABLE search_{kind}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
