"""A suggestion at the units, in a browser: refused, reassigned, talked over, replied to, not enough, replied to again."""

from __future__ import annotations

import pytest

from tests.journeys.steps import act, open_case, press, text_of, unfold

pytestmark = pytest.mark.journey

TITLE = "关于修复南社村主街路灯的建议"
MAKE = f"""
from huying.core.tenancy import in_town
from huying.core.models import Town
from tests.factories import make_account, make_suggestion, SUGGESTED
from dataclasses import replace
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.core.permissions import system_actor
from huying.town.models import Unit
town = Town.objects.get(slug="gaodu")
for role in ("clerk", "head"):
    account = make_account(town, role, unit="transport")
    account.username = role + "-transport"
    account.save()
with in_town(town):
    suggestion = make_suggestion(town, text=replace(SUGGESTED, title="{TITLE}"))
    assign_all([Plan(suggestion, Unit.objects.get(key="water"))], by=system_actor(town.pk))
    print(suggestion.pk)
"""


def fill(page, name: str, **words: str):
    """Fill in one of a suggestion's acts and press its button."""
    box = page.locator(f"#do-{name}")
    unfold(box)
    for field, text in words.items():
        one = box.locator(f"[name={field}]")
        if one.first.get_attribute("type") == "radio":
            box.locator(f"[name={field}][value={text}]").check()
        elif one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(text)
        else:
            one.fill(text)
    press(page, box.locator("form button").last)


def test_refused_reassigned_talked_over_and_replied_to_twice(site, open_page):
    pk = site.must("shell", "-v0", "-c", MAKE).split()[-1]
    here = f"/gaodu/suggestions/{pk}/"
    today = site.must(
        "shell", "-v0", "-c", "from huying.core import clock; print(clock.today().isoformat())"
    ).split()[-1]

    # The unit that got it says, on a phone, that it is not theirs.
    water = open_page(site, "clerk", phone=True)
    open_case(water, TITLE)
    assert "一、更换坏灯和线路。" in text_of(water)
    assert "王𠮷祥（领衔）" in text_of(water)
    box = water.locator("#do-refuse")
    unfold(box)
    box.locator("[name=reason]").fill("路灯归交通管理站管")
    press(water, box.locator("button").last)

    # The congress's staff see the request on their desk and name another unit.
    staff = open_page(site, "staff")
    staff.goto("/gaodu/suggestions/desk/?tab=requests")
    press(staff, staff.get_by_role("link", name=TITLE))
    assert "路灯归交通管理站管" in text_of(staff)
    box = staff.locator("#do-reassign")
    unfold(box)
    box.locator("[name=lead]").select_option("交通管理站")
    box.locator("[name=reason]").fill("路灯归交通管理站管")
    press(staff, box.locator("form button").last)

    # The other unit signs for it; its head wants to reply at once and is led to the talk first.
    clerk, head = open_page(site, "clerk-transport", phone=True), open_page(site, "head-transport")
    open_case(clerk, TITLE)
    act(clerk, "accept")
    open_case(head, TITLE)
    box = head.locator("#do-draft-and-sign")
    unfold(box)
    box.locator("[name=text]").fill("已换新灯八盏。")
    box.locator("[name=outcome]").select_option("resolved")
    box.locator("[name=code]").fill("高交函〔2026〕5号")
    press(head, box.locator("button.btn-primary, button.btn").first)
    assert "请先登记面商，写好的答复还在下面" in text_of(head)
    assert head.locator("#do-draft-and-sign [name=text]").input_value() == "已换新灯八盏。"

    # Without JavaScript, too.
    plain = open_page(site, "clerk-transport", phone=True, javascript=False)
    open_case(plain, TITLE)
    fill(plain, "consult", how="visit", held_on=today, where="南社村委会", people="站长刘明",
         said="代表要求先修主街，再修巷子。")  # fmt: skip
    assert "等代表确认" in text_of(plain)
    head.goto(head.url.split("do/")[0])
    act(head, "draft-and-sign", text="已换新灯八盏。", outcome="resolved", code="高交函〔2026〕5号")
    assert "高交函〔2026〕5号" in text_of(head)

    # Everybody reads the reply; the deputy's paper says no.
    neighbour = open_page(site, phone=True)
    neighbour.goto("/gaodu/suggestions/?q=主街")
    press(neighbour, neighbour.get_by_role("link", name=TITLE))
    shown = text_of(neighbour)
    assert "已换新灯八盏。" in shown
    assert "站长刘明" not in shown
    staff.goto(here)
    fill(staff, "confirm", confirmed="yes")
    fill(staff, "judge", attitude="satisfied", result="dissatisfied", word="巷子里还是黑的")
    assert "第2轮" in text_of(staff)

    # The second round: the deputy's words in view, talked over again, replied to again.
    open_case(clerk, TITLE)
    assert "巷子里还是黑的" in text_of(clerk)
    fill(clerk, "consult", how="meeting", held_on=today, people="站长刘明",
         said="商定巷子里装太阳能灯。")  # fmt: skip
    act(clerk, "draft", text="巷子里也装了太阳能灯。", outcome="resolved")
    open_case(head, TITLE)
    act(head, "sign", code="高交函〔2026〕9号")
    neighbour.reload()
    neighbour.goto(f"{here}?again")
    shown = neighbour.locator("main").text_content()
    for words in ("巷子里也装了太阳能灯。", "已换新灯八盏。", "高交函〔2026〕9号", "不满意"):
        assert words in shown, words
