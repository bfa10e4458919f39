"""A unit, a point, a deputy goes out of use and comes back; what was done stays."""

import pytest

from huying.core.models import Event
from huying.town.models import Deputy, Point, Unit
from huying.town.queries import active_units
from tests.web.browser import Desk


@pytest.mark.parametrize(
    ("key", "model"), [("units", Unit), ("points", Point), ("deputies", Deputy)]
)
def test_a_row_is_retired_and_brought_back(town, key, model):
    admin, thing = Desk(town, "admin"), model.objects.first()
    page = admin.post("admin-list", key, retire=thing.pk)
    assert page.status_code == 302
    thing.refresh_from_db()
    assert thing.active is False
    assert "已停用" in admin.get("admin-list", key).content.decode()
    admin.post("admin-list", key, **{"return": thing.pk})
    thing.refresh_from_db()
    assert thing.active is True
    assert list(
        Event.objects.filter(kind="town", subject_id=thing.pk, verb__in=["retire", "return"])
        .order_by("id").values_list("verb", flat=True)
    ) == ["retire", "return"]  # fmt: skip


def test_a_retired_unit_is_offered_no_more(town):
    unit = Unit.objects.get(key="water")
    Desk(town, "admin").post("admin-list", "units", retire=unit.pk)
    assert unit not in active_units()


def test_a_village_cannot_be_retired_nor_a_row_of_nothing(town):
    admin = Desk(town, "admin")
    assert admin.post("admin-list", "villages", retire=1).status_code == 404
    assert admin.post("admin-list", "units", retire="x").status_code == 404
    assert Desk(town, "staff").post("admin-list", "units", retire=1).status_code == 403
