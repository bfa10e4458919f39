"""A table comes in through the page: columns, a look, all or the good rows, back again."""

import gzip
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.imports.kinds import KINDS
from huying.imports.models import ImportBatch
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Term
from huying.voices.models import Voice
from huying.web import kept
from tests.factories import make_town
from tests.web.browser import Desk

GOOD = "诉求内容,所在村,联系电话\n村口水管漏水三天了,南社村,13900000000\n𠮷祥巷路灯不亮,任庄村,\n"
MIXED = GOOD + ",南社村,\n路边堆着垃圾,南社村,99\n"


def upload(desk, text=GOOD, name="热线.csv"):
    """Upload a table; gives the address that follows."""
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return desk.post("import-home", file=file)


def to_preview(desk, text=GOOD):
    mapping = upload(desk, text)["Location"]
    page = desk.client.get(mapping)
    chosen = {name: value for name, value in page.context["form"].initial.items() if value}
    return desk.client.post(mapping, chosen)["Location"]


def test_a_table_comes_in_after_a_look(staff, town):
    preview = to_preview(staff)
    page = staff.client.get(preview)
    assert (page.context["checked"].good, page.context["checked"].bad) == (2, 0)
    assert Voice.objects.count() == 0
    done = staff.client.post(preview)
    batch = ImportBatch.objects.get()
    assert done["Location"] == staff.url("import-batch", batch.pk)
    assert sorted(Voice.objects.values_list("text", flat=True)) == [
        "村口水管漏水三天了", "𠮷祥巷路灯不亮",
    ]  # fmt: skip
    assert "导入了" in staff.client.get(done["Location"]).content.decode()


def test_a_second_click_brings_nothing_in_twice(staff, town):
    preview = to_preview(staff)
    first = staff.client.post(preview)
    assert staff.client.post(preview)["Location"] == first["Location"]
    assert upload(staff).status_code == 302
    assert (ImportBatch.objects.count(), Voice.objects.count()) == (1, 2)


def test_bad_rows_keep_all_out_until_the_good_ones_are_chosen(staff, town):
    preview = to_preview(staff, MIXED)
    page = staff.client.get(preview).content.decode()
    assert "第4行" in page
    assert "第5行" in page
    refused = staff.client.post(preview)
    assert refused.status_code == 422
    assert Voice.objects.count() == 0
    faults = staff.client.get(preview.replace("preview", "errors"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(faults.streaming_content))).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [4, 5]
    staff.client.post(preview, {"only_good": "1"})
    assert Voice.objects.count() == 2


def test_what_is_no_table_is_told_at_the_field(staff, town):
    for name, content, why in (
        ("a.xlsx", b"\x00\x01 no sheet", "表格"),
        ("a.pdf", b"%PDF-1.4 scan", "这不是表格"),
        ("a.csv", b"", "空"),
    ):
        page = upload(staff, content, name)
        assert page.status_code == 422, name
        assert why in str(page.context["form"].errors["file"]), name
    assert staff.post("import-home").status_code == 422


def test_the_words_column_has_to_be_named(staff, town):
    mapping = upload(staff, "甲,乙\n村口水管漏水,南社村\n")["Location"]
    page = staff.client.post(mapping, {"text": ""})
    assert page.status_code == 422
    assert "请指出哪一列是说的话" in page.content.decode()
    assert "村口水管漏水" in page.content.decode()


def test_an_import_is_taken_back(staff, town):
    staff.client.post(to_preview(staff))
    batch = ImportBatch.objects.get()
    assert "都会撤销" in staff.get("import-undo", batch.pk).content.decode()
    assert Voice.objects.filter(state="received").count() == 2
    staff.post("import-undo", batch.pk)
    assert Voice.objects.filter(state="received").count() == 0


def test_an_upload_can_be_thrown_away(staff, town):
    mapping = upload(staff)["Location"]
    staff.client.post(f"{mapping}drop/")
    assert staff.client.get(mapping).status_code == 404


def test_the_empty_table_has_every_column(staff, town):
    sheet = openpyxl.load_workbook(io.BytesIO(staff.get("import-template").content)).active
    names = [cell.value for cell in sheet[1]]
    filled = ",".join(names) + "\n"
    page = staff.client.get(upload(staff, filled + "水管漏水" * len(names))["Location"])
    assert set(page.context["form"].initial.values()) == set(names)


@pytest.mark.parametrize("role", ["keeper", "clerk", "presidium"])
def test_others_do_not_import(desk_of, town, role):
    assert desk_of(role).get("import-home").status_code == 403


def test_another_choice_of_columns_is_looked_at_anew(transactional_db, monkeypatch):
    """The choice lies in a file: that the database stands still says nothing about it."""
    monkeypatch.setattr(kept, "OWN_SECONDS", 60)
    staff = Desk(make_town(), "staff")
    staff.client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    text = "诉求内容,备注,所在村\n村口水管漏水三天了,路边堆着垃圾没人管,南社村\n"
    mapping = upload(staff, text)["Location"]
    looks = []
    for column in ("诉求内容", "备注"):
        fields = staff.client.get(mapping).context["form"].initial | {"text": column}
        chosen = {name: value for name, value in fields.items() if value}
        preview = staff.client.post(mapping, chosen)["Location"]
        for _look in range(2):
            shown = staff.client.get(preview)
        packed = shown.headers.get("Content-Encoding") == "gzip"
        looks.append((gzip.decompress(shown.content) if packed else shown.content).decode())
    assert "村口水管漏水三天了" in looks[0]
    assert "路边堆着垃圾没人管" in looks[1]
    assert "村口水管漏水三天了" not in looks[1]


