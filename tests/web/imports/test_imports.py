"""A table comes in through the page: columns, a look, all or the good rows, back again."""

import gzip
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.voices.models import ImportBatch, Voice
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
