"""A paper's photo is read into the form, and stays beside what was read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bench.texts.paper import LETTERS, changes, page
from huying.core.models import Event, StoredFile
from huying.listening.models import MachineRead
from huying.listening.paper import share_changed
from huying.town.models import Division
from huying.voices.models import Voice
from tests.factories import make_picture
from tests.web.browser import Desk
from tests.web.station.test_enter import said


@pytest.fixture
def keeper(town):
    return Desk(town, "keeper")


def written(text):
    data = page(text, seed=1, hand=False, rough=0.0)
    return SimpleUploadedFile("paper.jpg", data, "image/jpeg")


def test_what_was_read_is_entered_with_its_picture_and_its_mark(keeper, staff):
    text = "任庄村通往长平西路的路灯坏了半个月，请修一修。"
    typed = said(text="", place="", division="", photos=[written(text)], read="1")
    shown = keeper.post("station-enter", **typed)
    form = shown.context["form"]
    assert shown.status_code == 200
    assert Voice.objects.count() == 0
    assert changes(form["text"].value(), text) <= 1
    assert form["channel"].value() == "paper"
    assert form["place"].value() == "长平西路"
    assert form["division"].value() == Division.objects.get(name="任庄村").pk
    assert form["name"].value() == said()["name"]
    picture = shown.context["pictures"][0]["url"]
    assert keeper.client.get(picture).status_code == 200

    final = said(text=text, channel="paper", place="长平西路", kept=form["kept"].value())
    assert keeper.post("station-enter", **final).status_code == 302
    voice = Voice.objects.get()
    assert [one.kind for one in voice.files.all()] == ["paper"]
    assert (voice.machine_read.pages, voice.machine_read.changed) == (1, 0)
    assert Event.objects.get(verb="read_by_machine").subject_id == voice.pk
    assert "机器识读的纸件" in staff.get("staff-matter", voice.matter_id).content.decode()
    # The picture is the voice's now: the link of the form is over.
    assert keeper.client.get(picture).status_code == 404


def test_an_empty_page_is_told_and_nothing_typed_is_lost(keeper):
    blank = SimpleUploadedFile("a.jpg", make_picture().getvalue(), "image/jpeg")
    shown = keeper.post("station-enter", **said(photos=[blank], read="1"))
    assert "没有读到字" in shown.content.decode()
    assert shown.context["form"]["text"].value() == said()["text"]
    assert Voice.objects.count() == 0


def test_reading_without_a_photo_asks_for_one(keeper):
    shown = keeper.post("station-enter", **said(read="1"))
    assert "先选纸件的照片，再点识读。" in shown.content.decode()


def test_a_made_up_list_of_pictures_is_nothing(keeper, town):
    keeper.post("station-enter", **said(kept="x"))
    assert Voice.objects.get().files.count() == 0
    assert not MachineRead.objects.exists()


def test_papers_of_others_do_not_open(keeper, town):
    from huying.core.files import keep_photo

    photo = keep_photo(town, make_picture(), "a.jpg", kind=StoredFile.Kind.PHOTO)
    assert keeper.get("station-paper", photo.token).status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [("水管坏了", "水管坏了", 0), ("水管坏了", "水 管\n坏了", 0), ("水管坏了", "水管环了", 0.25)],
)
def test_how_much_was_changed(before, after, share):
    assert share_changed(before, after) == share


def test_letters_of_the_bench_are_no_repeats():
    assert len(set(LETTERS)) == 10
