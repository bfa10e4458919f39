"""Bringing voices in: columns, rows, all or none, once, and back again."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.core import clock, ledger, sealing
from huying.core.errors import Denied, HuyingError
from huying.core.models import Event, Message
from huying.core.permissions import Role, system_actor
from huying.core.search import matching
from huying.core.sheets import SheetError, open_sheet, write_sheet
from huying.core.tenancy import in_town
from huying.imports import actions as imports
from huying.imports.models import ImportBatch
from huying.imports.rows import Bad
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import Due
from huying.town.models import Division
from huying.voices import triage
from huying.voices.actions import NAME, REACH
from huying.voices.import_rows import KEYS
from huying.voices.imports import VOICES
from huying.voices.models import Matter, Voice, VoiceContact
from tests.factories import make_actor, make_town

HEADERS = ("编号", "时间", "姓名", "联系电话", "所在村", "地点", "标题", "诉求内容", "类别", "来源")
ROW = (
    "GD1", "2026-03-05 14:20", "张某某", "199 0000 0001", "南社村", "村口小桥", "水管漏水",
    "漏了三天了。", "管道漏水", "电话",
)  # fmt: skip


@pytest.fixture
def town(db, settings, tmp_path):
    settings.HUYING_DATA = tmp_path
    town = make_town()
    with in_town(town):
        yield town


def table(tmp_path, *rows, headers=HEADERS, ending="csv"):
    path = tmp_path / f"{uuid.uuid4().hex}.{ending}"
    write_sheet(path, headers, rows)
    return path


def checked_of(town, path, mapping=None):
    sheet = open_sheet(path)
    mapping = mapping or VOICES.guess(sheet.headers)
    return imports.check(VOICES, town=town, sheet=sheet, mapping=mapping, keep=True)


def brought_in(town, path, *, token="", only_good=False, by=None):
    batch, _new = imports.bring_in(
        town=town, by=by or system_actor(town.pk), checked=checked_of(town, path),
        token=token or uuid.uuid4().hex, filename=path.name, only_good=only_good,
    )  # fmt: skip
    return batch


def reasons(checked):
    return [(bad.number, f.header, f.reason) for bad in checked.bad_rows for f in bad.faults]


def with_cell(header, value):
    return tuple(value if name == header else cell for name, cell in zip(HEADERS, ROW, strict=True))


def test_guess_takes_each_header_once():
    assert VOICES.guess(HEADERS) == {
        "text": "诉求内容", "title": "标题", "when": "时间", "division": "所在村", "place": "地点",
        "name": "姓名", "reach": "联系电话", "category": "类别", "channel": "来源", "number": "编号",
    }  # fmt: skip
    assert VOICES.guess(("msg_id", "user", "title", "time", "body", "dislikes", "likes")) == {
        "text": "body", "title": "title", "when": "time", "name": "user", "number": "msg_id",
    }  # fmt: skip
    assert VOICES.guess(("甲", "乙")) == {}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_row_becomes_a_voice_with_everything_it_told(town, tmp_path, ending):
    batch = brought_in(town, table(tmp_path, ROW, ending=ending))
    voice = Voice.objects.select_related("matter", "division", "contact").get(batch=batch)
    assert voice.text == "水管漏水\n漏了三天了。"
    assert voice.said_at.isoformat() == "2026-03-05T06:20:00+00:00"
    assert (voice.division.name, voice.place, voice.channel) == ("南社村", "村口小桥", "phone")
    assert voice.provenance == "原编号：GD1"
    assert sealing.unseal(bytes(voice.contact.name), context=NAME) == "张某某"
    assert sealing.unseal(bytes(voice.contact.reach), context=REACH) == "19900000001"
    assert voice.contact.channel == "sms"
    matter = voice.matter
    assert (matter.state, matter.category, matter.public) == ("new", "water.leak", False)
    due = rulebook.due(town, "matter.triage_workdays", dt.date(2026, 3, 5))
    assert (matter.triage_due, Due.from_json(matter.triage_due_basis)) == (due.date, due)
    assert list(matching(Voice.objects.all(), "voice", town.pk, "漏水")) == [voice]


def test_import_writes_the_events_of_every_voice_and_the_chain_holds(town, tmp_path):
    batch = brought_in(town, table(tmp_path, ROW, with_cell("编号", "GD2")))
    told = Event.objects.exclude(kind__in=["town", "account"]).order_by("pk")
    assert [(event.kind, event.verb) for event in told] == [
        ("voice", "say"), ("matter", "open"), ("voice", "say"), ("matter", "open"),
        ("import", "bring_in"),
    ]  # fmt: skip
    assert told.last().content.body["rows"] == batch.rows == 2
    ledger.seal_pending()
    assert ledger.verify(town).holds


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-05 14:20:33", "2026-03-05T06:20:33+00:00"),
        ("2026/3/5", "2026-03-04T16:00:00+00:00"),
        ("2026.3.5", "2026-03-04T16:00:00+00:00"),
        ("2026年3月5日 下午2点20分", "2026-03-05T06:20:00+00:00"),
        ("20260305", "2026-03-04T16:00:00+00:00"),
        (dt.datetime(2026, 3, 5, 14, 20), "2026-03-05T06:20:00+00:00"),
    ],
)
def test_dates_are_read_in_every_usual_form(town, tmp_path, written, moment):
    brought_in(town, table(tmp_path, with_cell("时间", written), ending="xlsx"))
    assert Voice.objects.get().said_at.isoformat() == moment


def test_row_without_a_date_is_said_when_it_came_in(town, tmp_path):
    batch = brought_in(town, table(tmp_path, with_cell("时间", "")))
    assert Voice.objects.get().said_at == batch.created_at


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("诉求内容", "", "没有写说了什么。"),
        ("时间", "哪天记不清", "“哪天记不清”不是看得懂的日期。请写成2026-03-05或2026-03-05 14:20这样。"),
        ("时间", "3/5/2026", "“3/5/2026”分不清哪个是月、哪个是日。请写成2026-03-05这样。"),
        ("时间", "2099-01-01", "这个时间还没到，请核对。"),
        ("联系电话", "没有", "这不像手机号、座机号或邮箱，请核对；也可以空着不填。"),
        ("姓名", "张" * 41, "文字太长了：最多40个字，现在多了1个字。请删短一些再提交。"),
        ("诉求内容", "长" * 10_003, "文字太长了：最多10000个字，现在多了3个字。请删短一些再提交。"),
    ],
)  # fmt: skip
def test_bad_cell_is_named_with_its_row_and_reason(town, tmp_path, header, value, reason):
    checked = checked_of(town, table(tmp_path, ROW, with_cell(header, value)))
    assert (checked.good, checked.bad) == (1, 1)
    assert reasons(checked) == [(3, header, reason)]


def test_every_bad_cell_of_a_row_is_named(town, tmp_path):
    row = ("GD1", "x", "", "y", "", "", "", "", "", "")
    checked = checked_of(town, table(tmp_path, row))
    assert [header for _number, header, _reason in reasons(checked)] == [
        "诉求内容",
        "时间",
        "联系电话",
    ]


def test_ten_megabytes_in_a_cell_are_refused_in_a_sentence(town, tmp_path):
    with pytest.raises(SheetError, match="第3行读不出来：引号没有配对，或者一格里超过了13万字"):
        checked_of(town, table(tmp_path, ROW, with_cell("诉求内容", "长" * 10_000_000)))


def test_text_keeps_formulas_and_four_byte_characters(town, tmp_path):
    said = "=HYPERLINK(1) 𠮷家庄😀"
    brought_in(town, table(tmp_path, with_cell("诉求内容", said), ending="xlsx"))
    assert Voice.objects.get().text == f"水管漏水\n{said}"


def test_unknown_words_are_noted_and_kept(town, tmp_path):
    row = ("GD1", "", "", "", "北石店", "桥头", "", "路灯不亮", "城乡建设", "领导信箱")
    checked = checked_of(town, table(tmp_path, row))
    good = checked.first[0]
    assert (checked.good, checked.noted, good.place) == (1, 1, "北石店 桥头")
    assert good.provenance == "原编号：GD1；原类别：城乡建设；原渠道：领导信箱"
    assert good.notes == (
        "没有“城乡建设”这一项，记在来源里。", "没有“领导信箱”这一项，记在来源里。",
        "名册里没有“北石店”，写进地点。",
    )  # fmt: skip
    assert (good.category, good.channel, good.division_id) == ("", "import", None)


@pytest.mark.parametrize("village", ["南社村", "南社", "高都镇南社村委会", "140525107203"])
def test_village_is_found_by_its_names_and_code(town, tmp_path, village):
    checked = checked_of(town, table(tmp_path, with_cell("所在村", village)))
    division_id = checked.first[0].division_id
    assert division_id == Division.objects.get(name="南社村").pk


def test_village_is_found_within_a_place(town, tmp_path):
    checked = checked_of(town, table(tmp_path, (*ROW[:4], "", "任庄村口", *ROW[6:])))
    assert checked.first[0].place == "任庄村口"
    assert checked.first[0].division_id is not None


def test_merged_cells_fill_their_rows_and_are_noted(town, tmp_path):
    from openpyxl import load_workbook

    path = table(tmp_path, ROW, ("GD2", *[None] * 6, "也漏水", None, None), ending="xlsx")
    book = load_workbook(path)
    book.active.merge_cells("E2:E3")
    book.save(path)
    checked = checked_of(town, path)
    assert [good.division_id is not None for good in checked.first] == [True, True]
    assert checked.first[1].notes == ("E2:E3是合并的单元格，值取自左上角。",)


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"when": "时间"}, "请指出哪一列是说的话。"),
        ({"text": "正文"}, "表头里没有“正文”这一列。"),
        ({"text": "诉求内容", "title": "诉求内容"}, "“诉求内容”这一列用了两次，请只用一次。"),
        ({"text": "诉求内容", "words": "标题"},
         f"没有“words”这一项，可用的是：{'、'.join(KEYS)}。"),
    ],
)  # fmt: skip
def test_wrong_mapping_is_refused(town, tmp_path, mapping, reason):
    with pytest.raises(HuyingError) as refused:
        checked_of(town, table(tmp_path, ROW), mapping)
    assert str(refused.value) == reason


def test_one_bad_row_keeps_everything_out(town, tmp_path):
    path = table(tmp_path, ROW, with_cell("时间", "x"))
    with pytest.raises(HuyingError, match="有1行不对，什么也没有导入"):
        brought_in(town, path)
    assert (Voice.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_only_good_rows_come_in_by_choice_and_the_bad_ones_can_be_mended(town, tmp_path):
    path = table(tmp_path, ROW, with_cell("时间", "x"))
    batch = brought_in(town, path, only_good=True)
    assert (batch.rows, batch.skipped, Voice.objects.count()) == (1, 1, 1)
    faults = tmp_path / "faults.xlsx"
    assert imports.write_faults(checked_of(town, path), faults) == 1
    sheet = open_sheet(faults)
    assert sheet.headers == ("第几行", "哪里不对", *HEADERS)
    (row,) = sheet.rows
    assert row.values[0] == "3"
    assert row.values[1].startswith("时间：“x”不是看得懂的日期")
    assert row.values[2:] == with_cell("时间", "x")


def test_table_with_no_good_row_is_refused(town, tmp_path):
    with pytest.raises(HuyingError, match="没有能导入的行"):
        brought_in(town, table(tmp_path, with_cell("时间", "x")), only_good=True)


def test_import_is_for_staff_and_administrators(town, tmp_path):
    path = table(tmp_path, ROW)
    for role in (Role.KEEPER, Role.DEPUTY, Role.CLERK, Role.OFFICE):
        with pytest.raises(Denied):
            brought_in(town, path, by=make_actor(town, role))
    assert brought_in(town, path, by=make_actor(town, Role.ADMIN)).rows == 1


CELL = st.sampled_from(["村口漏水", "", "路灯不亮", "𠮷", "=1+1"])
DAY = st.sampled_from(["2026-03-05", "2026/3/5", "", "三月五日", "3/5/2026", "2099-1-1"])
REACHES = st.sampled_from(["", "19900000001", "a@b.cn", "没有"])


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.tuples(CELL, DAY, REACHES), min_size=1, max_size=12))
def test_rows_in_are_good_and_bad_and_a_repeat_makes_none(town, tmp_path, rows):
    kept = [(f"n{n}", *row) for n, row in enumerate(rows)]
    path = table(tmp_path, *kept, headers=("编号", "内容", "日期", "电话"))
    checked = checked_of(town, path)
    expected = [
        bool(text) and day in ("2026-03-05", "2026/3/5", "") and reach != "没有"
        for text, day, reach in rows
    ]
    assert (checked.good, checked.bad) == (sum(expected), len(rows) - sum(expected))
    assert [not isinstance(one, Bad) for one in checked.first] == expected
    if not checked.good:
        return
    before, token = Voice.objects.count(), uuid.uuid4().hex
    first = brought_in(town, path, token=token, only_good=True)
    second = brought_in(town, path, token=token, only_good=True)
    assert (first.pk, first.rows, first.skipped) == (second.pk, checked.good, checked.bad)
    assert Voice.objects.count() - before == checked.good
    assert first.voices.count() == checked.good
    assert imports.undo(batch=first, by=system_actor(town.pk)) == checked.good
    assert imports.left_of(first).count() == 0


def test_undo_takes_back_voices_contacts_and_matters_without_a_message(town, tmp_path):
    batch = brought_in(town, table(tmp_path, ROW, with_cell("编号", "GD2")))
    by = make_actor(town, Role.ADMIN)
    assert imports.undo(batch=batch, by=by) == 2
    assert set(Voice.objects.values_list("state", flat=True)) == {"undone"}
    assert set(Matter.objects.values_list("state", "voice_count")) == {("withdrawn", 0)}
    assert VoiceContact.objects.count() == Message.objects.count() == 0
    assert list(matching(Voice.objects.all(), "voice", town.pk, "漏水")) == []
    assert Event.objects.get(kind="import", verb="undo").content.body == {
        "by": by.name, "undone": 2, "left": 0,
    }  # fmt: skip
    with pytest.raises(HuyingError, match="已经撤销过了"):
        imports.undo(batch=batch, by=by)


def test_undo_leaves_what_somebody_worked_on_and_keeps_the_file_out(town, tmp_path):
    path = table(tmp_path, ROW, with_cell("编号", "GD2"))
    batch = brought_in(town, path, token="a" * 40)
    worked = Voice.objects.order_by("pk").first()
    triage.classify(
        matter=worked.matter, by=system_actor(town.pk), category="water.leak", urgency="ordinary",
        division=None,
    )  # fmt: skip
    assert imports.undo(batch=batch, by=system_actor(town.pk)) == 1
    assert list(imports.left_of(batch)) == [worked]
    assert brought_in(town, path, token="a" * 40).pk == batch.pk


def test_file_may_come_in_again_after_all_of_it_was_undone(town, tmp_path):
    path = table(tmp_path, ROW)
    batch = brought_in(town, path, token="a" * 40)
    imports.undo(batch=batch, by=system_actor(town.pk))
    assert brought_in(town, path, token="a" * 40).pk != batch.pk
    assert Voice.objects.filter(state="received").count() == 1


def test_undo_is_refused_after_the_towns_hours(town, tmp_path):
    batch = brought_in(town, table(tmp_path, ROW))
    hours = rulebook.value(town, imports.UNDO_RULE)
    with time_machine.travel(clock.now() + dt.timedelta(hours=hours, minutes=1), tick=False):
        assert not imports.may_undo(batch)
        with pytest.raises(HuyingError, match="过了可以撤销的时间"):
            imports.undo(batch=batch, by=system_actor(town.pk))
    assert Voice.objects.get().state == "received"


def test_same_file_in_another_town_comes_in(town, tmp_path):
    path = table(tmp_path, ROW)
    brought_in(town, path, token="a" * 40)
    other = make_town(slug="other", code="140525108", name="别处镇")
    with in_town(other):
        assert brought_in(other, path, token="a" * 40).rows == 1
        assert Voice.objects.count() == 1


def run(capsys, *words):
    call_command(*words)
    return capsys.readouterr().out


def test_command_imports_once_and_undoes(town, tmp_path, capsys):
    path = table(tmp_path, ROW, with_cell("编号", "GD2"))
    assert "能导入2行，不对的0行" in run(
        capsys, "import_voices", str(path), "--town", "gaodu", "--dry-run"
    )
    assert Voice.objects.count() == 0
    assert "导入了2件" in run(capsys, "import_voices", str(path), "--town", "gaodu")
    again = run(capsys, "import_voices", str(path), "--town", "gaodu")
    batch = ImportBatch.objects.get()
    assert f"这个文件已经导入过（批次{batch.pk}，2件），没有再导入。" in again
    assert "撤销了2件" in run(capsys, "undo_import", str(batch.pk))
    assert set(Voice.objects.values_list("state", flat=True)) == {"undone"}


def test_command_maps_and_leaves_columns_out(town, tmp_path, capsys):
    path = table(tmp_path, ("漏水了", "张三"), headers=("甲", "姓名"))
    run(capsys, "import_voices", str(path), "--town", "gaodu", "--map", "text=甲", "name=")
    assert Voice.objects.get().text == "漏水了"
    assert VoiceContact.objects.count() == 0


def test_command_refuses_bad_rows_unless_only_good(town, tmp_path, capsys):
    path = table(tmp_path, ROW, with_cell("时间", "x"))
    errors = tmp_path / "errors.xlsx"
    words = ("import_voices", str(path), "--town", "gaodu", "--errors", str(errors))
    with pytest.raises(CommandError, match="有1行不对，什么也没有导入"):
        call_command(*words)
    assert "第3行，时间：“x”不是看得懂的日期" in capsys.readouterr().out
    assert [row.values[0] for row in open_sheet(errors).rows] == ["3"]
    assert "导入了1件" in run(capsys, *words, "--only-good")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "这个表格是空的。"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "这是旧格式的表格"),
        (b"<html>", "这是网页，不是表格"),
        (b"\x7fELF\0\0", "这个文件不是表格，或者已经损坏"),
        ("内容,内容\na,b\n".encode(), "表头里“内容”出现了两次"),
    ],
)
def test_command_names_what_is_wrong_with_a_file(town, tmp_path, content, reason):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        call_command("import_voices", str(path), "--town", "gaodu")


def test_command_takes_the_sheet_that_is_named(town, tmp_path, capsys):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["内容"])
    second = book.create_sheet("来电")
    second.append(["内容"])
    second.append(["路灯不亮"])
    path = tmp_path / "two.xlsx"
    book.save(path)
    words = ("import_voices", str(path), "--town", "gaodu")
    assert "能导入1行" in run(capsys, *words, "--dry-run", "--sheet", "来电")
    with pytest.raises(CommandError, match="没有叫“去电”的工作表"):
        call_command(*words, "--sheet", "去电")
