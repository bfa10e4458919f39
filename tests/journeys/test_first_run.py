"""A real town, not the demo: first page, second factor, lists from spreadsheets, the first accounts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import struct
import time

import openpyxl
import pytest

from tests.databases import fresh
from tests.journeys.steps import press, text_of, unfold
from tests.sites import PASSWORD, Site

pytestmark = [pytest.mark.journey, pytest.mark.one_database]

LISTS = {
    "villages": [["140525107203", "南社村"], ["140525107206", "任庄村"]],
    "points": [["nanshe", "南社村联络点", "南社村", "村委会一楼", "每月15日上午"]],
    "units": [["shuili", "水利站", "水库；河道；农村饮水", "water", "0356-0000000"]],
    "deputies": [[18, "001", "王𠮷祥", "男", 1966, "第一代表小组", "南社村", "农民", "是"]],
}


@pytest.fixture
def empty_site(tmp_path):
    with fresh("sqlite") as new_database:
        site = Site(tmp_path, new_database(), HUYING_DEMO="0")
        site.must("prepare", "--empty")
        site.start()
        yield site
        site.kill()


def one_time(secret: str) -> str:
    """The six digits that an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_an_administrator_opens_a_real_town(empty_site, open_page):
    admin = open_page(empty_site)
    admin.goto("/")
    for name, text in {
        "town": "高都镇", "code": "140525107", "county": "泽州县", "slug": "gaodu",
        "name": "李管理", "username": "li", "password": "123",
    }.items():  # fmt: skip
        admin.fill(f"[name={name}]", text)
    press(admin, admin.locator("main form button.btn-primary"))
    assert "12" in admin.locator("#form-errors").inner_text()
    assert admin.locator("[name=town]").input_value() == "高都镇"
    admin.fill("[name=password]", PASSWORD)
    admin.click("main form button.btn-primary")

    # Whoever administers needs a second factor before anything else.
    admin.wait_for_url("**/accounts/2fa/")
    admin.get_by_role("link", name="现在开启").click()
    secret = admin.locator("main code").inner_text()
    admin.fill("[name=code]", "12")
    admin.click("main form button.btn-primary")
    assert "验证码不对" in text_of(admin) or "6" in text_of(admin)
    admin.fill("[name=code]", one_time(secret))
    admin.click("main form button.btn-primary")
    admin.wait_for_url("**/recovery-codes/")
    assert admin.locator(".hy-codes li").count() == 10
    admin.get_by_role("link", name="抄好了，去工作台").click()
    admin.wait_for_url("**/gaodu/admin/")

    # The lists, in the order that the page says, each by its own template.
    for key, rows in LISTS.items():
        admin.get_by_role("link", name="现在去").click()
        admin.wait_for_url(f"**/admin/lists/{key}/")
        with admin.expect_download() as downloaded:
            admin.get_by_role("link", name="下载模板").click()
        book = openpyxl.load_workbook(io.BytesIO(downloaded.value.path().read_bytes()))
        for row in rows:
            book.worksheets[0].append(row)
        filled = io.BytesIO()
        book.save(filled)
        sheet = {"name": f"{key}.xlsx", "mimeType": "", "buffer": filled.getvalue()}
        admin.set_input_files("[name=file]", [sheet])
        press(admin, admin.locator("main form button.btn-primary"))
        admin.goto("/gaodu/admin/")
    admin.goto("/gaodu/admin/lists/deputies/")
    assert "王𠮷祥" in text_of(admin)

    # An account for the unit's clerk, who signs in with what was handed over.
    admin.goto("/gaodu/admin/accounts/")
    unfold(admin.locator("main details.hy-more").first)
    admin.fill("main [name=name]", "赵承办")
    admin.fill("main [name=username]", "zhao")
    admin.select_option("main [name=role]", "clerk")
    admin.select_option("main [name=unit]", label="水利站")
    press(admin, admin.locator("main form button.btn-primary"))
    word = admin.locator("dd.hy-num").inner_text()
    clerk = open_page(empty_site, phone=True)
    clerk.goto("/accounts/login/")
    clerk.fill("[name=login]", "zhao")
    clerk.fill("[name=password]", word)
    clerk.click("main form button.btn-primary")
    clerk.wait_for_url("**/gaodu/unit/")
    assert "演示" not in clerk.content()

    # There is a town now: the first page is closed.
    stranger = open_page(empty_site)
    stranger.goto("/welcome/")
    assert stranger.locator("[name=town]").count() == 0
