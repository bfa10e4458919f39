"""What a resident's phone does to a voice: no script, no line, a second tap, a neighbour with the same trouble."""

from __future__ import annotations

import json

import pytest

from tests.journeys.steps import judge, open_matter, press, text_of, unfold

pytestmark = pytest.mark.journey


def test_without_javascript_a_voice_is_said_and_judged(site, open_page, photo):
    resident = open_page(site, phone=True, javascript=False)
    resident.goto("/gaodu/")
    resident.get_by_role("link", name="说一件事").first.click()
    resident.click("main form button.btn-primary")
    assert "请" in resident.locator("#form-errors").inner_text()
    resident.fill("[name=text]", "请问老年证在哪里办")
    resident.set_input_files("[name=photos]", [photo])
    resident.click("main form button.btn-primary")
    resident.wait_for_url("**/v/**")
    link = resident.url.split("?")[0]
    staff = open_page(site, "staff")
    open_matter(staff, "老年证")
    unfold(staff.locator("#step-answer_on_spot"))
    staff.fill("#step-answer_on_spot [name=text]", "带身份证到便民服务中心，当场就办。")
    press(staff, staff.locator("#step-answer_on_spot button"))
    resident.goto(link)
    assert "当场就办" in text_of(resident)
    judge(resident, "satisfied", "yes", "谢谢")
    assert "满意" in text_of(resident)


def test_what_was_written_survives_a_reload_and_a_dead_line_and_goes_out_once(
    site, open_page, photo
):
    resident = open_page(site, phone=True)
    resident.goto("/gaodu/say/")
    resident.fill("[name=text]", "下雨天河沟边的路塌了一块")
    resident.set_input_files("[name=photos]", [photo])
    resident.get_by_text("已存草稿").wait_for()
    resident.wait_for_timeout(800)
    resident.reload()
    resident.get_by_text("上次没写完的已经找回来了").wait_for()
    assert resident.locator("[name=text]").input_value() == "下雨天河沟边的路塌了一块"
    assert resident.locator("[name=photos]").evaluate("input => input.files.length") == 1

    resident.context.set_offline(True)
    resident.click("main form button.btn-primary")
    resident.get_by_text("没有网络，联网后自动发出").wait_for()
    resident.context.set_offline(False)
    resident.wait_for_url("**/v/**")
    assert text_of(resident).count("下雨天河沟边的路塌了一块") == 1
    staff = open_page(site, "staff")
    staff.goto("/gaodu/staff/?tab=new&q=河沟边的路塌了")
    assert staff.locator("article").count() == 1


def test_a_retry_of_the_same_submission_is_the_same_voice(site, open_page):
    resident = open_page(site, phone=True)
    resident.goto("/gaodu/say/")
    resident.fill("[name=text]", "文化广场的喇叭夜里十一点还在响")
    ways = resident.evaluate(
        """async () => {
          const form = document.querySelector("main form");
          const send = () => fetch(location.href, {method: "POST", body: new FormData(form)});
          return (await Promise.all([send(), send(), send()])).map((one) => new URL(one.url).pathname);
        }"""
    )
    assert len(set(ways)) == 1
    assert "/v/" in ways[0]


def test_a_neighbour_adds_to_what_is_there_and_is_asked_like_the_first(site, open_page):
    neighbour = open_page(site, phone=True)
    neighbour.goto("/gaodu/say/p/nanshe/")
    # While writing, what was said before is shown, with "me too" beside it.
    neighbour.locator("[name=text]").press_sequentially("南社村小学门口没有路灯，孩子看不见路")
    neighbour.locator("#similar").get_by_role("link").first.wait_for()
    with neighbour.context.expect_page() as opened:
        neighbour.locator("#similar").get_by_role("link").first.click()
    neighbour = opened.value
    assert "路灯" in neighbour.locator("h1").inner_text()
    neighbour.get_by_role("button", name="附议").click()
    neighbour.wait_for_url("**/s/**")
    assert "路灯" in text_of(neighbour)


def test_the_first_page_is_light(site, open_page):
    """At most 100 KB over the wire, everything counted."""
    page = open_page(site, phone=True)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    for path in ("/gaodu/", "/gaodu/say/"):
        sizes.clear()
        session.send("Network.clearBrowserCache")
        page.goto(path, wait_until="networkidle")
        assert sum(sizes) <= 100_000, json.dumps(sizes)
