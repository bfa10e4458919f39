"""The wind vane's pages: the page itself, the matters behind a number, a table as a file, a month to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying import papers
from huying.core import clock
from huying.handling.matters import KIND
from huying.handling.models import Case
from huying.listening import topic_queries
from huying.records.vane import counting, kept, lists, periods
from huying.records.vane.counting import Wanted
from huying.records.vane.figures import FINAL, FIRST
from huying.town import tiles
from huying.town.models import Division
from huying.voices import categories
from huying.voices.models import Matter
from huying.web.paging import keyset
from huying.web.papers.views import FORMATS, file_of
from huying.web.sheet_files import ENDINGS, sheet_file
from huying.web.vane import tables
from huying.web.vane.forms import PERIODS, ChoiceForm, query_of
from huying.web.vane.reader import Links, Reader, everybody, reader_of
from huying.web.vane.tables import TABLES, Table, View

MOST_TOPICS = 8
# How many shades a tile may have, beside none.
SHADES = 4
_OPINIONS = {
    "judged": gettext_lazy("评价了的"), "solved": gettext_lazy("说解决了的"),
    "unsolved": gettext_lazy("说没解决的"), "content": gettext_lazy("满意和基本满意的"),
    "fully": gettext_lazy("满意的"), "against": gettext_lazy("不满意的"),
    "silent": gettext_lazy("请了没有评的"),
}  # fmt: skip
_LISTS = {
    "people": gettext_lazy("有人说的事"), "thanks": gettext_lazy("表扬感谢"),
    "contacted": gettext_lazy("到期和已经回应的事"), "in_time": gettext_lazy("按期回应的事"),
    "late": gettext_lazy("没有按期回应的事"), "overdue": gettext_lazy("现在超期的事"),
}  # fmt: skip
_ABOUT = {FIRST: gettext_lazy("首次答复"), FINAL: gettext_lazy("现在的答复")}


def home(request: HttpRequest) -> HttpResponse:
    """The wind vane, for the chosen time, place and category."""
    view, form = _view(request)
    context = _context(request, view)
    context |= {"form": form, "topics": _topics(request, view), "filtered": _filtered(view.wanted)}
    return render(request, "vane/home.html", context)


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """One calendar month, made to be printed and pinned to a wall: the same for whoever prints it."""
    view, known = _month(request, year, month)
    context = _context(request, view)
    later = periods.month_back(view.wanted.period.start, -1)
    earlier = periods.month_back(view.wanted.period.start, 1)
    context |= {
        "topics": _topics(request, view) if later > known[1] else [],
        "later": later if later <= known[1] else None,
        "earlier": earlier if earlier >= known[0] else None,
    }  # fmt: skip
    return render(request, "vane/month.html", context)


def month_paper(request: HttpRequest, year: int, month: int, format: str) -> HttpResponse:
    """The same month as a paper."""
    if format not in FORMATS:
        raise Http404
    view, _known = _month(request, year, month)
    parts = [_part(view, key) for key in ("rates", "line", "grades", "categories", "villages")]
    title = f"{request.town.name}{tables.month_name(view.wanted.period.start)}群众呼声风向标"
    sheet = papers.FiguresSheet(
        title, f"{_chosen(view.wanted, view.villages)}。", parts, f"{request.town.name}人大办公室",
        clock.day_of(view.figures.at),
    )  # fmt: skip
    return file_of(sheet.paper(), title, format)


def _part(view: View, key: str) -> papers.ReportPart:
    made = tables.make(view, key)
    return papers.ReportPart(made.title, [made.said], made.head, made.texts)


def _month(request: HttpRequest, year: int, month: int) -> tuple[View, tuple[dt.date, dt.date]]:
    """A month as everybody sees it, and how far the record reaches. Raises Http404."""
    try:
        wanted = Wanted(periods.month_of(year, month))
    except ValueError as error:
        raise Http404 from error
    known = counting.months_known(request.town)
    if known is None or not known[0] <= wanted.period.start <= known[1]:
        raise Http404
    villages = list(Division.objects.filter(town=request.town))
    return _view_of(request, wanted, villages, everybody(request.town)), known


def behind(request: HttpRequest, what: str) -> HttpResponse:
    """The matters behind a number; the public sees those of them that are on the register."""
    if what not in lists.LISTS:
        raise Http404
    villages = list(Division.objects.filter(town=request.town))
    form = ChoiceForm(request.GET, villages)
    wanted, reader = form.wanted(), reader_of(request)
    owes = request.GET.get("owes") if what == "overdue" and not _only_public(reader) else None
    rows = lists.behind(request.town, wanted, what, "" if owes == "-" else owes)
    rows = _seen(rows, reader).select_related("division")
    page = keyset(request, rows)
    of_people = reader.desk and what not in lists.OF_MATTERS
    parts = lists.parts(request.town, wanted, what, page) if of_people else {}
    context = {
        "page": page, "rows": [_row(request, one, reader, parts) for one in page], "title": _title(what),
        "chosen": _chosen(wanted, villages), "reader": reader,
        "only_public": _only_public(reader),
        "back": Links(request.town.slug, query_of(wanted)).page(),
    }  # fmt: skip
    return render(request, "vane/list.html", context)


def table(request: HttpRequest, key: str, ending: str) -> FileResponse:
    """One table as a file, with the same numbers and the same gaps as on the page."""
    if key not in TABLES or ending not in ENDINGS:
        raise Http404
    view, _form = _view(request)
    if key == "owed" and _only_public(view.reader):
        raise Http404
    made = tables.make(view, key)
    rows = [
        [cell.value if cell.value is not None and cell.text == str(cell.value) else cell.text for cell in row]
        for row in made.rows
    ]  # fmt: skip
    span = f"{view.wanted.period.start:%Y%m%d}-{view.wanted.period.last:%Y%m%d}"
    return sheet_file(f"{request.town.name}{made.title}{span}", ending, made.head, rows)


def _view(request: HttpRequest) -> tuple[View, ChoiceForm]:
    villages = list(Division.objects.filter(town=request.town))
    form = ChoiceForm(request.GET, villages)
    return _view_of(request, form.wanted(), villages, reader_of(request)), form


def _view_of(
    request: HttpRequest, wanted: Wanted, villages: list[Division], reader: Reader
) -> View:
    figures = kept.figures(request.town, wanted)
    links = Links(request.town.slug, query_of(wanted))
    return View(figures, wanted, reader, links, villages)


def _context(request: HttpRequest, view: View) -> dict[str, Any]:
    shown = [key for key in TABLES if key != "owed" or not _only_public(view.reader)]
    made = {key: tables.make(view, key) for key in shown}
    return {
        "view": view, "reader": view.reader, "tables": made,
        "takes": {key: {one: view.links.take(key, one) for one in ENDINGS} for key in made},
        "tiles": _tiles(request, view, made["villages"]), "figures": _figures(view),
        "chosen": _chosen(view.wanted, view.villages), "this_month": view.figures.at,
    }  # fmt: skip


def _figures(view: View) -> list[dict[str, Any]]:
    """The strip of figures on top."""
    whole, reader, links = view.figures.whole, view.reader, view.links
    too, before = reader.number(whole.me_too).text, reader.number(whole.before).text
    notes = [_("其中附议%(n)s") % {"n": too}, _("上一段时间%(n)s") % {"n": before}]
    if whole.withdrawn:
        notes.append(_("撤回的%(n)s不计") % {"n": reader.number(whole.withdrawn).text})
    strip: list[dict[str, Any]] = [
        {"label": _("说事的人"), "cell": reader.number(whole.people, links.list("people")), "notes": notes},
        {"label": _("现在超期（件）"), "cell": reader.number(whole.overdue, links.list("overdue"))},
        {"label": _("表扬感谢"), "cell": reader.number(whole.thanks, links.list("thanks"))},
    ]  # fmt: skip
    for label, rate, what in (
        (_("按期回应"), whole.contacted, "in_time"),
        (_("说解决了（最终）"), whole.solved[FINAL], f"{FINAL}-solved"),
        (_("满意和基本满意（最终）"), whole.content[FINAL], f"{FINAL}-content"),
    ):
        cell, why = reader.rate(rate, links.list(what)), tables.why_out(reader, rate)
        strip.append({"label": label, "cell": cell, "is_rate": True, "why": why})
    return strip


def _tiles(request: HttpRequest, view: View, villages: Table) -> dict[str, Any]:
    """The villages as tiles: name, how many people, a shade; their numbers are the table's."""
    rows, arranged = tiles.layout(request.town, view.villages)
    cells = {row[0].text: row for row in villages.rows}
    most = max((row[1].value or 0 for row in villages.rows), default=0)
    shown = [[_tile(one, cells, most, view.links) for one in row] for row in rows]
    return {"rows": shown, "arranged": arranged, "width": len(rows[0]) if rows else 0}


