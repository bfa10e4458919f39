"""What several kinds of papers share: who a suggestion is, deputies, boxes to tick, the signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from huying.papers.blocks import Align, Cell, Head, Note, Signature
from huying.papers.dates import said

SATISFACTION = ("满意", "基本满意", "不满意")
"""The three grades that all provinces' forms know."""


_ROOM = "\u3000" * 8


@dataclass(frozen=True)
class Suggestion:
    """The suggestion that a paper is about.

    session: “第十八届人民代表大会第三次会议”, or “第十八届人民代表大会闭会期间”; code: “第12号”;
    title: its own title; deputies: names, the lead first; kind: 建议 or 议案.
    """

    session: str
    code: str
    title: str
    deputies: Sequence[str]
    kind: str = "建议"

    @property
    def reference(self) -> str:
        """“第十八届人民代表大会第三次会议第12号建议”."""
        return f"{self.session}{self.code}{self.kind}"

    @property
    def lead(self) -> str:
        """The lead's name, empty where no deputy is given."""
        return self.deputies[0] if self.deputies else ""

    @property
    def proposers(self) -> str:
        """“王秀兰”, or “王秀兰等3名”."""
        return f"{self.lead}等{len(self.deputies)}名" if len(self.deputies) > 1 else self.lead


@dataclass(frozen=True)
class Unit:
    """The unit that writes. name: in full; code: its number (文号); signer: its responsible person.

    contact, phone: whom the reader may ask (附注, GB/T 9704-2012 §7.3.7). Anything may be empty but the name.
    """

    name: str
    code: str = ""
    signer: str = ""
    contact: str = ""
    phone: str = ""

    @property
    def head(self) -> Head:
        """Its red head in the form of a letter."""
        return Head(self.name)


def signed(unit: Unit, date: dt.date | None, role: str = "主要负责人") -> list[Signature | Note]:
    """The end of a letter: the responsible person (浙江 and 山东 ask for that signature), unit, date, contact."""
    signer = f"{role}：{unit.signer}" if unit.signer else ""
    asked = "，".join(
        told
        for told in (
            f"联系人：{unit.contact}" if unit.contact else "",
            f"联系电话：{unit.phone}" if unit.phone else "",
        )
        if told
    )
    end: list[Signature | Note] = [Signature(unit.name, said(date), signer)]
    return [*end, Note(asked)] if asked else end


def boxes(choices: Sequence[str], chosen: str) -> str:
    """“☑满意　□基本满意　□不满意”; all empty where nothing is chosen."""
    return "\u3000".join(f"{'☑' if choice == chosen else '□'}{choice}" for choice in choices)


def label(text: str, span: int = 2) -> Cell:
    """A form's label."""
    return Cell(text, span, label=True)


def field(
    name: str, value: str, span: int, least: int = 1, align: Align = "left", foot: str = ""
) -> list[Cell]:
    """A label of two units and its value, `span` wide together."""
    return [label(name), Cell(value, span - 2, least=least, align=align, foot=foot)]


def to_sign(who: str, name: str = "", date: dt.date | None = None) -> str:
    """“代表签名：　　　年　月　日”, or with what is known already."""
    return f"{who}：{name or _ROOM}\u3000\u3000{said(date)}"
