"""Every kind of page of the demo town, as each role meets it: axe finds nothing, nothing runs over the edge."""

from __future__ import annotations

import json

import pytest
from django.urls import get_resolver

from huying.core.permissions import Role
from tests.journeys import crawl
from tests.journeys.steps import press
from tests.sites import ROOT, Site

pytestmark = [pytest.mark.journey, pytest.mark.one_database]

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}`))"""
# Answers to a POST, fragments, downloads and pages that only an empty or a two-town site shows.
NOT_PAGES = {
    "root", "go", "desk", "look", "welcome", "card-enter", "health",
    "staff-history", "public-similar", "public-support-add", "public-file", "public-heads", "public-status",
    "public-voice", "public-voice-judge", "public-voice-tell", "public-voice-withdraw", "public-slip",
    "public-support", "public-support-judge", "staff-twins", "staff-classify", "staff-wording",
    "staff-unpublish", "staff-step", "staff-merge", "staff-split", "staff-ask", "staff-voice-withdraw",
    "staff-presence", "staff-file", "staff-again", "staff-end", "staff-recheck", "staff-resend",
    "staff-drop", "case-act", "case-photo", "admin-template", "admin-card", "import-template",
    # Seen by test_suggestion_deputy, as their deputies meet them.
    "deputy-write", "deputy-autosave", "deputy-cite", "deputy-cosigners", "deputy-sign", "deputy-file",
    "deputy-filed", "deputy-withdraw", "deputy-discard",
    "meeting-prepare", "meeting-assigned", "meeting-arrange", "meeting-add", "meeting-begin", "meeting-off",
    "meeting-decide", "meeting-show", "meeting-rest", "meeting-follow",
    "import-map", "import-preview", "import-errors", "import-drop", "import-batch", "import-undo",
    "suggestion-act", "suggestion-mend", "paper", "paper-forms", "paper-meeting", "paper-report",
    "paper-scan", "report-ledger", "vane-table", "vane-paper", "case-check", "station-paper", "topic-act",
    "consultation-act", "consultation-answer", "consultation-remark", "consultation-statement",
    "consultation-table",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("demo"))
    site.must("prepare")
    site.start()
    yield site
    site.kill()


def ours() -> set[str]:
    def names(resolver):
        for one in resolver.url_patterns:
            yield from names(one) if hasattr(one, "url_patterns") else [one.name]

    return {n for n in names(get_resolver()) if not n.startswith(("account_", "mfa_"))} - NOT_PAGES


def faults_of(page, name: str, path: str) -> list[str]:
    page.evaluate(AXE)
    found = [f"{name} {path} {fault}" for fault in page.evaluate(RUN)]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{name} {path} runs over by {wide} px"] if wide > 0 else found


@pytest.fixture(scope="module")
def visited():
    return set()


@pytest.mark.parametrize("role", [None, *Role])
def test_what_each_role_meets(demo, open_page, visited, role):
    page = open_page(demo, role and role.value, phone=True, password="huying-demo")
    starts = (
        ["/gaodu/", "/gaodu/track/", "/gaodu/say/p/nanshe/", "/accounts/login/", "/style/"]
        if role is None
        else []
    )
    if role is not None:
        page.goto("/go/")
        starts = [page.url.removeprefix(demo.url), *crawl.links(page)]
        starts = [one for one in starts if not crawl.name_of(one).startswith(("public-", "style"))]
    if role == Role.DEPUTY:
        # Nothing need wait for this deputy's word today; the page of what was judged is the same.
        page.goto("/gaodu/deputy/suggestions/?tab=mine")
        mine = next(one for one in crawl.links(page) if crawl.name_of(one) == "suggestion")
        starts.append(f"/gaodu/deputy/suggestions/{mine.rstrip('/').rpartition('/')[2]}/judge/")
    skip = NOT_PAGES | {one for one in visited if one not in crawl.FACES}
    found = []
    for name, path in crawl.walk(page, starts, skip):
        visited.add(name)
        found += faults_of(page, name, path)
        page.set_viewport_size({"width": 1440, "height": 900})
        found += faults_of(page, name, path)
        page.set_viewport_size({"width": 360, "height": 740})
    assert found == [], json.dumps(found, ensure_ascii=False, indent=1)


def check(page, name: str) -> list[str]:
    """What is wrong with the open page on a phone and at a desk."""
    found = []
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found += faults_of(page, name, page.url)
    return found


def test_pages_of_ones_own(demo, open_page, photo):
    """What only the speaker sees: the voice, its slip, its end, and a "me too"."""
    page, found = open_page(demo, phone=True), []
    page.goto("/gaodu/say/p/nanshe/")
    page.click("main form button.btn-primary")
    page.locator("#form-errors").wait_for()
    found += check(page, "say, refused")
    page.fill("[name=text]", "村口的路灯坏了")
    page.set_input_files("[name=photos]", [photo])
    page.locator("details.hy-more summary").click()
    page.fill("[name=reach]", "13900001234")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/v/**")
    found += check(page, "voice, new")
    link, code = page.url.split("?")[0], page.locator(".hy-code").first.inner_text()
    for path in (link, f"{link}slip/", f"{link}withdraw/"):
        page.goto(path)
        found += check(page, "voice")
    page.goto("/gaodu/track/")
    page.fill("[name=code]", code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/*/")
    found += check(page, "status")
    page.goto("/gaodu/register/?state=answered")
    page.locator("main .hy-card a").first.click()
    page.get_by_role("button", name="附议").click()
    page.wait_for_url("**/s/**")
    found += check(page, "support")
    for path in ("/gaodu/register/999999/", "/gaodu/staff/"):
        page.goto(path)
        found += check(page, path)
    assert found == [], json.dumps(found, ensure_ascii=False, indent=1)


def test_pages_of_an_import_and_of_a_card(demo, open_page, visited):
    table = "诉求内容,所在村\n村口水管漏水三天了,南社村\n,南社村\n".encode()
    staff, found = open_page(demo, "staff", password="huying-demo"), []
    staff.goto("/gaodu/imports/")
    staff.set_input_files(
        "[name=file]", [{"name": "热线.csv", "mimeType": "text/csv", "buffer": table}]
    )
    for button in ("main form button.btn-primary",) * 3:
        press(staff, staff.locator(button).first)
        found += check(staff, "import")
    batch = staff.url
    staff.get_by_role("link", name="撤销这一批").click()
    found += check(staff, "import, undo")
    staff.goto(batch)
    for path in (staff.locator("a[href*='twins']").get_attribute("href"), "/gaodu/vane/tiles/"):
        staff.goto(path)
        visited.add(crawl.name_of(staff.url))
        found += check(staff, path)
    admin = open_page(demo, "admin", password="huying-demo")
    admin.goto("/gaodu/admin/accounts/")
    admin.locator("main .hy-card a").first.click()
    press(admin, admin.get_by_role("button", name="制作个人二维码"))
    found += check(admin, "card")
    stranger = open_page(demo, phone=True)
    stranger.goto(admin.locator(".hy-slip a").get_attribute("href"))
    found += check(stranger, "card, asked for its PIN")
    assert found == [], json.dumps(found, ensure_ascii=False, indent=1)


def test_pages_of_an_assignment_meeting(demo, open_page, visited):
    demo.must("shell", "-v0", "-c",
              "from tests.factories import make_suggestion; from huying.core.models import Town; "
              "from huying.core.tenancy import in_town\n"
              "town = Town.objects.get(slug='gaodu')\n"
              "with in_town(town): make_suggestion(town), make_suggestion(town)")  # fmt: skip
    staff, found = open_page(demo, "staff", password="huying-demo"), []

    def look(path: str = "") -> None:
        if path:
            staff.goto(path)
        name = crawl.name_of(staff.url)
        visited.add(name)
        found.extend(check(staff, name))
        staff.set_viewport_size({"width": 1440, "height": 900})

    look("/gaodu/meetings/")
    staff.locator("[name=pick]").first.check()
    press(staff, staff.get_by_role("button", name="直接交办选中的"))
    look()
    staff.goto("/gaodu/meetings/")
    press(staff, staff.locator("aside form button.btn-primary"))
    meeting = staff.url
    for part in ("", "agenda/", "cancel/", "screen/"):
        look(f"{meeting}{part}")
    staff.goto(meeting)
    press(staff, staff.locator("a[href*='/items/']").first)
    look()
    staff.goto(meeting)
    press(staff, staff.get_by_role("button", name="开会", exact=True))
    look()
    for part in ("close/", "screen/"):
        look(f"{meeting}{part}")
    assert found == [], json.dumps(found, ensure_ascii=False, indent=1)


def test_no_kind_of_page_was_left_out(visited):
    assert ours() - visited == set()
