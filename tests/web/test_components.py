"""The components, drawn alone."""

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from huying.web.context import Navigation
from huying.web.states import KINDS, TONES, badge
from huying.web.style.samples import SampleForm
from huying.web.templatetags import ui

WEB = Path(ui.__file__).parents[1]
COMPONENTS = sorted((WEB / "templates" / "components").glob("*.html"))
SPRITE = (WEB / "static" / "huying" / "icons.svg").read_text()
FIVE_TONES = {"waiting", "moving", "done", "warning", "stopped"}


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def draw(component: str, /, **context: object) -> str:
    return " ".join(render_to_string(f"components/{component}.html", context).split())


@pytest.mark.parametrize("kind", KINDS)
def test_badge_every_state_has_a_tone(kind):
    assert set(TONES[kind]) == set(KINDS[kind].values)
    assert set(TONES[kind].values()) <= FIVE_TONES


def test_badge_unknown_state_raises():
    with pytest.raises(ValueError, match="nowhere"):
        badge("matter", "nowhere")


def test_state_tag_shows_label_and_tone():
    text = Template('{% load ui %}{% state "matter" "new" %}').render(Context())
    assert "hy-tone-waiting" in text
    assert "待梳理</span>" in text


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_says_its_arguments_first(path):
    assert path.read_text().startswith("{# ")
    assert len(path.read_text().splitlines()) <= 120


def test_icons_that_templates_name_are_in_the_sprite():
    texts = [path.read_text() for path in (WEB / "templates").rglob("*.html")]
    named = {name for text in texts for name in re.findall(r'{% icon "(\w+)" %}', text)}
    known = set(re.findall(r'<symbol id="(\w+)"', SPRITE))
    assert named - known == set()
    assert FIVE_TONES - known == set()


@pytest.mark.parametrize(
    ("days", "tone", "text"),
    [
        (-4, "stopped", "已超4天（11月19日）"),
        (0, "warning", "今天到期"),
        (2, "warning", "11月25日前，还有2天"),
        (9, "moving", "12月2日前，还有9天"),
    ],
)
def test_due_words_by_days_left(days, tone, text):
    with time_machine.travel(dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC), tick=False):
        words = ui.due_words(dt.date(2026, 11, 23) + dt.timedelta(days=days))
    assert (words["tone"], words["text"]) == (tone, text)


def test_due_words_in_english_know_one_from_many():
    monday = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
    with time_machine.travel(monday, tick=False), translation.override("en"):
        said = [ui.due_words(dt.date(2026, 11, day))["text"] for day in (21, 22, 24, 25)]
    assert said == [
        "2 days late (November 21)", "1 day late (November 22)", "by November 24, 1 day left",
        "by November 25, 2 days left",
    ]  # fmt: skip


def test_due_provisional_says_so():
    html = draw("due", date=dt.date(2030, 1, 2), provisional=True, why="满10个工作日。")
    assert "（暂定）" in html
    assert "<details" in html
    assert "满10个工作日。" in html


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(43, 50, "86%"), (999, 1000, "99%"), (1, 1000, "1%"), (0, 9, "0%"), (9, 9, "100%")],
)
def test_percent_of_never_rounds_to_all_or_nothing(part, whole, text):
    assert ui.percent_of(part, whole) == text


def test_figure_says_what_was_left_out():
    html = draw(
        "figure", label="满意", numerator=43, denominator=50, left_out=3, left_out_why="未到评价期"
    )
    assert "（43 / 50，另有3件未到评价期）" in html


def test_figure_without_any_shows_no_rate():
    assert "—" in draw("figure", label="满意", numerator=0, denominator=0)


def test_field_wrong_keeps_the_text_and_ties_the_error():
    form = SampleForm({"text": "灯<b>坏了", "phone": "1"})
    form.add_error("phone", "手机号应是11位数字。")
    html = draw("field", field=form["phone"])
    assert 'value="1"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'aria-describedby="[^"]*id_phone_error', html)
    assert 'id="id_phone_error"' in html
    assert "灯&lt;b&gt;坏了" in draw("field", field=form["text"])


def test_consent_unticked():
    html = draw("field", field=SampleForm()["agree"])
    assert "hy-consent" in html
    assert "checked" not in html


def test_grades_are_the_three_legal_ones():
    html = draw("grades", name="grade", value="satisfied")
    assert re.findall(r'value="(\w+)"', html) == ["satisfied", "mostly_satisfied", "dissatisfied"]
    assert html.count("checked") == 1


def test_grouped_code_with_or_without_dashes():
    assert ui.grouped("K7MX3QPA") == "K7MX-3QPA"
    assert ui.grouped("K7MX-3QPA") == "K7MX-3QPA"


def test_qr_has_no_style():
    assert "style=" not in draw("qr", text="https://huying.example/gaodu/")


def test_navigation_one_line_for_two_roles(rf):
    class Actor:
        roles = frozenset({"staff", "office"})

    request = rf.get("/")
    request.actor, request.resolver_match = Actor(), None
    nav = Navigation()
    nav.register("staff", "样式", "style", order=20)
    nav.register("office", "样式", "style", order=10)
    nav.register("admin", "字号", "look")
    nav.register("staff", "没有", "no-such-page")
    assert [line["url"] for line in nav.shown_to(request)] == ["/style/"]


@pytest.mark.django_db
def test_style_page_has_no_inline_script_or_style():
    html = Client().get("/style/").content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []


@pytest.mark.django_db
def test_look_keeps_large_type_and_goes_back():
    client = Client()
    response = client.get("/look/", {"large": "1", "next": "/style/"})
    assert response.url == "/style/"
    assert '<html lang="zh-Hans" class="hy-large">' in client.get("/style/").content.decode()
    client.get("/look/", {"large": "0", "next": "/style/"})
    assert "hy-large" not in client.get("/style/").content.decode()


@pytest.mark.django_db
def test_look_stays_on_this_site():
    assert Client().get("/look/", {"large": "1", "next": "https://evil.example/"}).url == "/"


def test_a_language_is_chosen_by_a_link_and_kept(client):
    page = client.get("/style/", headers={"accept-language": "zh-CN"}).content.decode()
    link = re.search(r'href="([^"]*language=en[^"]*)"', page)[1].replace("&amp;", "&")
    answer = client.get(link)
    assert answer.url == "/style/"
    assert client.cookies["hy_language"].value == "en"
    assert '<html lang="en"' in client.get("/style/").content.decode()
    client.get("/look/", {"language": "zh-hans"})
    assert '<html lang="zh-Hans"' in client.get("/style/").content.decode()
    client.get("/look/", {"language": "xx"})
    assert client.cookies["hy_language"].value == "zh-hans"


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "429", "500", "stale"])
def test_error_page_draws_without_a_request(name):
    html = render_to_string(f"errors/{name}.html")
    assert html.count("<h1>") == 1
    assert "</main>" in html


def test_stale_page_keeps_what_was_typed():
    html = render_to_string("errors/stale.html", {"form": SampleForm({"text": "还没存的话"})})
    assert "还没存的话" in html
