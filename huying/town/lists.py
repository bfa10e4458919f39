"""Bringing in a town's lists (villages, points, units, deputies) from a spreadsheet: all of it or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import clock, ledger
from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.permissions import Actor, require
from huying.core.sheets import Sheet
from huying.town.models import Deputy, Division, Point, Term, Unit

# What a unit may be first in line for: every word that names it → its key. The room that owns the
# taxonomy fills it when it is ready.
CATEGORIES: dict[str, str] = {}


class BadRow(Exception):
    """A row that cannot be taken, with the sentence that says why."""


@dataclass(frozen=True)
class Listing:
    """One kind of list. columns: (title, help); take: brings one row in, raises BadRow.

    same: the titles that tell one thing from another. texts: title → field that keeps it as typed.
    """

    key: str
    label: str | Promise
    columns: tuple[tuple[str, str], ...]
    take: Callable[[Town, dict[str, str]], None]
    model: type[Model]
    same: tuple[str, ...]
    texts: dict[str, str]


@dataclass
class Outcome:
    """What an import of a list came to. faults: (row number, sentence); taken counts only if none."""

    taken: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


def _need(row: dict[str, str], title: str) -> str:
    value = row.get(title, "").strip()
    if not value:
        raise BadRow(_("“%(title)s”没有填。") % {"title": title})
    return value


def _key(row: dict[str, str]) -> str:
    key = _need(row, "简名").lower()
    if not re.fullmatch(r"[a-z0-9-]{1,40}", key):
        raise BadRow(_("简名只能用小写字母、数字和连字符。"))
    return key


def _division(row: dict[str, str]) -> Division | None:
    village = row.get("所在村", "").strip()
    if not village:
        return None
    division = Division.objects.filter(name=village).first()
    if division is None:
        raise BadRow(_("没有叫“%(name)s”的村，请先导入村名册。") % {"name": village})
    return division


def _village(town: Town, row: dict[str, str]) -> None:
    code = _need(row, "代码")
    if not re.fullmatch(r"\d{12}", code):
        raise BadRow(_("代码应是 12 位数字。"))
    Division.objects.update_or_create(town=town, code=code, defaults={"name": _need(row, "名称")})


def _point(town: Town, row: dict[str, str]) -> None:
    Point.objects.update_or_create(
        town=town,
        key=_key(row),
        defaults={
            "name": _need(row, "名称"),
            "division": _division(row),
            "address": row.get("地址", ""),
            "reception": row.get("接待日", ""),
        },
    )


def _unit(town: Town, row: dict[str, str]) -> None:
    duties = [part for part in re.split(r"[；;、\n]", row.get("职责", "")) if part.strip()]
    named = [part for part in re.split(r"[；;、，,\s]", row.get("主办类别", "")) if part]
    unknown = [part for part in named if part not in CATEGORIES]
    if unknown:
        raise BadRow(_("没有叫“%(name)s”的类别，请照事项的类别名填。") % {"name": unknown[0]})
    Unit.objects.update_or_create(
        town=town,
        key=_key(row),
        defaults={
            "name": _need(row, "名称"),
            "duties": duties,
            "categories": [CATEGORIES[part] for part in named],
            "phone": row.get("电话", ""),
        },
    )


def _deputy(town: Town, row: dict[str, str]) -> None:
    term, _new = Term.objects.get_or_create(
        town=town, number=_number(row, "届"), defaults={"starts": clock.today()}
    )
    born = row.get("出生年", "").strip()
    Deputy.objects.update_or_create(
        term=term,
        card_no=_need(row, "代表证号"),
        defaults={
            "town": town,
            "name": _need(row, "姓名"),
            "group": row.get("代表小组", ""),
            "division": _division(row),
            "gender": row.get("性别", "")[:4],
            "birth_year": _number(row, "出生年") if born else None,
            "occupation": row.get("职业", ""),
            "presidium": row.get("主席团成员", "").strip() in ("是", "√", "1"),
        },
    )


def _number(row: dict[str, str], title: str) -> int:
    value = _need(row, title)
    if not re.fullmatch(r"\d{1,4}", value):
        raise BadRow(_("“%(title)s”应是数字。") % {"title": title})
    return int(value)


LISTS = {
    listing.key: listing
    for listing in (
        Listing(
            "villages",
            gettext_lazy("村（社区）"),
            (("代码", "统计用区划代码，12 位"), ("名称", "例如 南社村")),
            _village,
            Division,
            ("代码",),
            {"名称": "name"},
        ),
        Listing(
            "points",
            gettext_lazy("联络点"),
            (
                ("简名", "小写拼音，出现在二维码网址里，例如 nanshe"),
                ("名称", "例如 南社村联络点"),
                ("所在村", "与村名册一致；不在村里的空着"),
                ("地址", "可以空着"),
                ("接待日", "例如 每月 15 日上午"),
            ),
            _point,
            Point,
            ("简名",),
            {"名称": "name", "地址": "address", "接待日": "reception"},
        ),
        Listing(
            "units",
            gettext_lazy("承办单位"),
            (
                ("简名", "小写拼音，例如 shuili"),
                ("名称", "例如 水利站"),
                ("职责", "几条职责用分号隔开"),
                ("主办类别", "类别名，用分号隔开，例如 管道漏水；路灯；可以空着"),
                ("电话", "可以空着"),
            ),
            _unit,
            Unit,
            ("简名",),
            {"名称": "name", "电话": "phone"},
        ),
        Listing(
            "deputies",
            gettext_lazy("人大代表"),
            (
                ("届", "例如 18"),
                ("代表证号", "本届不能重复"),
                ("姓名", ""),
                ("性别", "男或女"),
                ("出生年", "例如 1972"),
                ("代表小组", "例如 第一代表小组"),
                ("所在村", "与村名册一致"),
                ("职业", ""),
                ("主席团成员", "是的填“是”"),
            ),
            _deputy,
            Deputy,
            ("届", "代表证号"),
            {"代表证号": "card_no", "姓名": "name", "代表小组": "group", "职业": "occupation"},
        ),
    )
}


def bring_in(*, town: Town, listing: Listing, sheet: Sheet, by: Actor) -> Outcome:
    """Bring a whole list in, or none of it where any row is bad; the rows that exist are renewed.

    Raises HuyingError for a table without rows.
    """
    require(by, "town.edit_lists")
    missing = [title for title, _help in listing.columns[:2] if title not in sheet.headers]
    if missing:
        sentence = _("表头里没有“%(title)s”这一列，请用下载的模板。") % {"title": missing[0]}
        return Outcome(faults=[(1, sentence)])
    outcome = Outcome()
    with transaction.atomic():
        _take_rows(town, listing, sheet, outcome)
        if outcome.faults:
            transaction.set_rollback(True)
            return outcome
        ledger.record(
            town_id=town.pk,
            kind="town",
            verb=f"import_{listing.key}",
            subject_id=town.pk,
            by=by,
            body={"rows": outcome.taken},
        )
    return outcome


def _take_rows(town: Town, listing: Listing, sheet: Sheet, outcome: Outcome) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        values = _texts(sheet.headers, row.values)
        same = tuple(values.get(title, "").lower() for title in listing.same)
        try:
            _check_lengths(listing, values)
            listing.take(town, values)
            if same in seen:
                raise BadRow(_("和第%(n)s行是同一个，请删去一行。") % {"n": seen[same]})
        except BadRow as fault:
            outcome.faults.append((row.number, str(fault)))
        else:
            outcome.taken += 1
            seen[same] = row.number
    if not outcome.taken and not outcome.faults:
        raise HuyingError(_("表里一行也没有填，请填好再传。"), field="file")


def _check_lengths(listing: Listing, values: dict[str, str]) -> None:
    """Raise BadRow for a text that its field cannot hold (PostgreSQL would refuse it later)."""
    for title, name in listing.texts.items():
        most = listing.model._meta.get_field(name).max_length
        if most is not None and len(values.get(title, "")) > most:
            raise BadRow(_("“%(title)s”最多%(n)s个字。") % {"title": title, "n": most})


def _texts(headers: Iterable[str], values: Iterable[Any]) -> dict[str, str]:
    def text(value: Any) -> str:
        if value is None:
            return ""
        return value.strftime("%Y") if isinstance(value, dt.datetime) else str(value).strip()

    return {header: text(value) for header, value in zip(headers, values, strict=False)}
