"""How the house stands: links between tables go downwards like imports, and no town's row is read outside its town."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django_scopes.exceptions import ScopeError

from huying.core.models import Town
from huying.core.tenancy import TownModel, in_town
from tests.factories import make_public_matter, make_town

ROOT = Path(__file__).resolve().parents[1]


def storeys() -> dict[str, int]:
    """Each room's height, from the import contract: the lowest is the largest number."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contract["contracts"][0]["layers"]
    return {room.strip(): height for height, line in enumerate(layers) for room in line.split("|")}


def our_models():
    return [one for one in apps.get_models() if one.__module__.startswith("huying.")]


def test_links_between_tables_go_downwards():
    heights, upwards = storeys(), []
    for model in our_models():
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            if other is None or field.auto_created or other not in our_models():
                continue
            here, there = (".".join(m.__module__.split(".")[:2]) for m in (model, other))
            if here != there and heights[here] >= heights[there]:
                upwards.append(f"{model.__name__}.{field.name} → {other.__name__}")
    assert upwards == []


# Rows without a town: the towns themselves, people who may hold roles in several, and what belongs to another row.
ABOVE_TOWNS = {
    "Town", "Account", "CalendarYear", "Hit", "EventContent", "VoiceContact", "Holding", "EntryCard", "Presence",
}  # fmt: skip


def test_every_table_belongs_to_a_town_or_is_named_here():
    outside = {one.__name__ for one in our_models() if not issubclass(one, TownModel)}
    assert outside <= ABOVE_TOWNS, outside - ABOVE_TOWNS


@pytest.mark.django_db
def test_a_towns_rows_cannot_be_read_outside_their_town():
    for model in our_models():
        if issubclass(model, TownModel):
            with pytest.raises(ScopeError):
                model.objects.count()


@pytest.mark.django_db
def test_one_towns_scope_holds_nothing_of_another():
    one, other = make_town(), make_town(slug="beiliu", code="140525101", name="北留镇")
    with in_town(one):
        make_public_matter(one)
    with in_town(other):
        for model in our_models():
            if issubclass(model, TownModel):
                assert set(model.objects.values_list("town_id", flat=True)) <= {other.pk}
    assert Town.objects.count() == 2


@pytest.mark.django_db
def test_the_run_is_on_the_database_that_it_says(settings):
    """What is green for PostgreSQL ran on PostgreSQL."""
    import os

    asked = os.environ.get("HUYING_TEST_DATABASE") == "postgres"
    assert connection.vendor == ("postgresql" if asked else "sqlite")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            told = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        assert told == ["wal", 2, 1]
