"""A paper is read into the form, worked with the facts found in it, and a reply without a day is pointed at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.texts.paper import page as paper
from tests.journeys.steps import act, open_case, open_matter, press, route

pytestmark = pytest.mark.journey

WORDS = "任庄村通往长平西路的水渠塌了二十米，去年10月2日报过，水利站说等通知。"
TITLE = "任庄村水渠塌了二十米"
LATER = "水渠已到现场查看，下一步将尽快维修。"


def keep_picture(page, name: str) -> None:
    """Where a folder is named, a picture of the page at both widths for whoever looks at it."""
    if folder := os.environ.get("JOURNEY_PICTURES"):
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})


def test_from_a_paper_to_a_reply_that_is_looked_at(site, open_page):
    keeper = open_page(site, "keeper")
    keeper.goto("/gaodu/station/enter/")
    data = paper(WORDS, seed=3, hand=True, rough=1.0)
    keeper.set_input_files(
        "[name=photos]", [{"name": "p.jpg", "mimeType": "image/jpeg", "buffer": data}]
    )
    keeper.locator("[data-photo-list] img").wait_for()
    with keeper.expect_navigation(timeout=120_000):
        keeper.click("button[name=read]", timeout=120_000)
    assert "水渠塌了二十米" in keeper.locator("[name=text]").input_value()
    assert keeper.locator("a > img.w-100").first.evaluate("one => one.decode().then(() => true)")
    assert keeper.locator("[name=place]").input_value() == "长平西路"
    assert keeper.locator("[name=division] option:checked").inner_text() == "任庄村"
    keep_picture(keeper, "paper")
    press(keeper, keeper.locator("main form button.btn-primary"))

    staff = open_page(site, "staff")
    open_matter(staff, "水渠塌了二十米")
    assert "机器识读的纸件" in staff.locator("main").inner_text()
    assert "原话里提到" in staff.locator("#classify").inner_text()
    keep_picture(staff, "triage")
    route(staff, "水渠塌了二十米", TITLE)

    office, clerk = open_page(site, "office"), open_page(site, "clerk")
    open_case(office, TITLE)
    act(office, "assign", lead="水利站")
    open_case(clerk, TITLE)
    act(clerk, "accept")
    clerk.locator("#do-draft [name=text]").fill(LATER)
    clerk.locator("#reply-doubts .hy-notice").wait_for()
    keep_picture(clerk, "draft")
    act(clerk, "draft", text=LATER, outcome="resolved")

    head = open_page(site, "head", locale="en-US")
    open_case(head, TITLE)
    assert "下一步将尽快维修" in head.locator("#do-sign .hy-notice").inner_text()
    keep_picture(head, "sign-en")
    act(head, "sign")
