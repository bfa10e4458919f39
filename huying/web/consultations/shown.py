"""A consultation's figures as the pages, the table to take away and the drafted outcome want them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from huying.consultations.models import Consultation, How, Statement, Value
from huying.voices import categories
from huying.web.consultations import picture

COLUMNS = 3
WHOLE = 1000


@dataclass(frozen=True)
class Numbers:
    """How many agreed, disagreed, passed; and the bar that shows it, in thousandths of its length."""

    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passed

    @property
    def agree_part(self) -> int:
        return round(WHOLE * self.agree / self.seen) if self.seen else 0

    @property
    def disagree_part(self) -> int:
        return round(WHOLE * self.disagree / self.seen) if self.seen else 0

    @property
    def disagree_from(self) -> int:
        """Where the part of those who disagree begins: at the bar's other end."""
        return WHOLE - self.disagree_part

    def chosen(self, answer: int) -> int:
        """How many gave `answer`."""
        return self.agree if answer == Value.AGREE else self.disagree


def outcome(consultation: Consultation, statements: list[Statement]) -> dict[str, Any]:
    """What a page shows of the figures, {} before they were counted."""
    figures = consultation.figures
    if not figures:
        return {}
    texts = {str(one.pk): one for one in statements}
    rows = [
        {"statement": texts[key], "numbers": Numbers(*numbers), "groups": _of_groups(figures, key)}
        for key, numbers in figures["statements"].items()
        if key in texts
    ]
    rows.sort(key=lambda row: (-row["numbers"].agree_part, row["statement"].pk))
    groups = [
        {
            "number": number,
            "size": group["size"],
            "typical": _stances(group["typical"], texts, group["answers"]),
        }
        for number, group in enumerate(figures["groups"], start=1)
    ]
    return {
        "people": figures["people"], "smallest": figures["smallest"], "rows": rows, "groups": groups,
        "ways": [(How(way).label, number) for way, number in figures["how"].items()],
        "consensus": _stances(figures["consensus"], texts, figures["statements"]),
        "remarks": [(categories.label(key) if key else _("其他和没有归类的"), number)
                    for key, number in figures["remarks"].items()],
        "discs": picture.discs(figures["groups"]), "each": picture.people_a_dot(figures["groups"]),
        "untold": len(statements) - len(rows),
    }  # fmt: skip


def _of_groups(figures: dict[str, Any], key: str) -> list[Numbers | None]:
    return [
        Numbers(*group["answers"][key]) if key in group["answers"] else None
        for group in figures["groups"]
    ]


def _stances(
    stances: list[list[int]], texts: dict[str, Statement], numbers: dict[str, list[int]]
) -> list[dict[str, Any]]:
    return [
        {
            "text": texts[str(pk)].text, "answer": Value(answer).label,
            "agrees": answer == Value.AGREE, "numbers": told, "chosen": told.chosen(answer),
        }
        for pk, answer in stances
        if str(pk) in texts and (told := Numbers(*numbers[str(pk)]))
    ]  # fmt: skip


def follow_ups(consultation: Consultation) -> list[tuple[dt.date, str]]:
    """What was done since, with its days, the first one first."""
    return [(dt.date.fromisoformat(told["on"]), told["text"]) for told in consultation.follow_ups]


def draft_outcome(shown: dict[str, Any]) -> str:
    """The outcome in words with figures, for the staff to make their own."""
    if not shown:
        return ""
    lines = [_("这次一共有%(people)s人参加。") % {"people": shown["people"]}]
    if shown["consensus"]:
        lines.append(_("各方面看法一致的："))
        lines += [_line(one) for one in shown["consensus"]]
    if shown["groups"]:
        lines.append(_("看法分成%(n)s组：") % {"n": len(shown["groups"])})
        for group in shown["groups"]:
            lines.append(
                _("第%(n)s组，%(size)s人：") % {"n": group["number"], "size": group["size"]}
            )
            lines += [_line(one) for one in group["typical"]]
    elif shown["rows"]:
        lines.append(_("没有看出明显不同的几组看法。"))
    if shown["remarks"]:
        told = [_("%(what)s%(n)s条") % {"what": what, "n": n} for what, n in shown["remarks"]]
        lines.append(_("大家写的话里讲到：%(what)s。") % {"what": _("，").join(told)})
    return "\n".join(lines)


def _line(stance: dict[str, Any]) -> str:
    return _("%(answer)s“%(text)s”的有%(n)s人（表态的%(all)s人）。") % {
        "answer": stance["answer"], "text": stance["text"], "n": stance["chosen"],
        "all": stance["numbers"].seen,
    }  # fmt: skip


def columns(shown: dict[str, Any]) -> list[str]:
    """The titles of the table to take away."""
    names = [str(label) for label in (Value.AGREE.label, Value.DISAGREE.label, Value.PASS.label)]
    grouped = [
        _("第%(n)s组：%(what)s") % {"n": group["number"], "what": name}
        for group in shown["groups"]
        for name in names
    ]
    return [_("说法"), _("群众添的"), *names, *grouped]


def table(shown: dict[str, Any]) -> list[list[str | int | None]]:
    """Its rows; empty where a number would show somebody alone."""
    rows = []
    for row in shown["rows"]:
        cells: list[str | int | None] = [
            row["statement"].text, _("是") if row["statement"].by_resident else "",
        ]  # fmt: skip
        for numbers in [row["numbers"], *row["groups"]]:
            told = (
                (numbers.agree, numbers.disagree, numbers.passed) if numbers else [None] * COLUMNS
            )
            cells += told
        rows.append(cells)
    return rows
