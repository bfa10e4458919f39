"""What in a text tells who somebody is, suggested for hiding before it is published.

The program suggests, a person decides: recall matters more than precision, and neither is whole.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from huying.analysis.names import find_names

Kind = Literal["id_card", "bank_card", "phone", "account", "email", "plate", "room", "name"]

REPLACEMENTS: dict[Kind, str] = {
    "id_card": "［身份证号］",
    "bank_card": "［银行卡号］",
    "phone": "［电话］",
    "account": "［网上账号］",
    "email": "［邮箱］",
    "plate": "［车牌］",
    "room": "［门牌］",
    "name": "某某",
}


@dataclass(frozen=True, order=True)
class Span:
    """text[start:end], in code points, of a kind, and what is to stand there instead."""

    start: int
    end: int
    kind: Kind
    replacement: str


# One character for one character, so that places in the text stay the same.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: ord(" "),
    0x2010: ord("-"),
    0x2011: ord("-"),
    0x2013: ord("-"),
    0x2014: ord("-"),
    0x2212: ord("-"),
    0x00A0: ord(" "),
    # Full-width punctuation that the patterns for names know as it is.
    **{ord(char): ord(char) for char in "，：；！？（）"},
}
_GAP = "[ \\-]?"
_MOBILE = re.compile(rf"(?<!\d)(?:\(?\+?86\)?{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?!\d)")
_LANDLINE = re.compile(
    rf"(?<!\d)[(（]?0\d{{2,3}}[)）]?{_GAP}[2-8]\d{{2,3}}{_GAP}\d{{4}}(?:转\d{{1,5}})?(?!\d)"
)
_LOCAL = re.compile(
    r"(?:电话|座机|打|拨打|联系|号码|致电)[号是为:： ]{0,3}(?P<found>[2-8]\d{6})(?!\d)"
)
_SPELT = re.compile("[一幺1１][三3四五六七八九][零〇一幺二三四五六七八九]{9}")
_ID_18 = re.compile(r"(?<!\d)[1-9]\d{5} ?(?:19|20)\d{2} ?\d{4} ?\d{3}[\dXx](?![\dA-Za-z])")
_ID_15 = re.compile(r"(?<!\d)[1-6]\d{5}\d{6}\d{3}(?!\d)")
_BANK = re.compile(r"(?<!\d)[3-6]\d{3}(?:[ -]?\d){11,15}(?!\d)")
_BANK_NAMED = re.compile(
    r"(?:卡号|账号|帐号|账户|帐户|存折|银行卡)[是为:： ]{0,3}(?P<found>\d(?:[ -]?\d){11,20})(?!\d)"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_WECHAT = re.compile(
    r"(?:微信|[Ww]e[Cc]hat|[Vv][Xx信]|[Ww][Xx]|薇信|抖音|快手)(?:号码|号|[Ii][Dd]|名)?[是为叫:： ]{0,3}"  # noqa: E501
    r"(?P<found>[A-Za-z][A-Za-z0-9_-]{4,19}|[1-9]\d{4,10})"
)
_QQ = re.compile(
    r"(?:[Qq]{2}|扣扣|企鹅)(?:号码|号|群)?[是为:： ]{0,3}(?P<found>[1-9]\d{4,10})(?!\d)"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·•. -]?"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9]{4,5}[挂学警港澳]|[A-HJ-NP-Za-hj-np-z0-9]{5,6})(?![A-Za-z0-9])"
)
_ROOMS = (
    re.compile(
        r"(?:\d{1,3}(?:号楼|栋|幢|号|#楼?|楼))?(?:[\d一二三四五六]{1,2}单元)(?:[\d一二三四五六]{1,2}[楼层])?"
        r"(?:\d{3,4}|[东西中]户)(?:室|号|户)?"
    ),
    re.compile(r"\d{1,3}(?:号楼|栋|幢|#楼?)\d{3,4}(?:室|号|户)?(?!\d)"),
    re.compile(r"(?<!\d)\d{3,4}室"),
    re.compile(r"(?<=[苑园区院楼庭府城村住])\d{1,2}-\d{1,2}-\d{3,4}(?!\d)"),
    re.compile(r"门牌号?[是为:： ]{0,2}\d{1,4}号?"),
    re.compile(
        r"(?<=[街巷路组队胡同])\d{1,4}号(?!楼|院|线|车|公路|路|井|机|桩|变|杆|矿|桥|口|门|地)"
    ),
)


def suggest(text: str, *, officials: Iterable[str] = ()) -> list[Span]:
    """What to hide, in order, never overlapping. officials: full names that may stay public."""
    plain = text.translate(_HALF_WIDTH)
    kept: list[Span] = []
    # In this order: what is surer wins where two overlap.
    for start, end, kind in _numbers(plain):
        _keep(kept, Span(start, end, kind, REPLACEMENTS[kind]))
    for start, end, replacement in find_names(plain, officials):
        _keep(kept, Span(start, end, "name", replacement))
    return sorted(kept)


def apply(text: str, spans: Sequence[Span]) -> str:
    """`text` with each span replaced. Raises ValueError for spans that overlap or lie outside."""
    parts: list[str] = []
    at = 0
    for span in sorted(spans):
        if not at <= span.start <= span.end <= len(text):
            raise ValueError(f"span {span.start}–{span.end} overlaps another or lies outside")
        parts += [text[at : span.start], span.replacement]
        at = span.end
    return "".join([*parts, text[at:]])


def hide(text: str) -> str:
    """`text` with everything hidden that `suggest` would hide; for what nobody has looked at."""
    return apply(text, suggest(text))


def _keep(kept: list[Span], span: Span) -> None:
    if all(span.end <= other.start or span.start >= other.end for other in kept):
        kept.append(span)


def _numbers(plain: str) -> Iterator[tuple[int, int, Kind]]:
    for match in _EMAIL.finditer(plain):
        yield *match.span(), "email"
    for match in _ID_18.finditer(plain):
        if _is_id(match[0].replace(" ", "")):
            yield *match.span(), "id_card"
    for match in _ID_15.finditer(plain):
        if _is_date("19" + match[0][6:12]):
            yield *match.span(), "id_card"
    for match in _BANK.finditer(plain):
        if _luhn(re.sub(r"\D", "", match[0])):
            yield *match.span(), "bank_card"
    for match in _BANK_NAMED.finditer(plain):
        yield *match.span("found"), "bank_card"
    for pattern in (_MOBILE, _LANDLINE, _SPELT):
        for match in pattern.finditer(plain):
            yield *match.span(), "phone"
    for pattern in (_WECHAT, _QQ):
        for match in pattern.finditer(plain):
            yield *match.span("found"), "account"
    for match in _LOCAL.finditer(plain):
        yield *match.span("found"), "phone"
    for match in _PLATE.finditer(plain):
        yield *match.span(), "plate"
    for pattern in _ROOMS:
        for match in pattern.finditer(plain):
            yield *match.span(), "room"


def _is_id(number: str) -> bool:
    """By its checksum, or by its date of birth: a mistyped number still tells who it is."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return "10X98765432"[total % 11] == number[17].upper() or _is_date(number[6:14])


def _is_date(digits: str) -> bool:
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
