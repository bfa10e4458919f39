"""The town's lists from spreadsheets: all of a file or nothing of it."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from huying.core.models import Event
from huying.town.models import Deputy, Division, Point, Unit
from tests.web.admin.sheets import TITLES, XLSX, filled, sheet_of, upload
from tests.web.browser import Desk, page

MODELS = {"villages": Division, "points": Point, "units": Unit, "deputies": Deputy}
GOOD = {
    "villages": [["140525107210", "𠮷家庄村"], [140525107211, "大北庄村"]],
    "points": [
        ["dabei", "大北联络点", "南社村", "村委会一楼", "每月15日上午"],
        ["HALL", "便民大厅", "", "", ""],
    ],
    "units": [["shuili", "水利站二", "水库；河道;农村饮水", "water；roads.lights", "0356-0000000"]],
    "deputies": [
        [18, "007", "李𠮷", "女", 1972, "第一代表小组", "南社村", "农民", "是"],
        ["18", "008", "张三", "", "", "", "", "", ""],
    ],
}


@pytest.fixture
def admin(town):
    return Desk(town, "admin")


def send(admin, key, file):
    return admin.post("admin-list", key, file=file)


def kept(key) -> list[str]:
    return list(MODELS[key].objects.order_by("id").values_list("name", flat=True))


@pytest.mark.parametrize("key", sorted(TITLES))
def test_template_opens_with_its_titles_and_what_to_write(admin, key):
    response = admin.get("admin-template", key)
    assert response["Content-Type"] == XLSX
    assert response["Content-Disposition"] == f'attachment; filename="{key}.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["填写", "说明"]
    assert [cell.value for cell in book["填写"][1]] == TITLES[key]
    assert [row[0].value for row in book["说明"].iter_rows(min_row=2)] == TITLES[key]


def test_unknown_list_is_not_there(admin):
    assert admin.get("admin-template", "secrets").status_code == 404
    assert admin.get("admin-list", "secrets").status_code == 404


@pytest.mark.parametrize("key", sorted(GOOD))
def test_filled_template_is_taken(admin, key):
    before = kept(key)
    template = admin.get("admin-template", key).content
    response = send(admin, key, filled(template, *GOOD[key]))
    assert (response.status_code, response.url) == (302, admin.url("admin-list", key))
    names = [row[2 if key == "deputies" else 1] for row in GOOD[key]]
    assert kept(key) == before + names
    shown = page(admin.client.get(response.url))
    assert f"导入了{len(names)}行。" in shown
    assert all(name in shown for name in names)
    event = Event.objects.order_by("id").last()
    assert (event.verb, event.content.body["rows"]) == (f"import_{key}", len(names))


def test_point_is_taken_whole(admin):
    send(admin, "points", sheet_of(TITLES["points"], *GOOD["points"]))
    point = Point.objects.get(key="dabei")
    assert (point.name, point.division.name, point.address, point.reception, point.kind) == (
        "大北联络点", "南社村", "村委会一楼", "每月15日上午", "point",
    )  # fmt: skip
    assert Point.objects.get(key="hall").division is None


def test_unit_is_taken_whole(admin):
    send(admin, "units", sheet_of(TITLES["units"], *GOOD["units"]))
    unit = Unit.objects.get(key="shuili")
    assert unit.duties == ["水库", "河道", "农村饮水"]
    assert unit.categories == ["water", "roads.lights"]
    assert unit.phone == "0356-0000000"


def test_unit_may_name_its_categories_in_words(admin):
    send(
        admin,
        "units",
        sheet_of(("简名", "名称", "主办类别"), ("shuili", "水利站", "饮水用水；路灯")),
    )
    assert Unit.objects.get(key="shuili").categories == ["water", "roads.lights"]
    page = send(admin, "units", sheet_of(("简名", "名称", "主办类别"), ("x", "站", "水管啊")))
    assert "没有叫“水管啊”的类别" in page.content.decode()


def test_deputy_is_taken_whole(admin):
    send(admin, "deputies", sheet_of(TITLES["deputies"], *GOOD["deputies"]))
    one, other = Deputy.objects.filter(card_no__in=("007", "008"))
    assert (one.term.number, one.name, one.gender, one.birth_year, one.group) == (
        18, "李𠮷", "女", 1972, "第一代表小组",
    )  # fmt: skip
    assert (one.division.name, one.occupation, one.presidium) == ("南社村", "农民", True)
    assert (other.birth_year, other.division, other.presidium) == (None, None, False)


@pytest.mark.parametrize("key", sorted(GOOD))
def test_second_upload_of_a_list_doubles_nothing(admin, key):
    for _time in range(2):
        assert send(admin, key, sheet_of(TITLES[key], *GOOD[key])).status_code == 302
    names = [row[2 if key == "deputies" else 1] for row in GOOD[key]]
    assert [name for name in kept(key) if name in names] == names


def test_second_upload_renews_what_changed(admin):
    send(admin, "villages", sheet_of(TITLES["villages"], ["140525107203", "南社新村"]))
    assert kept("villages") == ["南社新村", "任庄村"]


BAD = [
    ("villages", ["14052510720", "某村"], "代码应是 12 位数字。"),
    ("villages", ["140525107299", ""], "“名称”没有填。"),
    ("villages", ["", "某村"], "“代码”没有填。"),
    ("points", ["南社", "某点", "", "", ""], "简名只能用小写字母、数字和连字符。"),
    ("points", ["a", "某点", "没有的村", "", ""], "没有叫“没有的村”的村，请先导入村名册。"),
    ("units", ["a b", "某站", "", "", ""], "简名只能用小写字母、数字和连字符。"),
    ("units", ["", "某站", "", "", ""], "“简名”没有填。"),
    ("deputies", ["十八", "9", "某人", *[""] * 6], "“届”应是数字。"),
    ("deputies", [18, "", "某人", *[""] * 6], "“代表证号”没有填。"),
    ("deputies", [18, "9", "", "男", *[""] * 5], "“姓名”没有填。"),
    ("deputies", [18, "9", "某人", "", "七二年", *[""] * 4], "“出生年”应是数字。"),
    ("deputies", [18, "9", "某" * 41, *[""] * 6], "“姓名”最多40个字。"),
    ("villages", ["140525107299", "某" * 61], "“名称”最多60个字。"),
    ("points", ["a", "某点", "", "址" * 121, ""], "“地址”最多120个字。"),
    ("units", ["a", "某站", "", "", "0" * 41], "“电话”最多40个字。"),
]


@pytest.mark.parametrize(("key", "row", "why"), BAD)
def test_bad_row_changes_nothing_and_says_which_and_why(admin, key, row, why):
    before, told = kept(key), Event.objects.count()
    response = send(admin, key, sheet_of(TITLES[key], *GOOD[key], row))
    number = len(GOOD[key]) + 2
    assert response.context["faults"] == [(number, why)]
    assert f"<li>第{number}行：{why}</li>" in page(response).replace("\n", "")
    assert "这些行不对，什么也没有导入。请改好再传一次。" in page(response)
    assert (kept(key), Event.objects.count()) == (before, told)


def test_all_bad_rows_are_told_at_once(admin):
    rows = [["1", "某村"]] * 60
    response = send(admin, "villages", sheet_of(TITLES["villages"], *rows))
    assert [number for number, _why in response.context["faults"]] == list(range(2, 52))
    assert "还有10行也不对。" in page(response)


@pytest.mark.parametrize(
    ("key", "first", "second"),
    [
        ("villages", ["140525107299", "甲村"], ["140525107299", "乙村"]),
        ("points", ["a", "甲点", "", "", ""], ["A", "乙点", "", "", ""]),
        ("units", ["a", "甲站", "", "", ""], ["a", "乙站", "", "", ""]),
        ("deputies", [18, "9", "甲", *[""] * 6], ["18", "9", "乙", *[""] * 6]),
    ],
)
def test_row_that_would_overwrite_another_of_the_file_is_a_fault(admin, key, first, second):
    before = kept(key)
    response = send(admin, key, sheet_of(TITLES[key], first, second))
    assert response.context["faults"] == [(3, "和第2行是同一个，请删去一行。")]
    assert kept(key) == before


def test_merged_cells_count_for_each_of_their_rows(admin):
    rows = [
        [18, "011", "甲", "男", 1970, "第二代表小组", "南社村", "", ""],
        [None, "012", "乙", "女", 1971, None, None, "", ""],
    ]
    file = sheet_of(TITLES["deputies"], *rows, merged=["A2:A3", "F2:F3", "G2:G3"])
    assert send(admin, "deputies", file).status_code == 302
    second = Deputy.objects.get(card_no="012")
    assert (second.term.number, second.group, second.division.name) == (
        18,
        "第二代表小组",
        "南社村",
    )


def test_other_order_of_columns_and_more_columns_are_taken(admin):
    file = sheet_of(["名称", "备注", "代码"], ["某村", "不用", "140525107299"])
    assert send(admin, "villages", file).status_code == 302
    assert Division.objects.get(code="140525107299").name == "某村"


def test_missing_column_is_named(admin):
    response = send(admin, "villages", sheet_of(["编号", "名称"], ["140525107299", "某村"]))
    sentence = "表头里没有“代码”这一列，请用下载的模板。"
    assert response.context["faults"] == [(1, sentence)]


def test_csv_is_taken(admin):
    data = "\ufeff代码,名称\n140525107299,某村\n".encode()
    assert send(admin, "villages", upload(data, "villages.csv")).status_code == 302
    assert Division.objects.filter(name="某村").count() == 1


def test_template_without_rows_is_told(admin):
    response = send(admin, "villages", upload(admin.get("admin-template", "villages").content))
    assert response.context["form"].errors == {"file": ["表里一行也没有填，请填好再传。"]}


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_file_that_is_no_table_is_told_at_the_field(admin, data):
    before = kept("villages")
    response = send(admin, "villages", upload(data))
    assert list(response.context["form"].errors) == ["file"]
    assert kept("villages") == before


def test_no_file_is_told_at_the_field(admin):
    response = admin.post("admin-list", "villages", other="1")
    assert list(response.context["form"].errors) == ["file"]


def test_list_of_one_town_leaves_the_other_alone(admin):
    from huying.core.tenancy import in_town
    from tests.factories import make_town

    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    send(admin, "villages", sheet_of(TITLES["villages"], *GOOD["villages"]))
    with in_town(other):
        assert kept("villages") == ["南社村", "任庄村"]


@pytest.mark.parametrize("role", ["staff", "system", "auditor", "keeper"])
def test_only_the_administrator_brings_lists_in(town, role):
    person = Desk(town, role)
    assert send(person, "villages", sheet_of(TITLES["villages"])).status_code == 403


def test_home_names_the_next_step(town, admin):
    Unit.objects.all().delete()
    response = admin.get("admin-home")
    assert response.context["following"]["url"] == admin.url("admin-list", "units")
    assert "下一步：承办单位。" in page(response)
    send(admin, "units", sheet_of(TITLES["units"], *GOOD["units"]))
    assert admin.get("admin-home").context["following"] is None


@pytest.mark.parametrize("name", ["admin-home", "admin-accounts", "admin-rules", "admin-direct"])
def test_admin_pages_stay_within_their_queries(admin, name):
    with CaptureQueriesContext(connection) as seen:
        assert admin.get(name).status_code == 200
    assert len(seen) <= 12
