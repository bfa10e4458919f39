"""The pages of consultations: one sheet a device, nothing lost on an error, nothing shown too early."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.consultations import asking, jobs
from huying.consultations.models import Answer, Consultation, Participant, Remark
from huying.core import clock
from huying.core.permissions import Role, system_actor
from huying.web.consultations import picture
from tests.consultations.making import make_consultation, two_camps
from tests.factories import make_account

pytestmark = pytest.mark.one_database
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def url(name, town, *args):
    return reverse(name, args=[town.slug, *args])


def secret_in(response):
    return re.search(r'name="secret" value="([^"]+)"', response.content.decode())[1]


def sheet(made, value="1", **more):
    shown = made.statements.filter(state="shown")
    return {f"s{one.pk}": value for one in shown} | more


def test_a_double_tap_before_any_cookie_is_one_person(client, town):
    made = make_consultation(town)
    page = client.get(url("consultation", town, made.pk))
    data = sheet(made, secret=secret_in(page))
    for _tap in range(2):
        client.cookies.clear()
        response = client.post(url("consultation-answer", town, made.pk), data)
        assert response["Location"].endswith("?done=1")
    assert (Participant.objects.count(), Answer.objects.count()) == (1, 8)


def test_the_same_device_changes_its_answers_and_the_next_person_has_their_own(client, town):
    made = make_consultation(town)
    here, answer = url("consultation", town, made.pk), url("consultation-answer", town, made.pk)
    client.post(answer, sheet(made, secret=secret_in(client.get(here)), remark="夏天味道大"))
    again = client.get(here)
    assert again.content.decode().count("checked") == 8
    assert "夏天味道大" in again.content.decode()
    client.post(answer, sheet(made, "-1", secret=secret_in(again)))
    assert set(Answer.objects.values_list("value", flat=True)) == {-1}
    other = client.get(f"{here}?another=1")
    assert "checked" not in other.content.decode()
    client.post(answer, sheet(made, secret=secret_in(other)))
    assert Participant.objects.count() == 2


def test_what_was_typed_stays_where_something_is_wrong(client, town):
    made = make_consultation(town)
    data = {"remark": "写" * 1001, "secret": "a"}
    response = client.post(url("consultation-answer", town, made.pk), data)
    assert response.status_code == 422
    assert "写写写" in response.content.decode()
    assert Participant.objects.count() == 0


def test_no_figure_is_shown_before_the_outcome(client, town):
    made = make_consultation(town)
    two_camps(made)
    client.force_login(make_account(town, Role.STAFF), BACKEND)
    for state in ("open", "closed"):
        if state == "closed":
            asking.close(consultation=made, by=system_actor(town.pk))
        public = client.get(url("consultation", town, made.pk)).content.decode()
        assert "已有12人参加" in public
        assert "hy-opinion-picture" not in public
        assert client.get(url("consultation-table", town, made.pk, "csv")).status_code == 404
    desk = client.get(url("consultation-desk", town, made.pk)).content.decode()
    assert "程序正在汇总" in desk


def test_the_outcome_is_shown_with_picture_and_table(client, town):
    made = make_consultation(town, "published")
    page = client.get(url("consultation", town, made.pk)).content.decode()
    assert "多数人赞成定点收。" in page
    assert "看法分成2组" in page
    assert page.count('class="is-dot"') == 12
    table = client.get(url("consultation-table", town, made.pk, "csv"))
    lines = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "说法,群众添的,赞成,不赞成,说不准,第1组：赞成,第1组：不赞成,第1组：说不准,"
        "第2组：赞成,第2组：不赞成,第2组：说不准"
    )
    assert "垃圾桶应该放到巷口,,12,0,0,6,0,0,6,0,0" in lines


def test_a_draft_is_nobodys_but_the_staffs(client, town):
    made = make_consultation(town, "draft")
    assert client.get(url("consultation", town, made.pk)).status_code == 404
    assert client.post(url("consultation-answer", town, made.pk), {}).status_code == 404


def test_staff_write_open_moderate_and_publish(client, town):
    client.force_login(make_account(town, Role.STAFF), BACKEND)
    today = clock.today().isoformat()
    told = {"kind": "needs", "title": "修哪条路", "intro": "钱只够修一条。", "opens_on": today,
            "closes_on": today, "takes_statements": "on", "takes_remarks": "on"}  # fmt: skip
    client.post(url("consultation-new", town), told)
    made = Consultation.objects.get()
    act = lambda verb, **data: client.post(url("consultation-act", town, made.pk, verb), data)  # noqa: E731
    act("statements", texts="先修北边的\n\n先修南边的")
    assert made.statements.count() == 2
    act("open", version=0)
    data = sheet(made, secret="one", remark="北边的路坑多", proposal="两条都先补坑")
    client.post(url("consultation-answer", town, made.pk), data)
    proposed = made.statements.get(state="proposed")
    client.post(url("consultation-statement", town, proposed.pk, "show"))
    remark = Remark.objects.get()
    client.post(
        url("consultation-remark", town, remark.pk, "classify"), {"category": "roads.surface"}
    )
    act("close")
    refused = act("publish", outcome="先修北边的。", done="")
    assert refused.status_code == 422
    jobs.tend()
    act("publish", outcome="先修北边的。", done="年底前修好。")
    made.refresh_from_db()
    assert (made.state, made.done) == ("published", "年底前修好。")


def test_a_policy_that_is_open_too_shortly_tells_the_staff_why_it_cannot_open(client, town):
    client.force_login(make_account(town, Role.STAFF), BACKEND)
    made = make_consultation(town, "draft", kind="policy")
    response = client.post(url("consultation-act", town, made.pk, "open"), follow=True)
    assert "征求意见一般不少于30天，现在只有10天" in response.content.decode()


def test_a_keeper_enters_one_person_after_another_and_prints_sheets(client, town):
    made = make_consultation(town)
    client.force_login(make_account(town, Role.KEEPER), BACKEND)
    here = url("consultation-enter", town, made.pk)
    for _person in range(2):
        data = sheet(made, secret=secret_in(client.get(here)))
        assert client.post(here, data)["Location"] == here
    assert list(Participant.objects.values_list("how", flat=True)) == ["keeper", "keeper"]
    printed = client.post(url("consultation-sheets", town, made.pk), {"count": 3}).content.decode()
    codes = re.findall(r'class="hy-code"[^>]*>([^<]+)<', printed)
    assert len(set(codes)) == 3
    answered = client.post(
        url("consultation-answer", town, made.pk), sheet(made, code=codes[0].lower())
    )
    assert answered.status_code == 302
    assert Participant.objects.filter(how="code", answered_at__isnull=False).count() == 1


def test_lists_ask_the_database_as_often_for_one_as_for_three(client, town):
    client.force_login(make_account(town, Role.STAFF), BACKEND)
    asked = []
    for number in (1, 2):
        for each in range(number):
            make_consultation(town, title=f"第{number}{each}件")
        for name in ("consultations", "consultations-desk"):
            with CaptureQueriesContext(connection) as caught:
                client.get(url(name, town))
            asked.append((name, len(caught)))
    assert asked[:2] == asked[2:]


def test_discs_lie_on_the_sheet_and_not_over_each_other():
    sizes = [
        (400, (0.0, 0.0)),
        (120, (0.1, 0.0)),
        (60, (0.0, 0.1)),
        (9, (5.0, 5.0)),
        (5, (0.05, 0.05)),
    ]
    made = picture.discs([{"size": size, "centre": centre} for size, centre in sizes])
    for at, one in enumerate(made):
        assert one.x - one.radius >= 0
        assert one.x + one.radius <= picture.WIDTH
        for other in made[at + 1 :]:
            apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert apart >= (one.radius + other.radius) * 0.95
    assert sum(len(one.dots) for one in made) <= picture.MOST_DOTS + len(made)
    assert picture.discs([]) == []