def _tile(
    division: Division | None, cells: dict[str, list[Any]], most: float, links: Links
) -> dict[str, Any] | None:
    if division is None:
        return None
    row = cells.get(division.name)
    count = row[1] if row else None
    share = (count.value or 0) / most if count and most else 0
    # A shade only says "more or less": by the root, since a few villages say most.
    shade = min(SHADES, int(share**0.5 * SHADES) + 1) if share else 0
    return {
        "name": division.name, "count": count.text if count else "", "shade": shade,
        "url": links.page(division=division.pk),
    }  # fmt: skip


def _topics(request: HttpRequest, view: View) -> list[dict[str, Any]]:
    """What people talk about now: as everybody may see it, or as staff do."""
    place = next((one for one in view.villages if one.pk == view.wanted.division_id), None)
    found = topic_queries.current(
        request.town, division=place, category=view.wanted.category.rstrip("."),
        public=not view.reader.desk, limit=MOST_TOPICS,
    )  # fmt: skip
    return [
        {
            "topic": one, "category": categories.label(one.category),
            "people": view.reader.number(one.people).text, "recent": view.reader.number(one.recent).text,
            "usual": f"{one.usual:.1f}", "rated": one.judged >= view.reader.smallest,
        }
        for one in found
    ]  # fmt: skip


