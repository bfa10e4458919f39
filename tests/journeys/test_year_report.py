"""The year's report, in a browser: read by everybody, its ledger and its paper taken away and opened again."""

from __future__ import annotations

import docx
import openpyxl
import pypdfium2
import pytest

from tests.journeys.steps import press, text_of

pytestmark = pytest.mark.journey

MAKE = """
from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.tenancy import in_town
from huying.handling.suggestions import opinions
from huying.handling.suggestions.origin import cases_of
from tests.factories import make_suggestion
town = Town.objects.get(slug="gaodu")
with in_town(town):
    for result in ("satisfied", "dissatisfied", ""):
        suggestion = make_suggestion(town, state="answered")
        if result:
            opinions.give(
                case=cases_of(suggestion).get(), deputy=suggestion.lead, by=system_actor(town.pk),
                attitude="satisfied", result=result, word="灯还不亮",
            )
print(clock.today().year)
"""


def taken(page, name, folder):
    """Press what gives a file; where it was put."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_year_is_read_by_all_and_taken_away_by_the_congress(site, open_page, tmp_path):
    year = site.must("shell", "-v0", "-c", MAKE).split()[-1]

    # A resident on a phone: the figures, each with its parts and what they mean.
    resident = open_page(site, phone=True)
    resident.goto("/gaodu/reports/")
    said = text_of(resident)
    assert f"{year}年代表建议办理情况" in said
    assert "不排名" in said
    resident.get_by_text("这些数字是怎么算的").click()
    assert "领衔代表在征询意见表上的评价" in text_of(resident)
    assert resident.get_by_text("拿走").count() == 0

    # The secretary takes the ledger and the drafted report away, and goes on in other programs.
    staff = open_page(site, "staff")
    staff.goto("/go/")
    press(staff, staff.get_by_role("link", name="建议办理情况"))
    ledger = openpyxl.load_workbook(taken(staff, "年度台账（XLSX）", tmp_path)).active
    head, *rows = list(ledger.values)
    assert {"标题", "主办单位", "答复期限", "对结果"} <= set(head)
    assert len(rows) >= 3
    report = docx.Document(taken(staff, "办理情况报告（DOCX）", tmp_path))
    text = "".join(paragraph.text.replace("\n", "") for paragraph in report.paragraphs)
    assert f"关于高都镇{year}年代表建议、批评和意见办理情况的报告" in text
    assert "“灯还不亮”" in text
    pages = pypdfium2.PdfDocument(taken(staff, "办理情况报告（PDF）", tmp_path))
    assert len(pages) >= 2
