"""What deputies fill in: the suggestion form (代表建议表) and the feedback form (征询意见表)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from huying.papers.blocks import Block, Cell, Column, Form, Paper, Table, Text
from huying.papers.dates import said, said_or
from huying.papers.kinds.parts import SATISFACTION, Suggestion, boxes, field, label, to_sign


@dataclass(frozen=True)
class CoSigner:
    """A deputy who joins. confirmed: the day on which this text was confirmed (河南: signed), None while it is not."""

    name: str
    deputy_card: str = ""
    confirmed: dt.date | None = None


@dataclass(frozen=True)
class SuggestionForm:
    """代表建议表 (北京 §9): title, grounds, concrete proposal, name, deputy-card number, contact; one matter in each
    (一事一议). Signed by the deputy (山东 §8); the lead tells co-signers the text, who confirm it (北京 §10).

    town: “高都镇”; session as in Suggestion; number: “第12号”, empty before it is given; contact: empty where
    it is left out; grounds: 事由; proposal: 具体建议; basis: how it came about (视察, 走访群众 …);
    units: which units the deputy would have handle it; public: whether all of it may be made public, None: not said.
    """

    town: str
    session: str
    title: str
    lead: str
    grounds: str
    proposal: str
    number: str = ""
    category: str = ""
    deputy_card: str = ""
    delegation: str = ""
    contact: str = ""
    basis: str = ""
    units: str = ""
    public: bool | None = None
    filed: dt.date | None = None
    cosigners: Sequence[CoSigner] = ()

    def paper(self) -> Paper:
        """The form, with the list of co-signers below it."""
        rows = [
            [*field("编\u3000号", self.number, 6), *field("类\u3000别", self.category, 6)],
            field("会\u3000议", self.session, 12),
            field("标\u3000题", self.title, 12),
            [*field("领衔代表", self.lead, 6), *field("代表证号", self.deputy_card, 6)],
            [*field("代表团", self.delegation, 6), *field("联系方式", self.contact, 6)],
            field("形成方式", self.basis, 12),
            field("事\u3000由", self.grounds, 12, least=5),
            field("具体建议", self.proposal, 12, least=6),
            field("建议承办\n单位", self.units, 12),
            field("是否公开", self._public(), 12),
            field("代表签名", "", 12, foot=said(self.filed)),
        ]
        blocks: list[Block] = [Form(rows)]
        if self.cosigners:
            blocks.append(self._cosigners())
        title = f"{self.town}人民代表大会代表建议、批评和意见表"
        return Paper(title, (*blocks, _ONE_MATTER))

    def _public(self) -> str:
        chosen = {True: "同意全文公开", False: "不同意全文公开", None: ""}[self.public]
        return boxes(("同意全文公开", "不同意全文公开"), chosen)

    def _cosigners(self) -> Table:
        columns = (
            Column("序号", 1.2),
            Column("联名代表", 2.4),
            Column("代表证号", 2),
            Column("确认日期", 3),
            Column("签名", 2.5),
        )
        rows = [
            (str(number), one.name, one.deputy_card, said_or(one.confirmed, "未确认"), "")
            for number, one in enumerate(self.cosigners, start=1)
        ]
        return Table(columns, rows, caption=f"联名代表（共{len(rows)}名）")


_ONE_MATTER = Text("说明：一事一议，事由清楚、建议具体；联名的由各代表本人确认。", small=True)


@dataclass(frozen=True)
class FeedbackForm:
    """征询意见表 (浙江 §23; 重庆 §26: the lead evaluates): what the deputy thinks of the work and of its result.

    units: who replied; attitude, result: the deputy's grades, one of `grades` or empty; words: the deputy's own;
    due: until when it is wanted back; round: 2 for the second handling.
    """

    town: str
    suggestion: Suggestion
    units: Sequence[str]
    replied: dt.date | None = None
    attitude: str = ""
    result: str = ""
    words: str = ""
    signed: dt.date | None = None
    due: dt.date | None = None
    round: int = 1
    grades: Sequence[str] = SATISFACTION

    def paper(self) -> Paper:
        """The form, to be filled in or filled in."""
        about = self.suggestion
        again = "（再次征询）" if self.round > 1 else ""
        rows = [
            field("建议编号", about.reference, 12),
            field("标\u3000题", about.title, 12),
            [
                *field("代\u3000表", about.proposers, 6),
                *field("答复日期", said_or(self.replied), 6),
            ],
            field("承办单位", "、".join(self.units), 12),
            [label("对办理\n态度"), Cell(boxes(self.grades, self.attitude), 10, least=1)],
            [label("对办理\n结果"), Cell(boxes(self.grades, self.result), 10, least=1)],
            field(
                "代表意见",
                self.words,
                12,
                least=10,
                foot=to_sign("代表签名", date=self.signed),
            ),
        ]
        blocks: list[Block] = [Form(rows)]
        if self.due:
            blocks.append(
                Text(f"说明：请于{said(self.due)}前填写，交回{self.town}人大主席团。", small=True)
            )
        return Paper(f"{self.town}人民代表大会代表建议办理情况征询意见表{again}", blocks)
