"""Dates as people write them in spreadsheets."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1900, 2100


class SheetError(HuyingError):
    """A table, a row or a value that cannot be taken; message says what to do."""

    code = "sheet"


_DATE = re.compile(
    r"(?P<year>\d{4})(?:"
    r"(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
    r"|年(?P<month2>\d{1,2})月(?P<day2>\d{1,2})[日号]?"
    r"|(?P<month3>\d{2})(?P<day3>\d{2})"
    r")"
)
_CLOCK = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|AM|PM)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?"
    r"|[点时](?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute2>\d{1,2})分?"
    r"(?:(?P<second2>\d{1,2})秒)?|整)?)(?P<suffix>AM|PM)?"
)
_PACKED_CLOCK = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?")
_WEEKDAY = re.compile(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?")
_DAY_FIRST_OR_MONTH_FIRST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b.*")
_AFTERNOON = ("中午", "下午", "傍晚", "晚上", "夜里", "PM")


def parse_when(value: str | dt.datetime | dt.date) -> dt.datetime:
    """The moment meant, in Asia/Shanghai; a date alone is its midnight.

    Reads Excel date cells, 2026-03-05 14:20(:33), 2026/3/5, 2026.3.5, 2026年3月5日 下午2点20分,
    20260305. Raises SheetError; 3/5/2026 is refused because nobody knows which is the month.
    """
    if isinstance(value, dt.datetime):
        return value.astimezone(ZONE) if value.tzinfo else value.replace(tzinfo=ZONE)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(), ZONE)
    text = _WEEKDAY.sub("", unicodedata.normalize("NFKC", value[:100])).upper()
    text = " ".join(text.split())
    if _DAY_FIRST_OR_MONTH_FIRST.fullmatch(text):
        raise SheetError(
            _("“%(value)s”分不清哪个是月、哪个是日。请写成2026-03-05这样。") % {"value": value},
            code="when_ambiguous",
        )
    match = _DATE.match(text)
    if match is None:
        raise _not_a_date(value)
    found = match.groupdict()
    month = found["month"] or found["month2"] or found["month3"] or ""
    day = found["day"] or found["day2"] or found["day3"] or ""
    rest = text[match.end() :].removeprefix("T").replace(" ", "")
    try:
        date = dt.date(int(found["year"]), int(month), int(day))
        clock = _clock(rest, packed=bool(found["month3"])) if rest else dt.time()
    except ValueError as error:
        raise _not_a_date(value) from error
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise _not_a_date(value)
    return dt.datetime.combine(date, clock, ZONE)


def _clock(text: str, *, packed: bool) -> dt.time:
    match = _CLOCK.fullmatch(text) or (_PACKED_CLOCK.fullmatch(text) if packed else None)
    if match is None:
        raise ValueError(text)
    found = match.groupdict()
    hour = int(found["hour"])
    part = found.get("part") or found.get("suffix")
    if part in _AFTERNOON and hour < 12 and not (part == "中午" and hour >= 10):
        hour += 12
    elif part in ("凌晨", "AM") and hour == 12:
        hour = 0
    minute = int(found.get("minute") or found.get("minute2") or 0)
    if found.get("half"):
        minute = 30
    if found.get("quarter"):
        minute = {"一": 15, "三": 45}[found["quarter"]]
    return dt.time(hour, minute, int(found.get("second") or found.get("second2") or 0))


def _not_a_date(value: object) -> SheetError:
    return SheetError(
        _("“%(value)s”不是看得懂的日期。请写成2026-03-05或2026-03-05 14:20这样。")
        % {"value": str(value)[:40]},
        code="when_unreadable",
    )
