"""A consultation from opening to outcome: the staff ask, residents answer without an account or JavaScript, all read."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page

from tests.journeys.steps import press, text_of, unfold

pytestmark = pytest.mark.journey

STATEMENTS = ["路灯应该整夜亮着", "后半夜可以隔一盏亮一盏", "先修小学门口的", "电费由村里出", "灯太亮影响睡觉",
              "太阳能灯更合适", "巷子里也要装"]  # fmt: skip


def ask(staff: Page) -> str:
    """Draft it, add statements, open it; gives the public page."""
    staff.goto("/gaodu/consultations/desk/")
    press(staff, staff.get_by_role("link", name="起草一次"))
    staff.check("[name=kind][value=needs]")
    staff.fill("[name=title]", "村里的路灯怎么装")
    staff.fill("[name=intro]", "明年的钱够装四十盏，装在哪里、亮到几点，请大家先说。")
    last = dt.date.fromisoformat(staff.input_value("[name=opens_on]")) + dt.timedelta(days=9)
    staff.fill("[name=closes_on]", last.isoformat())
    press(staff, staff.get_by_role("button", name="存成草稿"))
    staff.fill("[name=texts]", "\n".join(STATEMENTS))
    press(staff, staff.get_by_role("button", name="添上"))
    press(staff, staff.get_by_role("button", name="公开征求意见"))
    link = staff.get_by_role("link", name="看公开的这一页").get_attribute("href")
    assert link is not None
    return link


def choose(page: Page, side: int, slip: int) -> None:
    """One person's sheet: all for the third statement, one side of the others, unsure at one."""
    for place in range(len(STATEMENTS)):
        value = 1 if place == 2 else 0 if place == slip else side if place % 2 else -side
        row = page.locator(".hy-statement").nth(place)
        row.locator(f"input[value='{value}']").check(force=True)


def test_a_consultation_from_opening_to_outcome(site, open_page):
    staff = open_page(site, "staff")
    link = ask(staff)
    phone = open_page(site, phone=True, javascript=False)
    phone.goto("/gaodu/")
    press(phone, phone.get_by_role("link", name="村里的路灯怎么装"))
    for person in range(10):
        phone.goto(f"{link}?another=1")
        choose(phone, 1 if person < 5 else -1, [0, 1, 3, 4, 5][person % 5])
        if person == 0:
            phone.fill("[name=remark]", "小学门口的路灯坏了一个月没人修")
            phone.fill("[name=proposal]", "冬天早上五点就要亮")
        press(phone, phone.locator("form.hy-narrow button.btn-primary"))
        assert "收到了" in text_of(phone)
    phone.goto(link)
    assert "已有10人参加" in text_of(phone)

    keeper = open_page(site, "keeper")
    keeper.goto("/gaodu/consultations/")
    press(keeper, keeper.get_by_role("link", name="替人记下").first)
    choose(keeper, 1, 6)
    press(keeper, keeper.get_by_role("button", name="记下，接着下一位"))
    assert "记下了" in text_of(keeper)

    staff.reload()
    press(staff, staff.get_by_role("button", name="放上去，请大家表态"))
    press(staff, staff.get_by_role("button", name="转为群众意见办理"))
    unfold(staff.locator("details", has_text="提前截止"))
    press(staff, staff.get_by_role("button", name="现在截止"))
    for _look in range(60):
        if staff.get_by_role("heading", name="公布结果").count():
            break
        staff.wait_for_timeout(1000)
        staff.reload()
    assert "11人参加" in staff.input_value("[name=outcome]")
    staff.fill("[name=done]", "先装小学门口的六盏，十二月底前亮灯。")
    press(staff, staff.get_by_role("button", name="公布结果"))

    phone.goto(link)
    told = text_of(phone)
    assert "先装小学门口的六盏" in told
    assert "看法分成2组" in told
    assert phone.locator(".hy-opinion-picture .is-disc").count() == 2
    assert phone.evaluate("document.documentElement.scrollWidth") <= 412
