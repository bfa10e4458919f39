"""Saying something, by the form alone."""

import re
import struct
import uuid
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.core import sealing
from huying.core.models import StoredFile
from huying.town.models import Deputy, Division, Point
from huying.voices.actions import NAME, REACH
from huying.voices.models import Voice
from huying.web.visitor import LIMITS
from tests.factories import make_public_matter

WORDS = "村口的水管漏水三天了"


def say(visitor, *args, page="public-say", **data):
    data = {"kind": "problem", "text": WORDS, "client_key": uuid.uuid4().hex, **data}
    return visitor.post(page, *args, **data)


def test_say_makes_a_voice_and_leads_to_its_page(visitor):
    nanshe = Division.objects.get(name="南社村")
    response = say(
        visitor, division=nanshe.pk, place="小桥东", name="老张", reach="１３８ 0000-1111",
        consent_pass_on="on",
    )  # fmt: skip
    voice = Voice.objects.get()
    assert response.status_code == 302
    assert response["Location"] == visitor.url("public-voice", voice.token) + "?new=1"
    assert (voice.text, voice.division, voice.place, voice.channel, voice.kind) == (
        WORDS, nanshe, "小桥东", "web", "problem",
    )  # fmt: skip
    assert (voice.consent_pass_on, voice.consent_publish, voice.entered_by_id) == (
        True, False, None,
    )  # fmt: skip
    assert sealing.unseal(bytes(voice.contact.name), context=NAME) == "老张"
    assert sealing.unseal(bytes(voice.contact.reach), context=REACH) == "13800001111"


def test_say_from_a_qr_code_presets_point_and_village(visitor):
    page = visitor.get("public-say-at", "nanshe")
    nanshe = Point.objects.get(key="nanshe")
    assert f'<option value="{nanshe.division_id}" selected>南社村</option>' in page.content.decode()
    say(visitor, "nanshe", page="public-say-at", division=nanshe.division_id)
    voice = Voice.objects.get()
    assert (voice.point, voice.channel, voice.division) == (nanshe, "qr", nanshe.division)


def test_say_at_an_unknown_point_is_not_found(visitor):
    assert visitor.get("public-say-at", "nowhere").status_code == 404


def test_the_poster_of_a_closed_point_still_leads_to_saying(visitor):
    Point.objects.filter(key="nanshe").update(active=False)
    assert visitor.get("public-say-at", "nanshe")["Location"] == visitor.url("public-say")


def test_consents_are_two_and_unticked(visitor):
    page = visitor.get("public-say").content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert [re.search(r'name="(\w+)"', box)[1] for box in boxes] == [
        "consent_pass_on", "consent_publish",
    ]  # fmt: skip
    assert not any("checked" in box for box in boxes)


def test_double_post_makes_one_voice(visitor):
    key = uuid.uuid4().hex
    first, second = (say(visitor, client_key=key) for _once in range(2))
    assert first["Location"] == second["Location"]
    assert Voice.objects.count() == 1


def test_a_key_that_is_not_ours_is_replaced(visitor):
    say(visitor, client_key="import:1:1")
    say(visitor, client_key="import:1:1")
    assert Voice.objects.filter(client_key="import:1:1").count() == 0
    assert Voice.objects.count() == 2


def test_empty_text_is_said_at_its_field_and_everything_stays(visitor):
    response = say(visitor, text="  ", place="小桥东", name="老张", reach="13800001111")
    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors == {"text": ["请写一写您想说的事，一句话也行。"]}
    assert 'value="小桥东"' in page
    assert 'value="老张"' in page
    assert Voice.objects.count() == 0


def test_bad_contact_is_said_at_its_field(visitor):
    response = say(visitor, reach="12")
    assert response.context["form"].errors == {
        "reach": ["这不像手机号、座机号或邮箱，请核对；也可以空着不填。"]
    }
    assert WORDS in response.content.decode()


