"""A real site and a real Chromium. Each person of a journey has a browser of their own."""

from __future__ import annotations

import io
import os
import random
import shutil

import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.databases import fresh
from tests.sites import PASSWORD, Site

CHROMIUM = shutil.which("chromium")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The journeys' town, served with its worker, on the database that this run is about."""
    vendor = "postgresql" if os.environ.get("HUYING_TEST_DATABASE") == "postgres" else "sqlite"
    with fresh(vendor) as new_database:
        site = Site(tmp_path_factory.mktemp("town"), new_database())
        site.must("prepare", "--empty")
        site.must("shell", "-v0", "-c", "from tests.journeys.town import make; make()")
        site.start()
        yield site
        site.kill()


@pytest.fixture(scope="module")
def chromium():
    """One browser a module: while it runs, its loop keeps Django from the database in this thread."""
    assert CHROMIUM, "没有 Chromium：请用 bin/test 运行（它会装好）"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Opens a browser: open_page(site, as_who=None, phone=False, javascript=True, …) → a page.

    A script's error or a refused resource fails the test at its end.
    """
    contexts, faults = [], []

    def open_page(site: Site, as_who: str | None = None, *, password: str = PASSWORD, phone: bool = False,
                  locale: str = "zh-CN", javascript: bool = True) -> Page:  # fmt: skip
        context = chromium.new_context(
            base_url=site.url, viewport=PHONE if phone else DESK, has_touch=phone,
            is_mobile=phone, locale=locale, java_script_enabled=javascript,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: _note(faults, page, said))
        if as_who:
            page.goto("/accounts/login/")
            page.fill("[name=login]", as_who)
            page.fill("[name=password]", password)
            page.click("main form button.btn-primary")
            page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


# A refused form, two people on one thing, a line that is cut: on purpose in the journeys.
EXPECTED = (
    "status of 403 (Forbidden)",
    "status of 404 (Not Found)",
    "status of 422",
    "status of 409",
    "ERR_INTERNET_DISCONNECTED",
)


def _note(faults: list[str], page: Page, said) -> None:
    if said.type == "error" and not any(one in said.text for one in EXPECTED):
        faults.append(f"{page.url}: {said.text}")


@pytest.fixture(scope="session")
def photo():
    """A picture as a phone makes it, for a file input."""
    out = io.BytesIO()
    noise = random.Random(1).randbytes(400 * 300 * 3)
    Image.frombytes("RGB", (400, 300), noise).resize((1600, 1200)).save(out, "JPEG")
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}
