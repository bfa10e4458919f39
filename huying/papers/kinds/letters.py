"""Letters between the presidium, the units and the deputies, each in the form of a letter with a red head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from huying.papers.blocks import Block, Column, Heading, Paper, Table, Text
from huying.papers.dates import said
from huying.papers.kinds.parts import Suggestion, Unit, signed


@dataclass(frozen=True)
class AssignedUnit:
    """One row of an assignment. role: 主办, 会办 or 分办; part: what of it, may be empty."""

    name: str
    role: str
    part: str = ""


@dataclass(frozen=True)
class AssignmentLetter:
    """交办单: the suggestion goes to its units (代表法 2025 §51; 上海 §15), who get text and dates.

    issuer: who assigns; contact_by, opinion_by, reply_by: until when the deputy is to be contacted (重庆: within
    20 working days), co-handlers give their opinion, the reply is due; requirements: further paragraphs.
    """

    issuer: Unit
    suggestion: Suggestion
    units: Sequence[AssignedUnit]
    date: dt.date | None
    contact_by: dt.date | None = None
    opinion_by: dt.date | None = None
    reply_by: dt.date | None = None
    requirements: str = ""

    def paper(self) -> Paper:
        """The letter, addressed to all units, with a table of them and the dates."""
        about, you = self.suggestion, "你们" if len(self.units) > 1 else "你单位"
        columns = (Column("承办单位", 4), Column("办理方式", 2), Column("办理内容", 6, "left"))
        rows = [(unit.name, unit.role, unit.part or "全部内容") for unit in self.units]
        blocks: list[Block] = [
            Text(
                f"现将{about.proposers}代表提出的{about.reference}《{about.title}》交由{you}办理。"
            ),
            Table(columns, rows, caption="承办单位"),
            Text("请按以下时限和要求办理："),
            *[Text(f"{number}．{line}") for number, line in enumerate(self._dates(), start=1)],
            Text(self.requirements),
            *signed(self.issuer, self.date, "签发人"),
        ]
        to = "、".join(dict.fromkeys(unit.name for unit in self.units))
        return Paper(
            f"关于交办{about.reference}的通知",
            blocks,
            self.issuer.head,
            self.issuer.code,
            recipient=to,
        )

    def _dates(self) -> list[str]:
        several = any(unit.role == "会办" for unit in self.units)
        told = [
            (self.contact_by, "于{}前与代表当面沟通，听取意见，并做好记录。"),
            (self.opinion_by if several else None, "会办单位于{}前向主办单位书面提出会办意见。"),
            (self.reply_by, "于{}前书面答复代表，并抄送本机关。"),
        ]
        return [
            *[line.format(said(date)) for date, line in told if date],
            "不得自行转办或者退回；认为不属于本单位职责的，书面说明理由，申请退办。",
        ]


@dataclass(frozen=True)
class RefusalApplication:
    """退办申请: a unit holds that the matter is not its own and says why, in writing, within the days of the
    town's rule; it may neither pass the matter on nor send it back by itself. better: which unit it belongs to."""

    unit: Unit
    to: str
    suggestion: Suggestion
    assigned: dt.date | None
    reasons: str
    date: dt.date | None
    duty: str = ""
    better: str = ""

    def paper(self) -> Paper:
        """The letter to whoever assigned the suggestion."""
        when = f"于{said(self.assigned)}" if self.assigned else ""
        parts = [
            ("申请退办的理由", self.reasons),
            ("职责依据", self.duty),
            ("建议改由承办的单位", self.better),
        ]
        blocks: list[Block] = [
            Text(
                f"你单位{when}交办的{self.suggestion.reference}《{self.suggestion.title}》，"
                "经研究，不属于本单位职责范围，现申请退办。"
            ),
            *_numbered(parts),
            Text("请予审核。在作出决定以前，本单位继续承担办理责任。"),
            *signed(self.unit, self.date),
        ]
        title = f"关于申请退办{self.suggestion.reference}的函"
        return Paper(title, blocks, self.unit.head, self.unit.code, recipient=self.to)