def _seen(rows: QuerySet[Matter], reader: Reader) -> QuerySet[Matter]:
    """Those of the matters that the reader may open anyway."""
    if reader.desk:
        return rows
    if _only_public(reader):
        return rows.filter(public=True)
    cases = Case.objects.filter(origin_kind=KIND, origin_id=OuterRef("pk")).order_by("-pk")
    rows = rows.annotate(case_id=Subquery(cases.values("pk")[:1]))
    return rows.filter(Q(public=True) | Q(case_id__isnull=False))


def _only_public(reader: Reader) -> bool:
    return not (reader.desk or reader.office)


def _filtered(wanted: Wanted) -> bool:
    return bool(wanted.division_id or wanted.category or wanted.period.key != periods.DEFAULT)


def _chosen(wanted: Wanted, villages: list[Division]) -> str:
    """What was chosen, in words."""
    period = wanted.period
    when = _("%(start)s至%(end)s") % {
        "start": tables.day(period.start),
        "end": tables.day(period.last),
    }
    place = next((one.name for one in villages if one.pk == wanted.division_id), _("全镇"))
    names = dict(categories.group_choices())
    about = categories.label(wanted.category) or names.get(wanted.category.rstrip("."), "")
    return _("，").join(
        str(part) for part in (place, about, PERIODS.get(period.key, ""), when) if part
    )


def _title(what: str) -> str:
    if what in _LISTS:
        return str(_LISTS[what])
    about, opinion = what.split("-")
    return _("%(about)s：%(opinion)s") % {"about": _ABOUT[about], "opinion": _OPINIONS[opinion]}


def _row(
    request: HttpRequest, matter: Any, reader: Reader, parts: Mapping[int, int]
) -> dict[str, Any]:
    """A matter as a card, with what its reader may open."""
    slug, case = request.town.slug, getattr(matter, "case_id", None)
    if reader.desk:
        url = reverse("staff-matter", args=[slug, matter.pk])
    elif case:
        url = reverse("case", args=[slug, case])
    else:
        url = reverse("public-matter", args=[slug, matter.pk])
    return {
        "title": matter.title or _("第%(n)s号") % {"n": matter.pk}, "url": url, "state": matter.state,
        "place": str(matter.division or ""), "category": categories.label(matter.category),
        "unit": matter.answerer, "at": matter.first_said_at, "part": parts.get(matter.pk, 0),
        "due": matter.triage_due if matter.state == "new" else matter.answer_due,
        "owed": matter.state in ("new", "with_town"),
    }  # fmt: skip
