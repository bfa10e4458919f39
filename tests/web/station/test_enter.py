"""Writing down what somebody says, and the slip for them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from huying.core import clock
from huying.core.codes import new_code
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.town.models import Division, Point
from huying.voices.actions import open_contact
from huying.voices.models import Matter, Voice
from tests.factories import make_picture, make_town, make_voice
from tests.web.browser import Desk, page

PAPER = "纸件请拍一张照片，原件好对照。"


@pytest.fixture
def keeper(town):
    return Desk(town, "keeper")


def photo(name="paper.jpg", data=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or make_picture().getvalue(), "image/jpeg")


def said(**other):
    return {
        "client_key": "0" * 32,
        "channel": "in_person",
        "point": Point.objects.get(key="nanshe").pk,
        "said_at": "2026-03-02T09:30",
        "provenance": "赶集时在他摊前说的",
        "kind": "problem",
        "text": "𠮷家巷的路灯黑了半个月，孩子放学摔了一跤",
        "division": Division.objects.get(name="南社村").pk,
        "place": "𠮷家巷口",
        "name": "张𠮷",
        "reach": "139 0000 0001",
        "consent_pass_on": "on",
    } | other


def test_page_starts_with_the_keepers_own_point_and_village(keeper):
    form = keeper.get("station-enter").context["form"]
    assert [point.name for point in form.fields["point"].queryset] == ["南社村联络点"]
    assert form["point"].value() == Point.objects.get(key="nanshe").pk
    assert Division.objects.get(pk=form["division"].value()).name == "南社村"
    assert form["channel"].value() == "in_person"
    assert [value for value, _label in form.fields["channel"].choices] == [
        "in_person", "visit", "phone", "paper", "deputy",
    ]  # fmt: skip


def test_voice_is_kept_with_where_it_comes_from(keeper):
    response = keeper.post("station-enter", **said())
    voice = Voice.objects.get()
    assert response.url == keeper.url("station-slip", voice.pk)
    assert (voice.text, voice.channel, voice.point.key, voice.division.name, voice.place) == (
        said()["text"], "in_person", "nanshe", "南社村", "𠮷家巷口",
    )  # fmt: skip
    assert (voice.provenance, voice.entered_by_id) == ("赶集时在他摊前说的", keeper.account.pk)
    assert timezone.localtime(voice.said_at).isoformat() == "2026-03-02T09:30:00+08:00"
    assert (voice.consent_pass_on, voice.consent_publish) == (True, False)
    assert Matter.objects.get().state == "new"


def test_contact_is_sealed_and_opens_to_the_staff(keeper):
    keeper.post("station-enter", **said())
    contact = Voice.objects.get().contact
    assert b"13900000001" not in bytes(contact.reach)
    assert "张𠮷".encode() not in bytes(contact.name)
    staff = Desk(keeper.town, "staff")
    from huying.town.queries import actor_for

    opened = open_contact(
        voice=Voice.objects.get(), by=actor_for(staff.account, keeper.town), why="回访"
    )
    assert opened == ("张𠮷", "13900000001")


def test_slip_holds_the_code_and_the_link_and_nothing_of_what_was_said(keeper):
    shown = page(keeper.client.get(keeper.post("station-enter", **said()).url))
    voice = Voice.objects.get()
    assert f"{voice.code[:4]}" in shown
    assert voice.code[4:] in shown
    assert "<svg" in shown
    assert "南社村联络点" in shown
    assert "记下了。请把回执打印给他。" in shown
    for secret in (voice.text, "张𠮷", "13900000001"):
        assert secret not in shown
    response = keeper.get("station-slip", voice.pk)
    assert response.context["link"] == f"https://town.example/gaodu/v/{voice.token}/"
    assert keeper.client.get(response.context["link"].removeprefix("https://town.example")).status_code == 200  # fmt: skip


def test_double_tap_makes_one_voice(keeper):
    first, second = keeper.post("station-enter", **said()), keeper.post("station-enter", **said())
    assert first.url == second.url
    assert Voice.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("text", ""),
        ("text", "字" * 3001),
        ("channel", "web"),
        ("channel", ""),
        ("said_at", ""),
        ("said_at", "去年"),
        ("reach", "12345"),
        ("place", "处" * 121),
        ("provenance", "源" * 201),
        ("name", "名" * 41),
        ("kind", "rumour"),
    ],
)
def test_bad_input_is_told_at_its_field_and_all_stays_typed(keeper, field, typed):
    data = said(**{field: typed})
    response = keeper.post("station-enter", **data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    for name in ("text", "provenance", "place", "name", "reach", "said_at"):
        assert response.context["form"][name].value() == data[name]
    assert data["provenance"] in page(response)
    assert response.context["form"].errors[field][0] in page(response)
    assert Voice.objects.count() == 0


def test_time_to_come_is_refused(keeper):
    at = timezone.localtime(clock.now() + dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    response = keeper.post("station-enter", **said(said_at=at))
    assert response.context["form"].errors == {"said_at": ["这个时间还没到，请核对。"]}


def test_point_of_another_keeper_is_refused(keeper):
    other = Point.objects.get(key="renzhuang").pk
    assert list(keeper.post("station-enter", **said(point=other)).context["form"].errors) == [
        "point"
    ]
    assert Voice.objects.count() == 0


def test_staff_enter_for_any_point(town):
    staff = Desk(town, "staff")
    other = Point.objects.get(key="renzhuang").pk
    assert staff.post("station-enter", **said(point=other)).status_code == 302
    assert Voice.objects.get().point.key == "renzhuang"


def test_paper_needs_a_photo_of_it(keeper):
    response = keeper.post("station-enter", **said(channel="paper"))
    assert response.context["form"].errors == {"photos": [PAPER]}
    assert response.context["form"]["text"].value() == said()["text"]
    assert PAPER in page(response)
    assert Voice.objects.count() == 0


def test_paper_with_its_photo_is_kept_as_a_paper(keeper):
    assert keeper.post("station-enter", **said(channel="paper", photos=photo())).status_code == 302
    assert [stored.kind for stored in Voice.objects.get().files.all()] == ["paper"]


def test_photos_of_what_is_said_are_kept_as_photos(keeper):
    keeper.post("station-enter", **said(photos=[photo("a.jpg"), photo("b.jpg")]))
    assert [stored.kind for stored in Voice.objects.get().files.all()] == ["photo", "photo"]


def test_photo_that_is_none_is_named_and_the_text_stays(keeper):
    files = [photo(), photo("b.jpg", b"not a photo")]
    response = keeper.post("station-enter", **said(photos=files))
    (sentence,) = response.context["form"].errors["photos"]
    assert sentence.startswith("第2张：")
    assert response.context["form"]["text"].value() == said()["text"]
    assert Voice.objects.count() == 0


def test_seventh_photo_is_refused(keeper):
    response = keeper.post("station-enter", **said(photos=[photo(f"{n}.jpg") for n in range(7)]))
    assert response.context["form"].errors == {"photos": ["照片最多6张，多出来的没有收下。"]}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.KEEPER, Role.DEPUTY, Role.STAFF}))
def test_other_roles_do_not_enter_for_others(town, role):
    person = Desk(town, role)
    assert person.get("station-enter").status_code == 403
    assert person.post("station-enter", **said()).status_code == 403
    assert Voice.objects.count() == 0


def test_slip_of_another_point_is_not_there(town):
    voice = make_voice(town, point=Point.objects.get(key="renzhuang"))
    assert Desk(town, "keeper").get("station-slip", voice.pk).status_code == 404
    assert Desk(town, "keeper", point="renzhuang").get("station-slip", voice.pk).status_code == 200
    assert Desk(town, "staff").get("station-slip", voice.pk).status_code == 200


def test_slip_of_another_town_is_not_there(keeper):
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    with in_town(other):
        voice = make_voice(other, point=Point.objects.get(key="nanshe"))
    assert keeper.get("station-slip", voice.pk).status_code == 404
    assert keeper.get("station-verdict", voice.pk).status_code == 404
    assert system_actor(other.pk).town_id == other.pk


def test_find_without_a_code_asks_for_one(keeper):
    assert keeper.get("station-find").status_code == 200
    assert list(keeper.get("station-find", code="").context["form"].errors) == ["code"]
    assert list(keeper.get("station-find", code="ABC").context["form"].errors) == ["code"]


def test_find_by_code_as_people_type_it(town, keeper):
    voice = make_voice(town, point=Point.objects.get(key="nanshe"))
    wanted = keeper.url("station-verdict", voice.pk)
    for typed in (voice.code, voice.code.lower(), f" {voice.code[:4]}-{voice.code[4:]} "):
        assert keeper.get("station-find", code=typed).url == wanted


def test_code_of_another_point_is_told_where_to_go(town, keeper):
    voice = make_voice(town, point=Point.objects.get(key="renzhuang"))
    sentence = "这里没有这个查询码。别的联络点记的，请到那里或人大办办理。"
    response = keeper.get("station-find", code=voice.code)
    assert response.context["form"].errors == {"code": [sentence]}
    assert sentence in page(response)
    # A code that nobody has is told alike: the answer gives nothing away.
    free = new_code()
    assert keeper.get("station-find", code=free).context["form"].errors == {"code": [sentence]}
    assert Desk(town, "staff").get("station-find", code=voice.code).status_code == 302


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "0026-03-02T09:30", "1899-12-31T23:59"])
def test_a_year_that_cannot_be_is_refused_at_its_field(keeper, typed):
    refused = keeper.post("station-enter", **said(said_at=typed))
    assert refused.context["form"].errors == {"said_at": ["这个年份太早了，请核对。"]}
    assert Voice.objects.count() == 0
