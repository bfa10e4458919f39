"""Before signing: the reply is looked at, and signed all the same."""

import pytest
from django.urls import reverse

from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.handling.models import Case
from tests.factories import make_account, make_case, make_suggestion, make_town
from tests.web.cases.test_case_page import BACKEND, do, shown

pytestmark = pytest.mark.django_db
LATER = "水管漏水已查看，下一步将尽快更换。"
MARK = "签发前请再看一看"


@pytest.fixture
def town(settings, tmp_path):
    # What another test's town has learnt lies in no folder of this one.
    settings.HUYING_DATA = tmp_path
    made = make_town()
    with in_town(made):
        yield made


def sign_in(client, town, role):
    client.force_login(make_account(town, role), BACKEND)


def test_the_head_is_told_before_signing_and_may_sign(client, town):
    case = make_case(town)
    sign_in(client, town, Role.CLERK)
    assert MARK not in shown(client, town, case)
    do(client, town, case, "draft", text=LATER, outcome="resolved")
    sign_in(client, town, Role.HEAD)
    page = shown(client, town, case)
    assert MARK in page
    assert "下一步将尽快更换" in page
    assert do(client, town, case, "sign").status_code == 302


def test_the_clerk_is_told_of_a_saved_draft_and_while_typing(client, town):
    case = make_case(town)
    sign_in(client, town, Role.CLERK)
    do(client, town, case, "save", text=LATER)
    assert MARK in shown(client, town, case)
    url = reverse("case-check", args=[town.slug, case.pk])
    assert MARK in client.post(url, {"text": LATER}).content.decode()
    assert MARK not in client.post(url, {"text": LATER, "promise_0": "换管"}).content.decode()
    assert MARK not in client.post(url, {"text": "漏水的水管已换新。"}).content.decode()


def test_who_may_not_write_the_reply_gets_no_look_at_it(client, town):
    case = make_case(town)
    sign_in(client, town, Role.LEADER)
    url = reverse("case-check", args=[town.slug, case.pk])
    assert client.post(url, {"text": LATER}).status_code == 404


def test_a_reply_to_a_suggestion_is_looked_at_too(client, town):
    suggestion = make_suggestion(town, state="with_units")
    case = Case.objects.get(origin_kind="suggestion", origin_id=suggestion.pk)
    sign_in(client, town, Role.CLERK)
    do(client, town, case, "save", text="养老金已经补发到卡上。")
    assert "可能没有回答所问的事" in shown(client, town, case)
