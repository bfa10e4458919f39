"""The wind vane in a browser: a resident reads it on a phone, with and without scripts; staff lay the villages out."""

from __future__ import annotations

import openpyxl
import pytest

from tests.journeys.steps import press, text_of
from tests.journeys.test_every_page import AXE, RUN

pytestmark = pytest.mark.journey

MAKE = """
from django.core.cache import cache
from huying.core.models import Town
from huying.core.permissions import Actor, system_actor
from huying.core.tenancy import in_town
from huying.handling import judging
from huying.handling.models import Case
from huying.town.models import Division
from huying.voices import actions
from huying.voices.models import Matter, Voice
from tests.factories import make_case, make_voice
town = Town.objects.get(slug="gaodu")
with in_town(town):
    # A village of its own: other journeys speak in the same town.
    shahe = Division.objects.create(town=town, code="140525107299", name="沙河村")
    case = make_case(town, state="replied", text="沙河村小桥的栏杆断了", division=shahe)
    matter = Matter.objects.get(pk=case.origin_id)
    for number in range(6):
        who = actions.support(town=town, matter=matter, by=Actor(kind="public", town_id=town.pk),
                              client_key=f"{number}vane" * 6)
        judging.judge(by=system_actor(town.pk), grade="satisfied", solved=number > 0, supporter=who)
    make_voice(town, "任庄村的路灯", division=Division.objects.get(name="任庄村"))
cache.clear()
print(matter.pk)
"""


def taken(page, link, folder):
    with page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_resident_reads_the_vane_on_a_phone_and_staff_lay_out_the_villages(
    site, open_page, tmp_path
):
    matter = site.must("shell", "-v0", "-c", MAKE).split()[-1]

    # From the front page to the vane: figures with their parts, charts, tiles; nothing runs over the edge.
    resident = open_page(site, phone=True)
    resident.goto("/gaodu/")
    press(resident, resident.get_by_role("link", name="风向标：大家在说什么"))
    assert "少于5人的数字不显示" in resident.content()
    assert resident.locator("canvas[role=img]").count() >= 2
    assert resident.locator(".hy-tiles li").count() >= 2
    assert wide(resident) <= 0
    resident.evaluate(AXE)
    assert resident.evaluate(RUN) == []

    # One village: what was judged there, with its parts.
    resident.get_by_label("哪个村").select_option("沙河村")
    press(resident, resident.get_by_role("button", name="看", exact=True))
    said = text_of(resident)
    assert "5 / 6" in said
    assert "6 / 6" in said

    # A chart's table opens by a touch; the number leads to the matters behind it, and to one of them.
    section = resident.locator("section", has=resident.locator("#rates-heading"))
    assert not section.locator("table").is_visible()
    section.get_by_text("看表格").tap()
    assert "还在评价期内" in section.inner_text()
    press(
        resident,
        section.locator("tr", has_text="解决（最终）").get_by_role("link", name="5", exact=True),
    )
    assert "现在的答复：说解决了的" in text_of(resident)
    press(resident, resident.locator(".hy-card a").first)
    assert resident.url.endswith(f"/gaodu/register/{matter}/")

    # Without scripts the same page stands in tables.
    plain = open_page(site, phone=True, javascript=False)
    plain.goto("/gaodu/vane/?period=year")
    assert plain.locator("canvas").count() == 0
    assert plain.locator("#line-heading").is_visible()
    assert (
        plain.locator("section", has=plain.locator("#rates-heading")).locator("table").is_visible()
    )

    # Staff lay the villages out, take a table away, and print the month.
    staff = open_page(site, "staff")
    staff.goto("/gaodu/vane/")
    press(staff, staff.get_by_role("link", name="排村的方块图"))
    staff.fill("[name=text]", "任庄村\n南社村\n沙河村")
    press(staff, staff.get_by_role("button", name="照这样排"))
    assert "排好了，记入账目" in text_of(staff)
    staff.goto("/gaodu/vane/")
    assert "按大家心里的方位排的方块，不是地图" in text_of(staff)
    villages = staff.locator("section", has=staff.locator("#villages-heading"))
    book = openpyxl.load_workbook(taken(staff, villages.get_by_role("link", name="XLSX"), tmp_path))
    numbers = {row[0]: row[1] for row in book.active.values}
    assert numbers["任庄村"] >= 1
    assert numbers["沙河村"] == 7
    press(staff, staff.get_by_role("link", name="按月看、打印"))
    assert staff.get_by_role("button", name="打印").is_visible()
    assert staff.locator("#rates-heading").is_visible()
    assert staff.locator("table").first.is_visible()
