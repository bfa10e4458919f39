"""The whole loop in a browser: said, triaged, routed, assigned, answered, judged, handled again, judged, shown."""

from __future__ import annotations

import re

import pytest

from tests.journeys.steps import act, judge, open_case, open_matter, route, text_of

pytestmark = pytest.mark.journey

WORDS = "南社村西头井房边的水管漏水七天了，𠮷祥巷走不成路，我叫王𠮷祥，电话13903560000"
TITLE = "南社村西头井房边水管漏水"


def test_a_voice_from_the_poster_is_answered_rated_handled_again_and_shown(site, open_page, photo):
    # The keeper's poster holds the point's code.
    keeper = open_page(site, "keeper")
    keeper.goto("/gaodu/station/poster/nanshe/")
    assert keeper.locator(".hy-qr svg").count() == 1

    # The resident scans it, on a phone, without an account.
    resident = open_page(site, phone=True)
    resident.goto("/gaodu/say/p/nanshe/")
    assert resident.locator("[name=division] option:checked").inner_text() == "南社村"
    resident.fill("[name=text]", WORDS)
    resident.set_input_files("[name=photos]", [photo])
    resident.locator("details.hy-more summary").click()
    resident.fill("[name=reach]", "13903560000")
    resident.click("button.btn-primary")
    resident.wait_for_url("**/v/**")
    assert resident.locator("h1").inner_text() == "收到了，谢谢您"
    link = resident.url.split("?")[0]
    code = re.sub(r"[\s-]", "", resident.locator(".hy-code").first.inner_text())
    assert re.fullmatch(r"[346-9ACDEFGHJKMNPQRTWXY]{8}", code)
    assert resident.locator(".hy-qr svg").count() == 1

    # The congress's staff: category, public words without the name and the number, on to the town.
    staff = open_page(site, "staff")
    open_matter(staff, "水管漏水七天")
    summary = staff.locator("#wording [name=summary]").input_value()
    assert "王𠮷祥" not in summary
    assert "13903560000" not in summary
    route(staff, "水管漏水七天", TITLE)

    # The town office hands it out; the unit accepts and drafts; its head signs.
    office = open_page(site, "office")
    open_case(office, TITLE)
    act(office, "assign", lead="水利站", instruction="先止水，再换管。")
    clerk, head = open_page(site, "clerk", phone=True), open_page(site, "head")
    open_case(clerk, TITLE)
    text = text_of(clerk)
    assert "水管漏水七天" in text
    assert "王𠮷祥" not in text
    assert "13903560000" not in text
    act(clerk, "accept")
    act(clerk, "draft", text="已派人看过，近期维修。", outcome="resolved")
    open_case(head, TITLE)
    act(head, "sign")

    # The resident says no: it is handled again, with the earlier answer in view.
    resident.goto(link)
    assert "已派人看过，近期维修。" in text_of(resident)
    judge(resident, "dissatisfied", "no", "还在漏")
    open_case(clerk, TITLE)
    assert "已派人看过，近期维修。" in text_of(clerk)
    if clerk.locator("#do-accept").count():
        act(clerk, "accept")
    act(clerk, "draft", text="旧管已全部换新，路面已平整。", outcome="resolved")
    open_case(head, TITLE)
    act(head, "sign")
    resident.goto(link)
    judge(resident, "satisfied", "yes", "这回修好了")

    # Everybody sees it: what was said without who, both answers, the verdict, and the sums.
    neighbour = open_page(site, phone=True)
    neighbour.goto("/gaodu/register/?q=井房")
    neighbour.get_by_role("link", name=TITLE).click()
    shown = neighbour.locator("main").text_content()
    assert "旧管已全部换新，路面已平整。" in shown
    assert "已派人看过，近期维修。" in shown
    assert "王𠮷祥" not in shown
    assert "13903560000" not in shown
    assert "满意" in shown

    # The code says how it stands; the number that was left opens the page where it can be judged.
    neighbour.goto("/gaodu/track/")
    neighbour.fill("[name=code]", code.lower())
    neighbour.keyboard.press("Enter")
    neighbour.wait_for_url("**/track/*/")
    assert "旧管已全部换新，路面已平整。" in text_of(neighbour)
    assert "𠮷祥巷" not in text_of(neighbour)
    neighbour.fill("[name=proof]", "0000")
    neighbour.click("main button.btn-primary")
    neighbour.wait_for_url("**/v/**")
    assert WORDS in text_of(neighbour)
    assert "全部对得上" in site.must("verify_ledger", "--town=gaodu")
