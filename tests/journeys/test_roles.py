"""One journey for each role: what waits for me, and the next step done."""

from __future__ import annotations

import re

import pytest

from tests.journeys.steps import (
    act,
    judge,
    open_case,
    open_matter,
    press,
    route,
    say,
    text_of,
    unfold,
)

pytestmark = pytest.mark.journey


def test_a_keeper_signs_in_by_card_enters_a_paper_and_takes_the_verdict(site, open_page, photo):
    admin = open_page(site, "admin")
    admin.goto("/gaodu/admin/accounts/")
    admin.get_by_role("link", name="联络员").first.click()
    admin.get_by_role("button", name="制作个人二维码").click()
    pin = re.search(r"六位密码\s*(\d{6})", text_of(admin)).group(1)
    card = admin.locator(".hy-slip a").get_attribute("href")

    keeper = open_page(site, phone=True)
    keeper.goto(card)
    keeper.fill("[name=pin]", "000000" if pin != "000000" else "111111")
    keeper.click("main button.btn-primary")
    assert "密码不对" in text_of(keeper)
    keeper.fill("[name=pin]", pin)
    keeper.click("main button.btn-primary")
    keeper.wait_for_url("**/station/")

    # A paper without a photo of it is asked for; what was typed stays.
    keeper.locator("main").get_by_role("link", name="替人记一件").click()
    keeper.check("[name=channel][value=paper]")
    keeper.fill("[name=text]", "任庄村健身广场的器材松了，老人说怕摔着")
    keeper.fill("[name=name]", "张大爷")
    press(keeper, keeper.locator("main form button.btn-primary"))
    assert "照片" in keeper.locator("#form-errors").inner_text()
    assert keeper.locator("[name=text]").input_value() == "任庄村健身广场的器材松了，老人说怕摔着"
    keeper.set_input_files("[name=photos]", [photo])
    keeper.click("main form button.btn-primary")
    keeper.wait_for_url("**/slip/")
    assert keeper.locator(".hy-code").count() == 1

    staff = open_page(site, "staff")
    open_matter(staff, "器材松了")
    unfold(staff.locator("#step-answer_on_spot"))
    staff.fill("#step-answer_on_spot [name=text]", "村委已报修，三天内换新，先拉了警示带。")
    press(staff, staff.locator("#step-answer_on_spot button"))

    # The answer waits at the keeper's desk; it is read out, and the verdict taken down.
    keeper.goto("/gaodu/station/")
    keeper.get_by_role("link", name="任庄村健身广场").first.click()
    assert "三天内换新" in text_of(keeper)
    judge(keeper, "mostly_satisfied", "no", "等换好再说")
    # The presidium reads it; there is nothing to press.
    presidium = open_page(site, "presidium")
    presidium.goto("/gaodu/staff/?tab=all&q=器材")
    presidium.locator("article").get_by_role("link").first.click()
    assert "基本满意" in text_of(presidium)
    assert presidium.locator("#classify, #steps").count() == 0


def test_a_deputy_enters_what_was_heard_on_a_visit(site, open_page):
    deputy = open_page(site, "deputy", phone=True)
    assert deputy.url.endswith("/gaodu/deputy/")
    deputy.locator("main").get_by_role("link", name="替人记一件").click()
    deputy.check("[name=channel][value=visit]")
    deputy.fill("[name=text]", "走访时大家说村卫生室周末没有人")
    deputy.click("main form button.btn-primary")
    deputy.wait_for_url("**/slip/")
    staff = open_page(site, "staff")
    open_matter(staff, "卫生室周末没有人")
    assert "走访" in text_of(staff)


def test_staff_work_the_queue_by_keyboard_alone(site, open_page):
    say(open_page(site, phone=True), "请问合作医疗在哪里交，交多少钱")
    staff = open_page(site, "staff")
    staff.goto("/gaodu/staff/?tab=new&q=合作医疗")
    staff.keyboard.press("j")
    staff.keyboard.press("Enter")
    staff.wait_for_url("**/staff/m/**")
    with staff.expect_navigation():
        staff.keyboard.press("1")
    assert "医保" in staff.locator(".hy-meta").first.inner_text()
    # A quick hand: the first character, a shortcut elsewhere, follows in the same moment.
    staff.evaluate("""() => { document.dispatchEvent(new KeyboardEvent("keydown", {key: "a", bubbles: true}));
        window.at = document.activeElement.tagName; }""")
    assert staff.evaluate("window.at") == "TEXTAREA"
    staff.keyboard.type("1 在村委或者微信小程序交，2027年每人430元。")
    staff.keyboard.press("Control+Enter")
    staff.get_by_text("已答复").first.wait_for()