def test_the_list_of_batches_asks_the_same_few_queries(staff, town, django_assert_max_num_queries):
    for number in range(3):
        preview = to_preview(staff, GOOD.replace("村口", f"村口{number}"))
        staff.client.post(preview, {"all": "1"})
    with django_assert_max_num_queries(8):
        assert len(staff.get("import-home").context["batches"]) == ImportBatch.objects.count()


# Past suggestions come in the same way, with questions that only a person can answer.

PAST = (
    "届次,编号,建议标题,领衔代表,承办单位,答复日期,办理结果,满意度\n"
    "十七届五次,12,关于修复路灯的建议,赵敏,水利站,2025-04-20,A,满意\n"
    "十七届五次,13,关于修渠的建议,孙某某,水利站,2025-04-21,已解决,基本满意\n"
)
DAYS = {"session-17-5-opens": "2025-02-20", "session-17-5-closes": "2025-02-21"}


@pytest.fixture
def past_term(town):
    """The seventeenth term with one of the two who led."""
    term = Term.objects.create(town=town, number=17, starts="2021-05-01")
    return Deputy.objects.create(town=town, term=term, name="赵敏", card_no="1", active=False)


def past_preview(desk, text=PAST):
    file = SimpleUploadedFile("台账.csv", text.encode())
    mapping = desk.client.post(desk.url("import-home") + "?kind=suggestions", {"file": file})
    page = desk.client.get(mapping["Location"])
    chosen = {name: value for name, value in page.context["form"].initial.items() if value}
    return desk.client.post(mapping["Location"], chosen)["Location"]


def test_the_page_lets_choose_what_comes_in(staff, town):
    home = staff.get("import-home", kind="suggestions")
    assert [(tab["url"], tab["current"]) for tab in home.context["tabs"]] == [
        ("?kind=voices", False), ("?kind=suggestions", True),
    ]  # fmt: skip
    assert "编号、答复、评价都照原样" in home.content.decode()
    assert staff.get("import-home", kind="deputies").status_code == 404


def test_past_suggestions_come_in_once_what_is_asked_is_answered(staff, town, past_term):
    preview = past_preview(staff)
    page = staff.client.get(preview)
    assert [one.key for one in page.context["checked"].questions] == [*DAYS, "deputies", "public"]
    assert page.context["checked"].bad == 2
    answered = staff.client.post(preview, DAYS | {"look": "1"})
    assert answered["Location"] == preview
    page = staff.client.get(preview)
    assert [one.key for one in page.context["checked"].questions] == [*DAYS, "deputies", "public"]
    assert (page.context["checked"].good, page.context["checked"].bad) == (1, 1)
    done = staff.client.post(preview, DAYS | {"deputies": "on", "public": "on"})
    batch = ImportBatch.objects.get()
    assert done["Location"] == staff.url("import-batch", batch.pk)
    assert list(Suggestion.objects.order_by("number").values_list("number", "lead__name", "state")) == [
        (12, "赵敏", "closed"), (13, "孙某某", "closed"),
    ]  # fmt: skip
    assert "第12号建议" in staff.client.get(done["Location"]).content.decode()


def test_the_page_of_a_past_suggestion_says_where_it_is_from(staff, town, past_term, client):
    text = (
        PAST.splitlines()[0]
        + ",备注\n2025,12,关于修复路灯的建议,赵敏,水利站,2025-04-20,A,满意,原存档案室\n"
    )
    staff.client.post(past_preview(staff, text), {"public": "on"})
    one = Suggestion.objects.get()
    inside = staff.get("suggestion", one.pk).content.decode()
    assert "往年台账" in inside
    assert "备注：原存档案室" in inside
    outside = client.get(staff.url("suggestion", one.pk)).content.decode()
    assert "往年台账" in outside
    assert "档案室" not in outside
    assert "闭会" not in outside


def test_an_answer_that_leaves_rows_wrong_is_looked_at_again(staff, town, past_term):
    preview = past_preview(staff)
    staff.client.post(preview, DAYS | {"look": "1"})
    again = staff.client.post(preview, DAYS | {"public": "on", "only_good": "1"})
    assert again["Location"] == preview
    assert Suggestion.objects.count() == 0
    staff.client.post(preview, DAYS | {"public": "on", "only_good": "1"})
    assert list(Suggestion.objects.values_list("number", flat=True)) == [12]


def test_what_is_no_date_is_told_at_its_question(staff, town, past_term):
    page = staff.client.post(past_preview(staff), {"session-17-5-opens": "二月"})
    assert page.status_code == 422
    assert "请写成2026-03-05这样的日期。" in page.content.decode()


def test_past_suggestions_are_taken_back(staff, town, past_term):
    preview = past_preview(staff)
    staff.client.post(preview, DAYS | {"deputies": "on"})
    batch = ImportBatch.objects.get()
    assert "编号腾出来" in staff.get("import-undo", batch.pk).content.decode()
    staff.post("import-undo", batch.pk)
    assert Suggestion.objects.count() == 0
    assert list(Deputy.objects.filter(term__number=17)) == [past_term]
    home = staff.get("import-home", kind="suggestions")
    assert [one.undone_at is not None for one in home.context["batches"]] == [True]
    assert not staff.get("import-home").context["batches"].rows


def test_the_empty_ledger_has_every_column(staff, town):
    sheet = openpyxl.load_workbook(
        io.BytesIO(staff.get("import-template", kind="suggestions").content)
    ).active
    names = [cell.value for cell in sheet[1]]
    assert set(KINDS["suggestions"].guess(names).values()) == set(names)
