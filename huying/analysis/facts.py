"""What a text says of places, offices, money and days, as spans: to fill in a form, never to decide by.

Villages and units come from the caller's lists (a town knows its own); roads, estates and other bodies are found by
how their names end. What tells who somebody is: see `redaction`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["village", "road", "estate", "unit", "amount", "date"]


@dataclass(frozen=True, order=True)
class Fact:
    """text[start:end], in code points. value: the listed name, yuan, an ISO date or month; else the text itself."""

    start: int
    end: int
    kind: Kind
    text: str
    value: str


# Words that stand before a name and are no part of it; a name is cut after the last of them.
_BEFORE = (
    "我们|你们|他们|整个|导致|使得|造成|之|我村|本村|村里|这条|那条|整条|一条|两条|几条|条|这个|那个|一个|这|那|在|从|到|往|去|和|与|及|跟|的|了|是|把|给|对|向|由|经|住|找|问|过|沿|靠近|靠|临|离|"
    "修建|修缮|修|建|走|通往|通到|通|路过|经过|位于|居住|家住|附近|旁边|旁|门口|路口|希望|请|让|叫|被|于|为|因|但|又|也|都|就|还|只|没|不|有|上|里|下|前|后|边|将|该|投诉|反映|举报|咨询|联系|"
    "联合|要求|建议|责成|督促|派|以及|或|如|像|等|每|各|全|某|多个|村|镇|县|市|省|区"
)
_CUT = re.compile(f".*(?:{_BEFORE})(?=.)")
_HAN = "[\u4e00-\u9fff]"
_ROAD = re.compile(
    rf"(?:[GSXY]\d{{2,4}}(?:国道|省道|县道|乡道|高速|线)?|(?<!\d)\d{{3}}(?:国道|省道)"
    rf"|{_HAN}{{1,6}}?(?:大道|大街|北路|南路|东路|西路|中路|路|街|巷|高速|国道|省道|连接线|环线)(?!灯|面|口|边|基|段|上|人|过|障|政|长|坊|道|旁|沿|程|线|子|桥|头))"
)
_ESTATE = re.compile(
    r"[\u4e00-\u9fff\d]{2,8}?(?:小区|花园|花苑|家园|佳苑|嘉苑|新苑|公寓|安置区|家属院|家属楼|宿舍楼|商城|大厦|名都|名城|新城|华府|公馆)"
)
_UNIT = re.compile(
    rf"{_HAN}{{0,8}}?(?:派出所|卫生院|卫生室|供电所|供水站|水利站|农机站|农技站|兽医站|司法所|财政所|税务所|市场监管所|自然资源所|工商所|国土所|中心校|小学|中学|幼儿园|敬老院|养老院|"
    r"村委会|居委会|党群服务中心|便民服务中心|政务中心|物业公司|自来水公司|燃气公司|热力公司|煤业公司|煤矿|合作社|有限公司|"
    r"环保局|水务局|水利局|住建局|交通局|教育局|民政局|人社局|医保局|城管局|公安局|农业农村局|自然资源局|市场监管局|卫健局|信访局|交警队|消防队|城管队|环卫队|环卫所|邮政所|信用社|村镇银行)"
)
# Endings that stand alone are no name.
_GENERIC = re.compile(
    r"(?:马路?|公交线?|公|本|我|宅|南|北|东|西|中|道|出|走|一|大|小|土|水泥|柏油|石子|泥|山|老|旧|新|主|乡间?|乡村|田间|机耕|生产|入户|进村|出村|巷道|后|前|门|老旧|安置|半|条|断头|近|远|绕|让|铁|线|电|水|网|短|思|退|活|财|销|套|门|套|赶|领|问|带|迷|同|顺|上|逛|过|满|整|临|沿|背|街)?"
    r"(?:路|街|巷|大道|大街|小区|花园|家园|公寓|高速|国道|省道|安置区|新城|大厦|环线|商城)"
)
_CN = "零〇一二两三四五六七八九十百千万亿"
_AMOUNT = re.compile(
    rf"(?P<number>\d[\d,，]*(?:\.\d+)?|[{_CN}]+|几)(?P<times>[十百千]?[万亿]|千|百)?(?:多|余|来)?(?P<unit>元|块钱|块|人民币)(?!头|地)"
)
_YEAR = r"(?:(?:19|20)\d{2}|二[〇零]\S{2})"
_DATE = re.compile(
    rf"(?P<year>{_YEAR})[年./-](?P<month>\d{{1,2}})(?:[月./-](?P<day>\d{{1,2}})[日号]?|月份?)"
    r"|(?P<month2>\d{1,2})月(?:(?P<day2>\d{1,2})[日号]|份|底|初|中旬|上旬|下旬|末)?"
    rf"|(?P<year3>{_YEAR})年(?:底|初|末|春|夏|秋|冬|[上下]半年|第?[一二三四]季度)?"
    r"|(?P<near>今年|明年|去年|前年|本月|上月|下月|上个月|下个月|这个月)(?:底|初|末|(?P<month4>\d{1,2})月(?:(?P<day4>\d{1,2})[日号]|份|底|初)?|[上下]半年|春节?|国庆节?|中秋节?)?"
    r"|年底|年末|年前|月底|本周|下周|上周|周[一二三四五六日末]|星期[一二三四五六日天]|今天|明天|后天|昨天|前天|春节|国庆节?|中秋节?|汛期前|供暖季?前|入冬前|上冻前|开学前"
    rf"|(?P<span>(?:\d+|[{_CN}]+)个?(?:工作日|天|日|周|星期|月|小时)(?:之?内|以内|前))"
)


def facts(
    text: str,
    *,
    villages: Iterable[str] = (),
    units: Iterable[str] = (),
    said_on: dt.date | None = None,
) -> list[Fact]:
    """What `text` says, in order, never overlapping.

    villages, units: names as the town writes them; 南社 stands for 南社村. said_on: for "去年", "3月2日".
    """
    kept: list[Fact] = []
    finds: tuple[Iterator[Fact], ...] = (
        _listed(text, units, "unit"), _listed(text, villages, "village"),
        iter(find_amounts(text)), iter(find_dates(text, said_on)),
        _named(text, _UNIT, "unit"), _named(text, _ESTATE, "estate"), _named(text, _ROAD, "road"),
    )  # fmt: skip
    for found in finds:
        for fact in found:
            if all(fact.end <= one.start or fact.start >= one.end for one in kept):
                kept.append(fact)
    return sorted(kept)


def find_amounts(text: str) -> list[Fact]:
    """Sums of money, in yuan where the number can be told ("几万元" cannot)."""
    found = []
    for match in _AMOUNT.finditer(text):
        number = _number(match["number"].replace(",", "").replace("，", ""))
        value = match[0]
        if number is not None:
            value = f"{number * _times(match['times'] or ''):f}"
        found.append(Fact(*match.span(), "amount", match[0], value))
    return found


def find_dates(text: str, said_on: dt.date | None = None) -> list[Fact]:
    """Days, months, years and terms ("十五个工作日内"), as ISO where that can be told."""
    return [
        Fact(*match.span(), "date", match[0], _iso(match, said_on) or match[0])
        for match in _DATE.finditer(text)
    ]


def _listed(text: str, names: Iterable[str], kind: Kind) -> Iterator[Fact]:
    for name in sorted(set(names), key=len, reverse=True):
        stem = re.sub(r"(?:社区|村委会|村)$", "", name) if kind == "village" else name
        for said in dict.fromkeys((name, stem)):
            # One character is no name: 东 of 东村 is everywhere.
            if len(said) > 1:
                for match in re.finditer(re.escape(said), text):
                    yield Fact(*match.span(), kind, match[0], name)


def _named(text: str, pattern: re.Pattern[str], kind: Kind) -> Iterator[Fact]:
    for match in pattern.finditer(text):
        start = match.start()
        if cut := _CUT.match(match[0]):
            start += cut.end()
        name = text[start : match.end()]
        if name and not _GENERIC.fullmatch(name) and not (kind == "unit" and _bare(name)):
            yield Fact(start, match.end(), kind, name, name)


def _bare(name: str) -> bool:
    return name in ("有限公司", "合作社")


def _number(written: str) -> Decimal | None:
    """1200, 12.5, 三千二, 十五万; None where it is no number ("几")."""
    if re.fullmatch(r"\d+(?:\.\d+)?", written):
        return Decimal(written)
    if not written or set(written) - set(_CN):
        return None
    total = section = digit = 0
    last = 1
    for char in written:
        if char in "十百千":
            last = 10 ** ("十百千".index(char) + 1)
            section += (digit or 1) * last
            digit = 0
        elif char in "万亿":
            last = 10**4 if char == "万" else 10**8
            total = (total + section + digit) * last
            section = digit = 0
        else:
            digit = "零一二三四五六七八九".find(char.replace("〇", "零").replace("两", "二"))
            last = 1 if char in "零〇" else last
    # 三千二 is 3,200: the last digit stands one place below the last unit said.
    tail = digit * (last // 10 if last >= 100 else 1)
    return Decimal(total + section + tail)


def _times(said: str) -> int:
    times = 1
    for char in said:
        times *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    return times


def _iso(match: re.Match[str], said_on: dt.date | None) -> str:
    """YYYY-MM-DD, YYYY-MM or YYYY; '' where it cannot be told."""
    part = match.groupdict()
    year = part["year"] or part["year3"]
    month = part["month"] or part["month2"] or part["month4"]
    day = part["day"] or part["day2"] or part["day4"]
    if said_on and part["near"] and part["near"].endswith("年"):
        year = str(said_on.year + {"今": 0, "明": 1, "去": -1, "前": -2}[part["near"][0]])
    elif said_on and not year and part["month2"]:
        year = str(said_on.year)
    if not year or not year.isdigit():
        return ""
    try:
        if month and day:
            return dt.date(int(year), int(month), int(day)).isoformat()
        return f"{int(year)}-{int(month):02d}" if month and 1 <= int(month) <= 12 else year
    except ValueError:
        return ""
