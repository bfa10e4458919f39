"""The search table of suggestions, made like those of 0002."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE search_suggestion USING fts5(terms, tokenize='unicode61')"
        )
        return
    schema_editor.execute(
        "CREATE TABLE search_suggestion (id bigint PRIMARY KEY, terms tsvector NOT NULL)"
    )
    # Kept in the row: were they put aside, PostgreSQL would take reading all of them for cheaper than the index.
    schema_editor.execute("ALTER TABLE search_suggestion ALTER COLUMN terms SET STORAGE MAIN")
    schema_editor.execute(
        "CREATE INDEX search_suggestion_terms ON search_suggestion USING gin (terms)"
    )


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_suggestion")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_town_without_index")]
    operations = [migrations.RunPython(create, drop)]