def test_ten_megabytes_of_text_are_refused_in_a_sentence(visitor):
    response = say(visitor, text="水" * (10 * 2**20 // 3))
    (error,) = response.context["form"].errors["text"]
    assert error.startswith("文字太长了：最多3000个字，现在多了3492")
    assert len(response.content.decode()) < 60_000


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("王𠮷祥说😀", "王𠮷祥说😀"),
        ("甲\u202e乙\u2066丙", "甲乙丙"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("+1\x00-2", "+1-2"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_strange_characters_are_kept_or_cleaned_and_shown_as_text(visitor, said, kept):
    say(visitor, text=said)
    voice = Voice.objects.get()
    assert voice.text == kept
    page = visitor.get("public-voice", voice.token).content.decode()
    shown = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f'<blockquote class="hy-quote" dir="auto">{shown}' in page


def test_photos_and_clip_come_with_the_voice(visitor, a_photo, a_clip):
    say(visitor, photos=[a_photo("red"), a_photo("blue")], clip=a_clip())
    kinds = sorted(Voice.objects.get().files.values_list("kind", flat=True))
    assert kinds == ["clip", "photo", "photo"]


def test_what_is_no_photo_is_said_and_the_good_one_is_kept(visitor, a_photo):
    key = uuid.uuid4().hex
    bad = SimpleUploadedFile("b.jpg", b"not a picture", "image/jpeg")
    response = say(visitor, photos=[a_photo(), bad], client_key=key)
    assert response.context["form"].errors == {
        "photos": ["第2张：这个文件不是照片，或者格式不认识。请选JPG、PNG或手机直接拍的照片。"]
    }
    kept = re.search(r'name="kept" value="([^"]+)"', response.content.decode())[1]
    say(visitor, client_key=key, kept=kept)
    assert Voice.objects.get().files.count() == 1
    assert StoredFile.objects.count() == 1


def test_kept_photos_are_not_stored_twice_nor_given_to_another(visitor, a_photo):
    key = uuid.uuid4().hex
    response = say(visitor, text="", photos=[a_photo()], client_key=key)
    kept = re.search(r'name="kept" value="([^"]+)"', response.content.decode())[1]
    say(visitor, kept=kept)
    assert Voice.objects.get().files.count() == 0
    say(visitor, photos=[a_photo()], client_key=key, kept=kept)
    assert Voice.objects.order_by("-pk")[0].files.count() == 1
    assert StoredFile.objects.count() == 1


def test_kept_photos_can_be_dropped(visitor, a_photo):
    key = uuid.uuid4().hex
    response = say(visitor, text="", photos=[a_photo()], client_key=key)
    kept = re.search(r'name="kept" value="([^"]+)"', response.content.decode())[1]
    say(visitor, client_key=key, kept=kept, drop="on")
    assert Voice.objects.get().files.count() == 0


def test_a_decompression_bomb_is_refused(visitor):
    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    bomb = SimpleUploadedFile("b.png", data + chunk(b"IEND", b""), "image/png")
    response = say(visitor, photos=[bomb])
    assert response.context["form"].errors == {
        "photos": ["第1张：这张照片的尺寸太大。请换一张，或者截一张图再传。"]
    }


def test_seven_photos_keep_six(visitor, a_photo):
    response = say(visitor, photos=[a_photo(size=(80, 40 + n)) for n in range(7)])
    assert response.context["form"].errors == {"photos": ["照片最多6张，多出来的没有收下。"]}
    assert response.context["kept_photos"] == 6


def test_thanks_go_to_whom_they_are_for(visitor):
    wang = Deputy.objects.get()
    say(visitor, kind="thanks", thanks=f"deputy:{wang.pk}")
    assert Voice.objects.get().thanks_deputy == wang


def test_a_problem_thanks_nobody(visitor):
    say(visitor, thanks=f"point:{Point.objects.get(key='nanshe').pk}")
    assert Voice.objects.get().thanks_point is None


def test_past_the_limit_the_words_stay(visitor, monkeypatch):
    monkeypatch.setitem(LIMITS, "say", (1, 3600))
    say(visitor)
    response = say(visitor, text="第二件事也要说")
    assert response.status_code == 429
    assert "第二件事也要说" in response.content.decode()
    assert Voice.objects.count() == 1


def test_say_needs_a_token_against_forged_posts(visitor):
    client = Client(enforce_csrf_checks=True)
    assert client.post(visitor.url("public-say"), {"text": WORDS}).status_code == 403


def test_similar_shows_public_matters_only(visitor, town):
    matter = make_public_matter(town, title="村口水管漏水")
    village = Division.objects.get(name="南社村").pk
    page = visitor.post("public-similar", text=WORDS, division=village).content.decode()
    assert visitor.url("public-matter", matter.pk) + "#support" in page
    matter.__class__.objects.update(public=False)
    page = visitor.post("public-similar", text=WORDS, division=village).content.decode()
    assert page.strip() == ""


def test_say_page_asks_at_most_twelve_queries(visitor):
    visitor.get("public-say")
    assert visitor.queries("public-say") <= 12
