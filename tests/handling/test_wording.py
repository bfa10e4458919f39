"""A title that was mended is mended wherever a unit sees it."""

import pytest

from huying.core.errors import Stale
from huying.core.permissions import Role, system_actor
from huying.handling import actions
from huying.handling.models import Case
from huying.handling.wording import word_publicly
from huying.voices.models import Matter
from tests.factories import make_actor, make_case, make_public_matter
from tests.web.browser import Desk, page

NAMED, MENDED = "赵小红家门口水管漏水", "村口水管漏水，已漏三天"


def named_case(town, state):
    matter = make_public_matter(town, NAMED)
    by = system_actor(town.pk)
    case = actions.route_to_town(matter=matter, by=by)
    if state != "at_office":
        actions.assign(case=case, by=by, lead=make_case(town).lead)
        actions.accept(case=case, by=by)
    if state == "ended":
        actions.end_case(case=case, by=make_actor(town, Role.OFFICE), reason="地界归邻县")
    return case


@pytest.mark.parametrize("state", ["at_office", "handling", "ended"])
def test_case_is_renamed_with_its_matter(town, state):
    case = named_case(town, state)
    other = make_case(town)
    matter = Matter.objects.get(pk=case.origin_id)
    word_publicly(
        matter=matter, by=make_actor(town, Role.STAFF), title=MENDED, summary="盼修。", publish=True
    )
    assert (Matter.objects.get(pk=matter.pk).title, Case.objects.get(pk=case.pk).title) == (
        MENDED, MENDED,
    )  # fmt: skip
    assert Case.objects.get(pk=other.pk).title == other.title


def test_staff_mend_a_title_and_the_unit_sees_no_name(town):
    case = named_case(town, "handling")
    matter, unit = Matter.objects.get(pk=case.origin_id), Desk(town, "clerk")
    desk = unit.client.get(unit.url("unit-desk") + "?tab=handling")
    assert NAMED in page(desk)
    voice = matter.voices.get()
    Desk(town, "staff").post(
        "staff-wording", matter.pk, title=MENDED, summary="盼修。", publish="1",
        version=matter.version, **{f"redacted_{voice.pk}": voice.text},
    )  # fmt: skip
    for shown in (
        page(unit.client.get(unit.url("unit-desk") + "?tab=handling")),
        page(unit.get("case", case.pk)),
    ):
        assert MENDED in shown
        assert NAMED not in shown


def test_case_keeps_its_title_where_the_wording_is_refused(town):
    case = named_case(town, "handling")
    matter = Matter.objects.get(pk=case.origin_id)
    with pytest.raises(Stale):
        word_publicly(
            matter=matter, by=make_actor(town, Role.STAFF), title=MENDED, summary="盼修。",
            publish=True, version=matter.version - 1,
        )  # fmt: skip
    assert Case.objects.get(pk=case.pk).title == NAMED


def test_wording_without_a_case_is_the_matters_own(town):
    matter = make_public_matter(town, NAMED)
    word_publicly(
        matter=matter, by=make_actor(town, Role.STAFF), title=MENDED, summary="盼修。", publish=True
    )
    assert Matter.objects.get(pk=matter.pk).title == MENDED