def test_staff_merge_twins_and_split_them_again(site, open_page):
    resident = open_page(site, phone=True)
    say(resident, "任庄村桥头的路灯不亮，晚上看不见路", point="renzhuang")
    say(resident, "任庄村桥头路灯不亮了，晚上走路看不见", point="renzhuang")
    staff = open_page(site, "staff")
    open_matter(staff, "晚上走路看不见")
    press(staff, staff.locator("#twins button", has_text="并").first)
    if staff.locator("main form button.btn-primary", has_text="合并").count():
        press(staff, staff.locator("main form button.btn-primary", has_text="合并").first)
    shown = text_of(staff)
    assert "晚上看不见路" in shown
    assert "晚上走路看不见" in shown
    press(staff, staff.get_by_role("button", name="重新分开"))
    staff.goto("/gaodu/staff/?tab=new&q=桥头")
    assert staff.locator("article").count() == 2


def test_two_staff_on_one_matter_see_each_other_and_do_not_overwrite(site, open_page):
    say(open_page(site, phone=True), "村委公开栏好久没有更新账目了")
    first, second = open_page(site, "staff"), open_page(site, "staff")
    open_matter(first, "公开栏")
    open_matter(second, "公开栏")
    second.fill("#wording [name=title]", "村务公开栏账目未更新")
    first.fill("#wording [name=title]", "公开栏没更新")
    press(first, first.locator("#wording button[data-key=w]"))
    press(second, second.locator("#wording button[data-key=w]"))
    shown = text_of(second)
    assert "公开栏没更新" in shown
    assert second.locator("#wording [name=title]").input_value() == "村务公开栏账目未更新"


def test_office_and_unit_refuse_reassign_and_extend(site, open_page):
    title = "南社村路口没有减速带"
    say(open_page(site, phone=True), "南社村路口汽车太快，没有减速带，差点撞了人")
    route(open_page(site, "staff"), "减速带", title)
    office = open_page(site, "office")
    open_case(office, title)
    act(office, "assign", lead="水利站")
    clerk = open_page(site, "clerk", phone=True)
    open_case(clerk, title)
    act(clerk, "refuse", reason="减速带归交通管理站管。")
    open_case(office, title)
    assert "减速带归交通管理站管。" in text_of(office)
    act(office, "reassign", lead="水利站", reason="请先接下，会同交通管理站办。")
    open_case(clerk, title)
    act(clerk, "accept")
    act(clerk, "extension", workdays="5", reason="等材料到货。")
    open_case(office, title)
    assert "等材料到货。" in text_of(office)
    before = office.locator("main time, main .hy-due").first.inner_text()
    act(office, "grant", note="同意。")
    assert office.locator("main time, main .hy-due").first.inner_text() != before
    # The leader watches the same desk.
    leader = open_page(site, "leader")
    open_case(leader, title)
    assert "同意。" in text_of(leader)


def test_the_county_sees_sums_and_no_person(site, open_page):
    county = open_page(site, "county")
    assert county.url.endswith("/county/")
    row = county.locator("tbody tr", has_text="高都镇").inner_text()
    assert re.search(r"\d+ / \d+", row)
    assert "南社村" not in text_of(county)


def test_the_system_administrator_sees_the_messages_that_are_stuck(site, open_page):
    system = open_page(site, "system")
    system.goto("/gaodu/staff/messages/")
    assert system.locator("h1").inner_text() == "消息发送"


def test_the_auditor_verifies_the_chain_and_sees_who_looked_at_a_contact(site, open_page):
    resident = open_page(site, phone=True)
    resident.goto("/gaodu/say/")
    resident.fill("[name=text]", "公交车傍晚那一班总是不来")
    resident.locator("details.hy-more summary").click()
    resident.fill("[name=reach]", "13903561111")
    resident.click("main form button.btn-primary")
    resident.wait_for_url("**/v/**")
    staff = open_page(site, "staff")
    open_matter(staff, "公交车傍晚")
    staff.get_by_role("link", name="看联系方式").first.click()
    staff.fill("main [name=why]", "打电话核实是哪一站")
    press(staff, staff.locator("main form button.btn-primary"))
    assert "13903561111" in text_of(staff)

    auditor = open_page(site, "auditor")
    assert auditor.url.endswith("/gaodu/audit/")
    auditor.goto("/gaodu/audit/?act=voice.open_contact")
    unfold(auditor.locator("main details.hy-more", has_text="依法删除").first)
    assert "打电话核实是哪一站" in text_of(auditor)
    assert "13903561111" not in text_of(auditor)
    press(auditor, auditor.get_by_role("button", name="现在核验全部"))
    assert "全部对得上" in text_of(auditor)