@dataclass(frozen=True)
class ExtensionApplication:
    """延期申请: a unit asks for more time before its date passes (重庆乡镇 §16: at most four months altogether).

    due: the present date; wished: the new one; done: what has been done so far.
    """

    unit: Unit
    to: str
    suggestion: Suggestion
    due: dt.date | None
    wished: dt.date | None
    reasons: str
    date: dt.date | None
    done: str = ""
    plan: str = ""

    def paper(self) -> Paper:
        """The letter to whoever assigned the suggestion."""
        blocks: list[Block] = [
            Text(
                f"本单位承办的{self.suggestion.reference}《{self.suggestion.title}》，应当于"
                f"{said(self.due)}前答复代表。现申请延期至{said(self.wished)}前答复。"
            ),
            *_numbered(
                [
                    ("申请延期的理由", self.reasons),
                    ("已经开展的工作", self.done),
                    ("下一步安排", self.plan),
                ]
            ),
            Text("妥否，请批示。延期情况将由本单位及时向代表说明。"),
            *signed(self.unit, self.date),
        ]
        title = f"关于申请延期办理{self.suggestion.reference}的函"
        return Paper(title, blocks, self.unit.head, self.unit.code, recipient=self.to)


@dataclass(frozen=True)
class CoHandlerOpinion:
    """会办意见: a co-handler's opinion to the lead handler, which replies for both (浙江 §18: within two months,
    上海, 山东: one month). lead: the lead handler; copies: who gets copies."""

    unit: Unit
    lead: str
    suggestion: Suggestion
    opinion: str
    date: dt.date | None
    copies: str = ""

    def paper(self) -> Paper:
        """The letter to the lead handler."""
        about = self.suggestion
        blocks: list[Block] = [
            Text(
                f"由你单位主办、我单位会办的{about.reference}《{about.title}》收悉。经研究，提出会办意见如下："
            ),
            Text(self.opinion),
            *signed(self.unit, self.date),
        ]
        title = f"关于{about.reference}的会办意见"
        return Paper(
            title, blocks, self.unit.head, self.unit.code, recipient=self.lead, copies=self.copies
        )


@dataclass(frozen=True)
class Section:
    """A part of a letter or report under its own heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class ReplyLetter:
    """答复函: the handler's answer to the deputy, signed by its responsible person and sealed (浙江, 山东).

    mark: the result letter of the town's scheme, printed at the top right of page 1; to: the addressee, the lead
    deputy if empty; text: the answer without its first sentence and its thanks; sections: parts of it under
    headings of level 1; cohandled: co-handlers whose opinions it states; round: 2 for the answer after rehandling;
    copies: who gets copies (抄送).
    """

    unit: Unit
    suggestion: Suggestion
    text: str
    date: dt.date | None
    mark: str = ""
    to: str = ""
    sections: Sequence[Section] = ()
    cohandled: Sequence[str] = ()
    round: int = 1
    copies: str = ""

    def paper(self) -> Paper:
        """“关于第十八届人民代表大会第三次会议第12号建议的答复”, addressed to the deputy."""
        about = self.suggestion
        again = "再次" if self.round > 1 else ""
        shared = f"会同{'、'.join(self.cohandled)}" if self.cohandled else ""
        blocks: list[Block] = [
            Text(
                f"您提出的《{about.title}》（{about.code}{about.kind}）收悉。经{shared}研究办理，现{again}答复如下："
            ),
            Text(self.text),
            *[
                block
                for number, one in enumerate(self.sections)
                for block in (Heading(f"{chinese(number + 1)}、{one.heading}"), Text(one.text))
            ],
            Text("感谢您对我们工作的关心和支持。"),
            *signed(self.unit, self.date),
        ]
        return Paper(
            f"关于{about.reference}的{again}答复",
            blocks,
            self.unit.head,
            self.unit.code,
            self.mark,
            self.to or f"{about.lead}代表",
            self.copies,
        )


def chinese(number: int) -> str:
    """1 … 99 in Chinese numerals, as headings count."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else f"{digits[tens]}十" if tens else "") + (
        digits[ones] if ones else ""
    )


def _numbered(parts: Sequence[tuple[str, str]]) -> list[Block]:
    """The parts that have a text, under headings that count them."""
    told = [(heading, text) for heading, text in parts if text.strip()]
    return [
        block
        for number, (heading, text) in enumerate(told, start=1)
        for block in (Heading(f"{chinese(number)}、{heading}"), Text(text))
    ]
