"""Records that are signed by hand: of a consultation, of a reply on the spot, of what became of promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from huying.papers.blocks import Column, Form, Paper, Table, Text
from huying.papers.dates import said, said_or
from huying.papers.kinds.parts import Suggestion, boxes, field, to_sign

WAYS = ("面商", "走访", "座谈", "电话", "其他")
"""How unit and deputy spoke with each other."""


@dataclass(frozen=True)
class ConsultationRecord:
    """面商记录: unit and deputy talked before the reply (代表法 2025 §51: the unit contacts the deputy).

    way: one of WAYS or empty; present: who was there; said_by_deputy, said_by_unit: what each said;
    agreed: what they agreed on, may be empty.
    """

    suggestion: Suggestion
    unit: str
    deputy: str
    held: dt.date | None
    place: str = ""
    way: str = ""
    present: str = ""
    said_by_deputy: str = ""
    said_by_unit: str = ""
    agreed: str = ""
    recorder: str = ""

    def paper(self) -> Paper:
        """The record, to be signed by the deputy and by the unit."""
        about = self.suggestion
        rows = [
            field("建议编号", about.reference, 12),
            field("标\u3000题", about.title, 12),
            [*field("承办单位", self.unit, 6), *field("代\u3000表", self.deputy, 6)],
            [*field("时\u3000间", said(self.held), 6), *field("地\u3000点", self.place, 6)],
            field("沟通方式", boxes(WAYS, self.way), 12),
            field("参加人员", self.present, 12),
            field("代表意见", self.said_by_deputy, 12, least=5),
            field("单位说明", self.said_by_unit, 12, least=5),
            field("达成共识", self.agreed, 12, least=3),
            [*field("记录人", self.recorder, 6), *field("单位代表", "", 6)],
            field("代表签名", "", 12, least=2, foot=said(None)),
        ]
        return Paper("代表建议办理面商记录", (Form(rows),))


@dataclass(frozen=True)
class OnTheSpotReply:
    """当面答复记录: the reply was given face to face, and the deputy signs for it (山东 §22).

    reply: what was answered; words: the deputy's opinion of it; satisfied: True, False or None while unsaid.
    """

    suggestion: Suggestion
    unit: str
    answerer: str
    deputy: str
    held: dt.date | None
    reply: str
    place: str = ""
    words: str = ""
    satisfied: bool | None = None
    signed: dt.date | None = None

    def paper(self) -> Paper:
        """The record, to be signed by the deputy."""
        about = self.suggestion
        verdict = {True: "同意", False: "不同意", None: ""}[self.satisfied]
        rows = [
            field("建议编号", about.reference, 12),
            field("标\u3000题", about.title, 12),
            [*field("承办单位", self.unit, 6), *field("答复人", self.answerer, 6)],
            [*field("代\u3000表", self.deputy, 6), *field("答复时间", said(self.held), 6)],
            field("答复地点", self.place, 12),
            field("答复内容", self.reply, 12, least=10),
            field("以此代替\n书面答复", boxes(("同意", "不同意"), verdict), 12),
            field("代表意见", self.words, 12, least=5, foot=to_sign("代表签名", date=self.signed)),
        ]
        return Paper("代表建议当面答复记录", (Form(rows),))


@dataclass(frozen=True)
class Commitment:
    """One promise of a reply. due: until when; result: what was done, empty while it is open; done: when."""

    text: str
    due: dt.date | None = None
    result: str = ""
    done: dt.date | None = None


@dataclass(frozen=True)
class CommitmentReceipt:
    """承诺事项落实回执 (重庆 §26–28): the unit reports what became of its promises, the deputy says whether so.

    verdict: 已落实, 部分落实 or 未落实 in the deputy's eyes, empty while unsaid.
    """

    suggestion: Suggestion
    unit: str
    commitments: Sequence[Commitment]
    reported: dt.date | None = None
    replied: dt.date | None = None
    verdict: str = ""
    words: str = ""
    signed: dt.date | None = None

    def paper(self) -> Paper:
        """The receipt: whose, the table of promises, the deputy's verdict."""
        about = self.suggestion
        top = [
            field("建议编号", about.reference, 12),
            field("标\u3000题", about.title, 12),
            [*field("承办单位", self.unit, 6), *field("答复日期", said_or(self.replied), 6)],
        ]
        columns = (
            Column("序号", 12.5),
            Column("承诺事项", 35, "left"),
            Column("承诺时限", 38),
            Column("落实情况", 32.5, "left"),
            Column("落实日期", 38),
        )
        rows = [
            (str(number), one.text, said_or(one.due), one.result or "未落实", said_or(one.done))
            for number, one in enumerate(self.commitments, start=1)
        ]
        bottom = [
            field("承办单位\n盖章", "", 12, least=2, foot=said(self.reported)),
            field("落实情况", boxes(("已落实", "部分落实", "未落实"), self.verdict), 12),
            field("代表意见", self.words, 12, least=6, foot=to_sign("代表签名", date=self.signed)),
        ]
        note = Text("说明：代表对落实情况不认可的，由主席团交承办单位继续办理。", small=True)
        return Paper(
            "代表建议承诺事项落实回执",
            (Form(top), Table(columns, rows, caption="承诺事项"), Form(bottom), note),
        )
