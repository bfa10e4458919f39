"""A deputy on a phone: from what a resident said to a filed suggestion with two co-signers, through the pages only."""

from __future__ import annotations

import json

import pytest

from tests.journeys.steps import press, text_of
from tests.journeys.test_every_page import faults_of

pytestmark = pytest.mark.journey

MATTER = "南社村小学门口没有路灯"
TITLE = "关于给南社村小学门口装路灯的建议"
GROUNDS = "小学门口没有路灯，冬天五点天就黑，孩子放学看不见路。"
PROPOSAL = "一、在小学门口装六盏路灯。二、定人每月巡查。"


def saved(page):
    page.locator("[data-draft-status][data-now=saved]").wait_for()


def arrived(page, words: str) -> None:
    """Wait until the server itself gives the draft with `words`: the form alone may hold them."""
    for _time in range(100):
        if words in page.context.request.get(page.url).text():
            return
        page.wait_for_timeout(150)
    raise AssertionError(f"the server never had: {words}")


def look(page, found: list[str]) -> None:
    """Note what axe finds on the open page, and what runs over its edge."""
    found += faults_of(page, page.locator("h1").first.inner_text(), page.url)


def sign(open_page, site, who: str, found: list[str]):
    """One co-signer at their own phone: reads it and confirms."""
    page = open_page(site, who, phone=True)
    page.locator("nav").get_by_role("link", name="请我联名").click()
    press(page, page.locator("main").get_by_role("link", name=TITLE))
    assert PROPOSAL in text_of(page)
    look(page, found)
    press(page, page.get_by_role("button", name="我联名"))
    assert "您已经确认联名" in text_of(page)
    return page


def test_from_a_matter_to_a_filed_suggestion_with_two_co_signers(site, open_page):
    found: list[str] = []
    lead = open_page(site, "deputy", phone=True)
    look(lead, found)
    press(lead, lead.locator("main .hy-card", has_text=MATTER).get_by_role("button"))
    lead.wait_for_url("**/write/")
    look(lead, found)
    # The resident's matter stands beside it; nothing of it stands in the form.
    assert MATTER in text_of(lead)
    assert lead.locator("[name=grounds]").input_value() == ""
    lead.fill("[name=title]", TITLE)
    lead.fill("[name=grounds]", GROUNDS)
    lead.locator("[name=proposal]").press_sequentially("一、在小学门口")
    saved(lead)

    # The line is gone, the page, too: what was typed is on the phone, and goes out when the line is back.
    address = lead.url
    lead.context.set_offline(True)
    lead.fill("[name=proposal]", PROPOSAL)
    lead.get_by_text("没有网络。写的都留在这台手机里").wait_for()
    lead.goto("about:blank")
    lead.context.set_offline(False)
    lead.goto(address)
    # Either page may have brought it: the one that is left hears that the line is back before it is gone.
    arrived(lead, PROPOSAL)
    assert lead.locator("[name=proposal]").input_value() == PROPOSAL
    lead.reload()
    assert lead.locator("[name=proposal]").input_value() == PROPOSAL
    if lead.get_by_role("button", name="就用这个类别").count():
        press(lead, lead.get_by_role("button", name="就用这个类别"))
    press(lead, lead.get_by_role("button", name="写好了，下一步"))

    lead.wait_for_url("**/cosigners/")
    lead.get_by_label("李䶮").check()
    lead.get_by_label("赵国强").check()
    press(lead, lead.get_by_role("button", name="邀请勾上的代表"))
    look(lead, found)
    second = sign(open_page, site, "deputy2", found)
    sign(open_page, site, "deputy3", found)

    # One more word: both are asked again, and see what has changed.
    lead.get_by_role("link", name="回去改文字").click()
    lead.fill("[name=proposal]", PROPOSAL.replace("六盏", "八盏"))
    press(lead, lead.get_by_role("button", name="写好了，下一步"))
    assert text_of(lead).count("文字改过，要再确认") == 2
    press(lead, lead.get_by_role("button", name="告诉他们"))
    second.reload()
    assert second.locator(".hy-changes ins").inner_text() == "八"
    look(second, found)
    press(second, second.get_by_role("button", name="我联名"))
    third = open_page(site, "deputy3", phone=True)
    third.locator("nav").get_by_role("link", name="请我联名").click()
    press(third, third.locator("main").get_by_role("link", name=TITLE))
    press(third, third.get_by_role("button", name="我联名"))

    lead.reload()
    lead.get_by_role("link", name="下一步：提交").click()
    lead.wait_for_url("**/file/")
    look(lead, found)
    shown = text_of(lead)
    for word in (TITLE, GROUNDS, "八盏", "李䶮、赵国强", MATTER):
        assert word in shown
    for one in lead.locator("[value=no]").all():
        one.check()
    # A yes is explained, and nothing is lost.
    lead.locator("[name=ground_accusation][value=yes]").check()
    press(lead, lead.locator("main form button.btn-primary"))
    assert "12388" in text_of(lead)
    look(lead, found)
    lead.locator("[name=ground_accusation][value=no]").check()
    press(lead, lead.locator("main form button.btn-primary"))
    lead.wait_for_url("**/filed/")
    assert "接下来" in text_of(lead)
    assert "李䶮、赵国强" in text_of(lead)
    look(lead, found)
    lead.get_by_role("link", name="书面撤回").click()
    look(lead, found)
    assert found == [], json.dumps(found, ensure_ascii=False, indent=1)


