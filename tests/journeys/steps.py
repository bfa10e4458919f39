"""What persons do on more than one journey."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def press(page: Page, button: Locator) -> None:
    """Press what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        button.click()


def act(page: Page, name: str, **words: str) -> None:
    """Fill in one of a case's steps and press its button."""
    box = page.locator(f"#do-{name}")
    unfold(box)
    for field, text in words.items():
        one = box.locator(f"[name={field}]")
        if one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(text)
        else:
            one.fill(text)
    press(page, box.locator("button.btn-primary, button.btn-danger").first)


def unfold(box: Locator) -> None:
    """Open what is folded."""
    if box.evaluate("box => box.tagName === 'DETAILS' && !box.open"):
        box.locator("summary").first.click()


def open_case(page: Page, title: str) -> None:
    """From one's desk to the case, through the tabs where the first does not hold it."""
    page.goto("/go/")
    link = page.locator("main .hy-card").get_by_role("link", name=title).first
    tabs = [tab.get_attribute("href") for tab in page.locator(".hy-tabs a").all()]
    for tab in tabs:
        if link.count():
            break
        page.goto(f"{page.url.partition('?')[0]}{tab}" if tab.startswith("?") else tab)
    press(page, link)
    page.get_by_role("heading", level=1, name=title).wait_for()


def open_matter(page: Page, words: str) -> None:
    """From the triage queue to the matter in which `words` were said."""
    page.goto("/gaodu/staff/?tab=new")
    press(page, page.locator("article", has_text=words).get_by_role("link").first)


def say(page: Page, words: str, *, point: str = "") -> str:
    """A resident says something; gives the link of their page."""
    page.goto(f"/gaodu/say/p/{point}/" if point else "/gaodu/say/")
    page.fill("[name=text]", words)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/v/**")
    return page.url.split("?")[0]


def judge(page: Page, grade: str, solved: str, word: str) -> None:
    """Give one of the three grades at an answer."""
    page.locator(f".hy-face-{grade}").click()
    page.locator(f"#judge [name=solved][value={solved}]").check()
    page.fill("#judge [name=word]", word)
    press(page, page.locator("#judge button.btn-primary"))


def route(staff: Page, words: str, title: str) -> None:
    """Staff: word it publicly and hand it to the town."""
    open_matter(staff, words)
    press(staff, staff.locator("#classify button[name=accept]").first)
    staff.fill("#wording [name=title]", title)
    press(staff, staff.locator("#wording button[name=publish]"))
    staff.click("#step-route_town summary")
    press(staff, staff.locator("#step-route_town button"))


def text_of(page: Page) -> str:
    """What the page's main part shows."""
    return page.locator("main").inner_text()
