"""The whole loop in a browser: said, triaged, routed, assigned, answered, judged, handled again, judged, shown."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.journey

WORDS = "南社村西头井房边的水管漏水七天了，𠮷祥巷走不成路，我叫王𠮷祥，电话13903560000"
TITLE = "南社村西头井房边水管漏水"


def act(page, name: str, **words: str) -> None:
    """Fill in one of a case's steps and press its button."""
    box = page.locator(f"#do-{name}")
    if box.evaluate("box => box.tagName") == "DETAILS" and not box.get_attribute("open"):
        box.locator("summary").click()
    for field, text in words.items():
        one = box.locator(f"[name={field}]")
        if one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(text)
        else:
            one.fill(text)
    box.locator("button.btn-primary, button.btn-danger").first.click()
    page.wait_for_load_state()


def open_case(page) -> None:
    page.goto("/go/")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("heading", level=1, name=TITLE).wait_for()


def judge(page, grade: str, solved: str, word: str) -> None:
    page.locator(f".hy-face-{grade}").click()
    page.locator(f"#judge [name=solved][value={solved}]").check()
    page.fill("#judge [name=word]", word)
    page.click("#judge button.btn-primary")
    page.wait_for_load_state()


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
    staff.goto("/gaodu/staff/?tab=new")
    staff.locator("article", has_text="水管漏水七天").get_by_role("link").first.click()
    staff.locator("#classify button[name=accept]").first.click()
    staff.wait_for_load_state()
    summary = staff.locator("#wording [name=summary]").input_value()
    assert "王𠮷祥" not in summary
    assert "13903560000" not in summary
    staff.fill("#wording [name=title]", TITLE)
    staff.click("#wording button[name=publish]")
    staff.wait_for_load_state()
    staff.click("#step-route_town summary")
    staff.fill("#step-route_town [name=text]", "天冷了，请抓紧。")
    staff.click("#step-route_town button")
    staff.wait_for_load_state()

    # The town office hands it out; the unit accepts and drafts; its head signs.
    office = open_page(site, "office")
    open_case(office)
    act(office, "assign", lead="水利站", instruction="先止水，再换管。")
    clerk, head = open_page(site, "clerk", phone=True), open_page(site, "head")
    open_case(clerk)
    text = clerk.locator("main").inner_text()
    assert "水管漏水七天" in text
    assert "王𠮷祥" not in text
    assert "13903560000" not in text
    act(clerk, "accept")
    act(clerk, "draft", text="已派人看过，近期维修。", outcome="resolved")
    open_case(head)
    act(head, "sign")

    # The resident says no: it is handled again, with the earlier answer in view.
    resident.goto(link)
    assert "已派人看过，近期维修。" in resident.locator("main").inner_text()
    judge(resident, "dissatisfied", "no", "还在漏")
    open_case(clerk)
    assert "已派人看过，近期维修。" in clerk.locator("main").inner_text()
    if clerk.locator("#do-accept").count():
        act(clerk, "accept")
    act(clerk, "draft", text="旧管已全部换新，路面已平整。", outcome="resolved")
    open_case(head)
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
    assert "旧管已全部换新，路面已平整。" in neighbour.locator("main").inner_text()
    assert "𠮷祥巷" not in neighbour.locator("main").inner_text()
    neighbour.fill("[name=proof]", "0000")
    neighbour.click("main button.btn-primary")
    neighbour.wait_for_url("**/v/**")
    assert WORDS in neighbour.locator("main").inner_text()
    assert "全部对得上" in site.must("verify_ledger", "--town=gaodu")