def test_without_a_script_a_draft_is_written_saved_and_given_up(site, open_page):
    deputy = open_page(site, "deputy", phone=True, javascript=False)
    deputy.locator("main").get_by_role("link", name="写建议").first.click()
    deputy.check("[name=basis][value=visit]")
    press(deputy, deputy.get_by_role("button", name="开始写"))
    assert "请写一句：哪天，在哪里。" in text_of(deputy)
    deputy.fill("[name=basis_note]", "10月16日在任庄村走访")
    press(deputy, deputy.get_by_role("button", name="开始写"))
    deputy.fill("[name=title]", "关于任庄村公交站牌的建议")
    press(deputy, deputy.get_by_role("button", name="写好了，下一步"))
    assert "请写事由" in text_of(deputy)
    assert deputy.locator("[name=title]").input_value() == "关于任庄村公交站牌的建议"
    deputy.get_by_role("link", name="不要这份草稿了").click()
    press(deputy, deputy.get_by_role("button", name="不要了"))
    assert "这份草稿已经不要了。" in text_of(deputy)


def test_what_was_on_its_way_when_the_line_went_arrives_after_the_page_came_back(site, open_page):
    deputy = open_page(site, "deputy2", phone=True)
    deputy.locator("main").get_by_role("link", name="写建议").first.click()
    deputy.check("[name=basis][value=blank]")
    press(deputy, deputy.get_by_role("button", name="开始写"))
    on_its_way = []

    def slow_line(route):
        if not on_its_way:
            on_its_way.append(route.request)
            route.abort("internetdisconnected")
        else:
            if len(on_its_way) == 1:
                on_its_way.append(deputy.context.request.fetch(on_its_way[0]))
            route.continue_()

    deputy.context.route("**/autosave/", slow_line)
    deputy.fill("[name=title]", "关于任庄村路灯")
    deputy.get_by_text("没有网络。写的都留在这台手机里").wait_for()
    deputy.fill("[name=title]", "关于任庄村路灯的建议")
    deputy.reload()
    saved(deputy)
    arrived(deputy, "关于任庄村路灯的建议")
    assert deputy.locator("[name=title]").input_value() == "关于任庄村路灯的建议"
    assert [one.status for one in on_its_way[1:]] == [200]
    deputy.get_by_role("link", name="不要这份草稿了").click()
    press(deputy, deputy.get_by_role("button", name="不要了"))
