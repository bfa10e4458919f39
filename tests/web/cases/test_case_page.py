"""The page of a case, and the desks that lead to it."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse

from huying.core import clock
from huying.core.models import Event
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.handling.models import Case
from huying.town.models import Unit
from huying.voices.models import Matter
from tests.factories import make_account, make_case, make_picture, make_town

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def signed_in(client, town, role, **where):
    client.force_login(make_account(town, role, **where), BACKEND)
    return client


def do(client, town, case, verb, **said):
    case.refresh_from_db()
    said.setdefault("version", case.version)
    return client.post(reverse("case-act", args=[town.slug, case.pk, verb]), said)


def shown(client, town, case):
    return client.get(reverse("case", args=[town.slug, case.pk])).content.decode()


def test_office_assigns_and_the_unit_has_it(client, town):
    case = make_case(town, state="at_office")
    signed_in(client, town, Role.OFFICE)
    water, social = Unit.objects.get(key="water"), Unit.objects.get(key="social")
    # The unit whose duties name the category is chosen already.
    assert f'<option value="{water.pk}" selected>' in shown(client, town, case)
    answer = do(
        client,
        town,
        case,
        "assign",
        lead=water.pk,
        cohandlers=[social.pk],
        instruction="三天内去现场",
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.lead, case.instruction) == ("assigned", water, "三天内去现场")
    assert [helper.unit for helper in case.cohandlers.all()] == [social]


def test_clerk_drafts_head_signs_resident_is_told(client, town):
    case = make_case(town, state="assigned", reach="19900000001")
    signed_in(client, town, Role.CLERK)
    assert do(client, town, case, "accept").status_code == 302
    said = {"text": "水管已换新。", "outcome": "resolved"}
    assert do(client, town, case, "draft", **said).status_code == 302
    assert "签发答复" not in shown(client, town, case)
    signed_in(client, town, Role.HEAD)
    assert do(client, town, case, "sign").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.replies.get().text) == ("replied", "水管已换新。")
    assert Matter.objects.get(pk=case.origin_id).answer == "水管已换新。"


def test_what_was_typed_stays_when_a_promise_is_missing(client, town):
    case = make_case(town, state="handling")
    signed_in(client, town, Role.HEAD)
    page = do(client, town, case, "draft-and-sign", text="下个月修", outcome="planned")
    html = page.content.decode()
    assert "请至少写一条承诺" in html
    assert "下个月修</textarea>" in html
    case.refresh_from_db()
    assert case.state == "handling"


def test_half_a_promise_is_said_at_its_field(client, town):
    case = make_case(town, state="handling")
    signed_in(client, town, Role.HEAD)
    page = do(
        client, town, case, "draft-and-sign", text="月底换", outcome="planned", promise_0="换新管"
    )
    assert "请填做到的日期。" in page.content.decode()


def test_page_that_somebody_was_faster_on_keeps_the_words(client, town):
    case = make_case(town, state="handling")
    signed_in(client, town, Role.CLERK)
    old = case.version
    do(client, town, case, "save", text="甲写的", outcome="")
    page = do(client, town, case, "save", text="乙写的", outcome="", version=old)
    html = page.content.decode()
    assert "刚刚被别人改动过" in html
    assert "乙写的</textarea>" in html
    case.refresh_from_db()
    assert case.draft_text == "甲写的"


def test_refusal_is_late_after_its_date(client, town):
    case = make_case(town, state="assigned")
    Case.objects.filter(pk=case.pk).update(step_due="2020-01-01")
    signed_in(client, town, Role.CLERK)
    page = do(client, town, case, "refuse", reason="不归我们")
    assert "申请退办的期限是 2020-01-01" in page.content.decode()


def test_unit_sees_no_person(client, town):
    case = make_case(
        town, state="handling", text="我叫赵小红，电话19900000001，水管漏水", name="赵小红"
    )
    signed_in(client, town, Role.CLERK)
    html = shown(client, town, case)
    assert "赵小红" not in html
    assert "19900000001" not in html


def test_unit_sees_the_name_of_who_agreed(client, town):
    case = make_case(town, state="handling", name="赵小红", consent_pass_on=True)
    signed_in(client, town, Role.CLERK)
    assert "赵小红" in shown(client, town, case)


def test_another_unit_does_not_find_the_case(client, town):
    case = make_case(town, state="handling", unit="water")
    signed_in(client, town, Role.CLERK, unit="transport")
    assert client.get(reverse("case", args=[town.slug, case.pk])).status_code == 404
    assert do(client, town, case, "save", text="x").status_code == 404


def test_photo_is_added_and_seen_by_its_unit_alone(client, town):
    case = make_case(town, state="handling")
    signed_in(client, town, Role.CLERK)
    photo = make_picture()
    photo.name = "a.jpg"
    assert do(client, town, case, "photo", when="after", photo=photo).status_code == 302
    stored = case.photos.get().file
    url = reverse("case-photo", args=[town.slug, stored.token, "thumb"])
    assert client.get(url)["Content-Type"] == "image/jpeg"
    signed_in(client, town, Role.CLERK, unit="transport")
    assert client.get(url).status_code == 404


def test_file_that_is_no_photo_is_said_at_the_field(client, town):
    case = make_case(town, state="handling")
    signed_in(client, town, Role.CLERK)
    fake = io.BytesIO(b"not a photo")
    fake.name = "a.jpg"
    page = do(client, town, case, "photo", when="after", photo=fake)
    assert page.status_code == 200
    assert case.photos.count() == 0
    assert 'aria-invalid="true"' in page.content.decode()


@pytest.mark.parametrize("state", ["at_office", "assigned", "handling", "signing", "replied"])
@pytest.mark.parametrize("role", [Role.OFFICE, Role.HEAD, Role.STAFF, Role.LEADER])
def test_page_takes_few_queries(client, town, state, role, django_assert_max_num_queries):
    case = make_case(town, state=state)
    signed_in(client, town, role)
    url = reverse("case", args=[town.slug, case.pk])
    if role == Role.HEAD and state == "at_office":
        assert client.get(url).status_code == 404
        return
    with django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("name", "role"), [("unit-desk", Role.CLERK), ("office-desk", Role.OFFICE)]
)
def test_desk_takes_as_many_queries_for_three_as_for_one(
    client, town, name, role, django_assert_num_queries
):
    signed_in(client, town, role)
    url = (
        reverse(name, args=[town.slug])
        + "?tab="
        + ("handling" if role == Role.CLERK else "at_units")
    )
    make_case(town, state="handling")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as first:
        client.get(url)
    for _each in range(2):
        make_case(town, state="handling")
    with django_assert_num_queries(len(first)):
        page = client.get(url)
    assert page.content.decode().count("data-keys-item") == 3
    assert len(first) <= 12


def test_desk_puts_the_most_pressing_first_and_pages(client, town):
    import datetime as dt

    for number in range(27):
        case = make_case(town, state="handling")
        day = clock.today() + dt.timedelta(days=30 - number)
        Case.objects.filter(pk=case.pk).update(due=day, title=f"第{number:02d}件")
    signed_in(client, town, Role.CLERK)
    page = client.get(reverse("unit-desk", args=[town.slug]) + "?tab=handling")
    html = page.content.decode()
    assert html.index("第26件") < html.index("第25件")
    assert "第01件" not in html
    older = page.context["rows"].older
    second = client.get(reverse("unit-desk", args=[town.slug]) + older).content.decode()
    assert ("第01件" in second, "第00件" in second, "第02件" in second) == (True, True, False)


def test_every_move_on_the_page_is_in_the_ledger(client, town):
    case = make_case(town, state="handling")
    signed_in(client, town, Role.CLERK)
    do(client, town, case, "extension", workdays=5, reason="等配件")
    signed_in(client, town, Role.OFFICE)
    before = Case.objects.get(pk=case.pk).due
    do(client, town, case, "grant", note="同意")
    assert Case.objects.get(pk=case.pk).due > before
    verbs = Event.objects.filter(kind="case", subject_id=case.pk).values_list("verb", flat=True)
    assert list(verbs.order_by("id"))[-2:] == ["ask_extension", "grant_extension"]


def test_a_text_that_is_too_long_stays_on_the_page(client, town):
    case = make_case(town)
    signed_in(client, town, Role.CLERK)
    long = "照" * 5001
    refused = do(client, town, case, "draft", text=long, outcome="resolved")
    assert refused.status_code == 200
    assert "1" in str(refused.context["form"].errors["text"])
    assert long in refused.content.decode()


def test_promises_are_folded_until_there_is_one(client, town):
    case = make_case(town)
    signed_in(client, town, Role.CLERK)
    folded = '<details class="hy-more"><summary>承诺事项（做什么、哪天前做到）</summary>'

    def is_folded():
        return folded in re.sub(r">\s+<", "><", shown(client, town, case))

    assert is_folded()
    day = (clock.today() + dt.timedelta(days=30)).isoformat()
    saved = do(
        client,
        town,
        case,
        "save",
        text="先疏通，月底换管。",
        outcome="planned",
        promise_0="换新管",
        day_0=day,
    )
    assert saved.status_code == 302
    assert not is_folded()
