"""Pictures of the main pages for the README, from the demo town in a real browser.

python -m bench.pictures     writes docs/pictures/
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.sites import ROOT, Site

TARGET = ROOT / "docs" / "pictures"
PHONE, DESK = (360, 740), (1280, 800)
# name, who is signed in, size, path, the link to follow from there
PICTURES = [
    ("home", None, PHONE, "/gaodu/", ""),
    ("say", None, PHONE, "/gaodu/say/p/nanshe/", ""),
    ("matter", None, PHONE, "/gaodu/register/?state=closed", "main .hy-card a"),
    ("clerk", "clerk", PHONE, "/gaodu/unit/", "main .hy-card a"),
    ("register", None, DESK, "/gaodu/register/", ""),
    ("triage", "staff", DESK, "/gaodu/staff/?tab=new", "main article a"),
    ("office", "office", DESK, "/gaodu/office/", ""),
    ("vane", None, DESK, "/gaodu/vane/", ""),
    ("register-en", None, DESK, "/gaodu/register/", ""),
]


def take(browser: Browser, site: Site, name: str, who: str | None, size: tuple[int, int], path: str,
         link: str) -> bytes:  # fmt: skip
    """One picture of the first screen."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": size[0], "height": size[1]},
        locale="en-US" if name.endswith("-en") else "zh-CN", device_scale_factor=1.5,
    )  # fmt: skip
    page = context.new_page()
    if who:
        page.goto("/accounts/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", "huying-demo")
        page.click("main form button.btn-primary")
        page.wait_for_load_state()
    page.goto(path)
    if link:
        page.locator(link).first.click()
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    context.close()
    return picture


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        site.must("prepare")
        site.start()
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for name, who, size, path, link in PICTURES:
                picture = take(browser, site, name, who, size, path, link)
                with Image.open(io.BytesIO(picture)) as image:
                    few = image.convert("RGB").quantize(200, dither=Image.Dither.NONE)
                    few.save(TARGET / f"{name}.png", optimize=True)
                print(name, (TARGET / f"{name}.png").stat().st_size)
            browser.close()
        finally:
            site.kill()


if __name__ == "__main__":
    main()
