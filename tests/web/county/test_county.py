"""The county's reader: numbers of its towns, nothing of anybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.core import clock
from huying.core.permissions import Actor, Role
from huying.core.tenancy import in_town
from huying.handling import judging
from huying.handling.models import Case, Verdict
from huying.voices.models import Matter
from tests.factories import make_case, make_public_matter, make_town, make_voice
from tests.web.browser import Desk, page

HOME = reverse("county-home")
WORDS = "我家娃在学校门口让车蹭了"
NAME, REACH = "张𠮷", "13900000001"


@pytest.fixture
def reader(town):
    return Desk(town, "county")


def rows(reader) -> dict[str, dict]:
    response = reader.client.get(HOME)
    return {row["town"].slug: row for row in response.context["rows"]}


def judge(matter, grade, solved=True):
    voice = matter.voices.get()
    resident = Actor(kind="resident", town_id=matter.town_id, voice_id=voice.pk)
    judging.judge(by=resident, voice=voice, grade=grade, solved=solved, word="说一句心里话")


def numbers(row) -> tuple[int, ...]:
    names = ("said", "answered", "in_time", "replied", "content", "judged", "again")
    return tuple(row.get(name, 0) for name in names)


def test_town_without_matters_shows_noughts(reader):
    assert numbers(rows(reader)["gaodu"]) == (0,) * 7
    assert "0 / 0" in page(reader.client.get(HOME))


def test_sums_stand_with_numerator_and_denominator(town, reader):
    make_voice(town, WORDS)
    replied = [make_case(town, state="replied") for _n in range(3)]
    matters = [Matter.objects.get(pk=case.origin_id) for case in replied]
    judge(matters[0], "satisfied")
    judge(matters[1], "dissatisfied", solved=False)
    # Said 4, answered: the second went back to be handled again.
    assert Case.objects.count() == 3
    assert Verdict.objects.count() == 2
    row = rows(reader)["gaodu"]
    answered = Matter.objects.filter(answered_at__isnull=False).count()
    assert numbers(row) == (4, answered, 3, 3, 1, 2, 1)
    shown = page(reader.client.get(HOME))
    for cell in (f"{answered} / 4", "3 / 3", "1 / 2"):
        assert f">{cell}</td>" in shown


def test_merged_and_withdrawn_matters_do_not_count(town, reader):
    for state in ("merged", "withdrawn", "new"):
        matter = make_voice(town).matter
        Matter.objects.filter(pk=matter.pk).update(state=state)
    assert numbers(rows(reader)["gaodu"])[0] == 1


def test_late_reply_is_not_in_time(town, reader):
    from huying.handling.models import Reply

    make_case(town, state="replied")
    Reply.objects.update(due=clock.today())
    assert numbers(rows(reader)["gaodu"])[2:4] == (1, 1)
    Reply.objects.update(due="2020-01-01")
    assert numbers(rows(reader)["gaodu"])[2:4] == (0, 1)


def test_page_holds_nothing_of_any_resident(town, reader):
    make_voice(town, WORDS, name=NAME, reach=REACH)
    matter = make_public_matter(town, title="校门口的路", text=WORDS, name=NAME, reach=REACH)
    case = make_case(town, state="replied", name=NAME, reach=REACH)
    judge(Matter.objects.get(pk=case.origin_id), "satisfied")
    shown = page(reader.client.get(HOME))
    voice = matter.voices.get()
    for secret in (
        WORDS, NAME, REACH, "校门口的路", "水管漏水", "说一句心里话", voice.code, voice.token,
        "水管已换新。", "南社村",
    ):  # fmt: skip
        assert secret not in shown, secret


def test_own_county_only(town, reader):
    near = make_town(slug="bagong", code="140525101", name="巴公镇")
    far = make_town(slug="beiliu", code="140581101", name="北留镇")
    for other in (near, far):
        with in_town(other):
            make_voice(other)
    found = rows(reader)
    assert {slug: numbers(row)[0] for slug, row in found.items()} == {"bagong": 1, "gaodu": 0}
    assert "北留镇" not in page(reader.client.get(HOME))


def test_queries_do_not_grow_with_towns(town, reader):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert reader.client.get(HOME).status_code == 200
        return len(seen)

    before = count()
    for number in range(5):
        make_town(slug=f"town{number}", code=f"14052510{number}", name=f"镇{number}")
    assert count() == before <= 12


@pytest.mark.parametrize(
    "name", ["staff-queue", "station-desk", "station-find", "audit-home", "admin-home", "unit-desk"]
)
def test_county_reader_opens_no_desk_of_a_town(reader, name):
    assert reader.get(name).status_code == 403


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COUNTY}))
def test_other_roles_do_not_see_the_county(town, role):
    assert Desk(town, role).client.get(HOME).status_code == 403


def test_stranger_is_sent_to_sign_in(town):
    assert Desk(town).client.get(HOME).url == f"{reverse('account_login')}?next={HOME}"


def test_numbers_of_one_person_are_kept_out_of_caches(reader):
    assert "private" in reader.client.get(HOME)["Cache-Control"]
