"""Every kind of paper, as PDF and as DOCX, read back by others' programs."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from huying import papers
from huying.papers import fonts
from tests.papers import samples, sheets

pytestmark = pytest.mark.one_database

FULL, BARE = samples.full(), samples.bare()
TITLES = {
    "suggestion": "高都镇人民代表大会代表建议、批评和意见表",
    "feedback": "高都镇人民代表大会代表建议办理情况征询意见表",
    "assignment": "关于交办高都镇第十八届人民代表大会第三次会议第12号建议的通知",
    "refusal": "关于申请退办高都镇第十八届人民代表大会第三次会议第12号建议的函",
    "extension": "关于申请延期办理高都镇第十八届人民代表大会第三次会议第12号建议的函",
    "opinion": "关于高都镇第十八届人民代表大会第三次会议第12号建议的会办意见",
    "reply": "关于高都镇第十八届人民代表大会第三次会议第12号建议的答复",
    "consultation": "代表建议办理面商记录",
    "on_the_spot": "代表建议当面答复记录",
    "receipt": "代表建议承诺事项落实回执",
    "minutes": "第十八届人民代表大会第三次会议代表建议交办会纪要",
    "report": "关于高都镇2026年代表建议、批评和意见办理情况的报告",
    "figures": "高都镇2026年10月群众呼声风向标",
}
PAGES = {
    "suggestion": 2, "feedback": 1, "assignment": 2, "refusal": 2, "extension": 2, "opinion": 1,
    "reply": 2, "consultation": 1, "on_the_spot": 1, "receipt": 1, "minutes": 2, "report": 2, "figures": 1,
}  # fmt: skip
WORDS = {
    "suggestion": ("领衔代表", "GD-18-027", "一是列入2027年民生实事项目", "𠮷永堃", "未确认", "☑同意全文公开"),
    "feedback": ("☑满意□基本满意□不满意", "□满意☑基本满意□不满意", "赶在冬天", "2026年12月10日"),
    "assignment": ("高都镇人民政府、高都镇公路养护站：", "2026年12月25日前向主办单位书面提出会办意见", "签发人：赵文明"),
    "refusal": ("一、申请退办的理由", "二、职责依据", "三、建议改由承办的单位", "于2026年11月18日交办"),
    "extension": ("应当于2027年1月25日前答复代表", "申请延期至2027年3月25日前答复"),
    "opinion": ("由你单位主办、我单位会办", "每月不少于2次", "抄送：高都镇人民代表大会主席团。"),
    "reply": ("王秀兰代表：", "经会同高都镇公路养护站研究办理", "二、关于学校门口的安全设施", "主要负责人：李建国", "联系电话：0356-2345678"),
    "consultation": ("☑面商□走访□座谈□电话□其他", "学校段路灯与路面同步完工"),
    "on_the_spot": ("总投资186万元", "☑同意□不同意", "水西村代表联络站"),
    "receipt": ("□已落实☑部分落实□未落实", "承办单位盖章2027年1月5日", "未落实"),
    "minutes": ("高都镇人民代表大会主席团会议纪要", "第3期", "请假：𠮷永堃", "第13号", "抄送：各承办单位。"),
    "report": ("各位代表：", "按期答复率95.8%（23／24）。", "16／17", "五、下一步打算"),
    "figures": ("全镇，2026年10月1日至31日。", "按名册排列，不排名。", "少于5", "高都镇人大办公室"),
}  # fmt: skip


@pytest.fixture(scope="module")
def through_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    named = {**FULL, **{f"bare_{kind}": paper for kind, paper in BARE.items()}}
    files = {kind: papers.render(paper, "docx") for kind, paper in named.items()}
    return sheets.converted(files, tmp_path_factory.mktemp("docx"))


def test_all_fonts_are_there():
    assert fonts.missing() == [], "缺公文字体：请运行 bin/test，它会取来。"


def test_every_kind_is_tried():
    assert TITLES.keys() == PAGES.keys() == WORDS.keys() == FULL.keys() == BARE.keys()


@pytest.mark.parametrize("kind", FULL)
def test_pdf_says_everything(kind):
    said = sheets.text_of(papers.render(FULL[kind], "pdf"))
    assert [word for word in (TITLES[kind], *WORDS[kind]) if word not in said] == []


@pytest.mark.parametrize("kind", FULL)
def test_docx_says_everything(kind):
    data = papers.render(FULL[kind], "docx")
    said, head = sheets.docx_text(data), FULL[kind].head
    # A letter's name stands in the header of its first page.
    words = [TITLES[kind], *WORDS[kind]]
    assert [word for word in words if word not in said] == []
    if head and head.form == "letter":
        header = docx.Document(io.BytesIO(data)).sections[0].first_page_header
        assert [one.text for one in header.paragraphs] == [FULL[kind].mark, head.name, ""]


@pytest.mark.parametrize("kind", FULL)
def test_libreoffice_shows_the_docx_on_as_many_pages(kind, through_libreoffice):
    data = through_libreoffice[kind]
    said = sheets.text_of(data)
    assert [word for word in (TITLES[kind], *WORDS[kind]) if word not in said] == []
    with sheets.open_pdf(data) as pdf, sheets.open_pdf(papers.render(FULL[kind], "pdf")) as ours:
        assert (len(pdf.pages), len(ours.pages)) == (PAGES[kind], PAGES[kind])


@pytest.mark.parametrize("kind", BARE)
def test_empty_paper_is_one_page_to_fill_in(kind, through_libreoffice):
    with sheets.open_pdf(papers.render(BARE[kind], "pdf")) as pdf:
        assert len(pdf.pages) == 1
    with sheets.open_pdf(through_libreoffice[f"bare_{kind}"]) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_same_paper_gives_the_same_bytes(format):
    again = samples.full()["reply"]
    assert papers.render(FULL["reply"], format) == papers.render(again, format)


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="neither docx nor pdf: odt"):
        papers.render(FULL["reply"], "odt")


def test_docx_has_real_styles_and_the_grid():
    document = docx.Document(io.BytesIO(papers.render(FULL["reply"], "docx")))
    used = [paragraph.style.name for paragraph in document.paragraphs]
    assert used == [
        "公文字号", "Title", "公文主送", "公文正文", "公文正文", "公文正文", "Heading 1", "公文正文",
        "Heading 1", "公文正文", "公文正文", "公文署名", "公文署名", "公文署名", "公文附注", "公文抄送",
    ]  # fmt: skip
    grid = document.sections[0]._sectPr.find(docx.oxml.ns.qn("w:docGrid"))
    assert [value for _name, value in sorted(grid.items())] == ["-848", "579", "linesAndChars"]
    named = {style.name for style in document.styles if style.type == 1}
    assert {"Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "公文正文"} <= named


def test_docx_names_the_fonts_of_the_standard_with_what_stands_for_them():
    data = papers.render(FULL["reply"], "docx")
    table = zipfile.ZipFile(io.BytesIO(data)).read("word/fontTable.xml").decode()
    assert [
        name
        for name in ("仿宋_GB2312", "方正小标宋简体", "楷体_GB2312", "黑体")
        if name not in table
    ] == []
    assert 'w:altName w:val="仿宋,FangSong' in table


def test_docx_tells_no_maker():
    known = docx.Document(io.BytesIO(papers.render(FULL["reply"], "docx"))).core_properties
    assert (known.author, known.title) == ("高都镇人民政府", TITLES["reply"])
    assert (known.comments, known.keywords, known.last_modified_by) == ("", "", "")


@pytest.mark.parametrize(
    ("kind", "family"),
    [("reply", "FandolFang"), ("reply", "FandolSong-Bold"), ("reply", "FandolHei"), ("suggestion", "HanaMinA")],
)  # fmt: skip
def test_pdf_carries_its_fonts(kind, family):
    with sheets.open_pdf(papers.render(FULL[kind], "pdf")) as pdf:
        carried = {one["fontname"] for page in pdf.pages for one in page.chars}
    assert [name for name in carried if family in name] != []


def test_letters_by_several_deputies_and_again():
    reply = papers.ReplyLetter(
        samples.GOVERNMENT, samples.SUGGESTION, "已办。", samples.DAY, round=2
    )
    assert reply.paper().title == "关于高都镇第十八届人民代表大会第三次会议第12号建议的再次答复"
    assert samples.SUGGESTION.proposers == "王秀兰等3名"
    alone = papers.Suggestion("闭会期间", "第1号", "", ("李喆",))
    assert (alone.proposers, alone.reference) == ("李喆", "闭会期间第1号建议")
