"""The county's page of suggestions: every town of the county with its parts, in the order of names."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huying.core import clock
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.rulebook import queries as rulebook
from huying.suggestions.models import Suggestion
from tests.factories import SUGGESTED, make_suggestion, make_town
from tests.web.browser import Desk, page

URL = reverse("county-suggestions")


@pytest.fixture
def reader(town):
    return Desk(town, "county")


def rows(reader, **query) -> list[tuple]:
    shown = reader.client.get(URL, query).context["rows"]
    return [
        (row["town"].name, row["count"], row["one"].assigned, row["one"].on_time.n, row["one"].on_time.d)
        for row in shown
    ]  # fmt: skip


def test_towns_stand_by_name_with_what_each_accepted_and_answered(town, reader):
    make_suggestion(town, state="answered")
    make_suggestion(town, state="accepted")
    near = make_town(slug="bagong", code="140525101", name="巴公镇")
    make_town(slug="beiliu", code="140581101", name="北留镇")
    with in_town(near):
        make_suggestion(near, state="with_units")
    # The one that waits to be assigned is one of the year's; what is not due yet is left out.
    assert rows(reader) == [("巴公镇", 1, 1, 0, 0), (town.name, 2, 1, 1, 1)]
    shown = page(reader.client.get(URL))
    assert "北留镇" not in shown
    assert "1 不计" in shown
    assert reverse("report-year", args=["bagong", clock.today().year]) in shown


def test_page_names_no_deputy_and_no_suggestion(town, reader):
    suggestion = make_suggestion(town, state="answered")
    shown = page(reader.client.get(URL))
    for word in (suggestion.lead.name, SUGGESTED.title, SUGGESTED.grounds, "路灯已全部换新。"):
        assert word not in shown


def test_each_year_has_its_tab_and_no_other_year_opens(town, reader):
    old = make_suggestion(town)
    make_suggestion(town)
    past = timezone.make_aware(dt.datetime(2024, 3, 20, 10))
    Suggestion.objects.filter(pk=old.pk).update(accepted_at=past)
    this = clock.today().year
    tabs = reader.client.get(URL).context["tabs"]
    assert [(tab["label"], tab["url"], tab["current"]) for tab in tabs] == [
        (this, f"?year={this}", True), (2024, "?year=2024", False),
    ]  # fmt: skip
    assert rows(reader, year="2024") == [(town.name, 1, 0, 0, 0)]
    for wrong in ("2023", "x", "-1"):
        assert reader.client.get(URL, {"year": wrong}).status_code == 404


def test_years_of_another_county_are_not_offered(reader):
    far = make_town(slug="beiliu", code="140581101", name="北留镇")
    with in_town(far):
        make_suggestion(far)
    assert reader.client.get(URL).context["tabs"] == []
    assert reader.client.get(URL, {"year": str(clock.today().year)}).status_code == 404


def test_queries_do_not_grow_with_towns(town, reader):
    def count() -> int:
        rulebook.forget()
        with CaptureQueriesContext(connection) as seen:
            assert reader.client.get(URL).status_code == 200
        return len(seen)

    make_suggestion(town, state="answered")
    before = count()
    for number in range(2):
        other = make_town(slug=f"town{number}", code=f"14052510{number}", name=f"镇{number}")
        with in_town(other):
            make_suggestion(other, state="answered")
    assert len(rows(reader)) == 3
    assert count() == before


def test_county_home_leads_there(reader):
    assert f'href="{URL}"' in page(reader.client.get(reverse("county-home")))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COUNTY}))
def test_other_roles_do_not_see_it(town, role):
    assert Desk(town, role).client.get(URL).status_code == 403
