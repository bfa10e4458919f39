"""What the town's own lists know about the past: terms, sessions, deputies, units; and what they have to be told."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.congress.models import Session
from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.numerals import chinese
from huying.handling.suggestions.past_columns import Sitting, bare
from huying.imports.rows import Question
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Term, Unit

NEAREST, ALIKE = 3, 0.4
SOME = 12


@dataclass(frozen=True)
class Place:
    """Where a suggestion belongs: its term, its session or None, and then its year. starts: that day."""

    term: int
    session: int | None
    year: int
    between: bool
    starts: dt.date | None

    @property
    def same(self) -> tuple[int, int, int]:
        """What two suggestions of the same sitting share."""
        return (self.term, self.session or 0, 0 if self.session else self.year)


class Roll:
    """The town's lists, with the answers to what it asked about terms and sessions that they lack."""

    def __init__(self, town: Town, answers: Mapping[str, str]) -> None:
        self.town, self.answers = town, answers
        self.terms = dict(Term.objects.filter(town=town).values_list("number", "starts"))
        self.present = max(self.terms, default=None)
        self.sessions = {
            (term, number): opens
            for term, number, opens in Session.objects.filter(town=town).values_list(
                "term__number", "number", "opens"
            )
        }
        self.deputies: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        seats = Deputy.objects.filter(town=town).values_list(
            "pk", "term__number", "name", "card_no"
        )
        self.names: dict[int, str] = {}
        for pk, term, name, card in seats:
            self.names[pk] = name
            self.deputies[term][bare(name)].append(pk)
            self.deputies[term][f"{bare(name)}({bare(card)})"].append(pk)
        self.units = {self._unit(one.name): one for one in Unit.objects.filter(town=town)}
        self.asked_terms: set[int] = set()
        self.asked_sessions: set[tuple[int, int]] = set()
        self.missing: dict[tuple[int, str], None] = {}

    def place(self, said: Sitting, days: list[dt.date]) -> Place:
        """Where a row belongs. days: on which something happened with it. Raises HuyingError."""
        day = next((one for one in days if said.year in (None, one.year)), None)
        if said.session is not None:
            assert said.term is not None
            opens = self._opens(said.term, said.session)
            return Place(said.term, said.session, opens.year, False, opens)
        year = said.year or (day.year if day else None)
        if year is None:
            raise HuyingError(
                _(
                    "请写是第几次会议，或者哪一年，例如“2025年闭会期间”；填了交办日期的，也可以不写年份。"
                )
            )
        term = said.term or self._term_in(year, day)
        self._starts(term)
        return Place(term, None, year, said.between, None)

    def _starts(self, term: int) -> dt.date:
        if term in self.terms:
            return self.terms[term]
        if self.present is not None and term > self.present:
            raise HuyingError(_("本镇还没有第%(n)s届，请核对。") % {"n": chinese(term)})
        self.asked_terms.add(term)
        starts = _day(self.answers.get(term_key(term)))
        later = min((day for number, day in self.terms.items() if number > term), default=None)
        if starts is None:
            raise HuyingError(
                _("第%(n)s届还没有登记，请先在上面写它从哪天开始。") % {"n": chinese(term)}
            )
        if later is not None and starts >= later:
            raise HuyingError(_("第%(n)s届要早于后一届开始，请核对日期。") % {"n": chinese(term)})
        return starts

    def _opens(self, term: int, session: int) -> dt.date:
        if (term, session) in self.sessions:
            return self.sessions[term, session]
        self.asked_sessions.add((term, session))
        self._starts(term)
        opens, closes = (_day(self.answers.get(key)) for key in session_keys(term, session))
        if opens is None or closes is None:
            raise HuyingError(
                _("%(session)s还没有登记，请先在上面写它的开幕和闭幕日期。")
                % {"session": named(term, session)}
            )
        if closes < opens:
            raise HuyingError(_("闭幕不能早于开幕，请核对日期。"))
        return opens

    def _term_in(self, year: int, day: dt.date | None) -> int:
        """The term that ran in `year`; on `day` where two of them met in it."""
        first, last = (day, day) if day else (dt.date(year, 1, 1), dt.date(year, 12, 31))
        begun = [number for number, starts in self.terms.items() if starts <= last]
        if not begun:
            raise HuyingError(
                _("%(year)s年是哪一届，名册里没有。请写成“十七届二次”或者“十七届2021年”。")
                % {"year": year}
            )
        term = max(begun)
        if self.terms[term] > first:
            raise HuyingError(
                _("%(year)s年有两届，请写明是哪一届，例如“%(term)s届二次”，或者填交办日期。")
                % {"year": year, "term": chinese(term)}
            )
        return term

    def deputy(self, term: int, text: str) -> list[object]:
        """[id or None, name]: None for a deputy of a past term who is to be entered. Raises HuyingError."""
        name = bare(text)
        found = self.deputies[term].get(name, [])
        if len(found) == 1:
            return [found[0], self.names[found[0]]]
        if found:
            raise HuyingError(
                _("第%(n)s届有%(count)s位“%(name)s”，请在姓名后面写代表证号，例如%(name)s（001）。")
                % {"n": chinese(term), "count": len(found), "name": name}
            )
        if term != self.present:
            self.missing[term, name] = None
            if self.answers.get("deputies"):
                return [None, "".join(text.split())]
        near = difflib.get_close_matches(
            name, [one for one in self.deputies[term] if "(" not in one], NEAREST, ALIKE
        )
        raise HuyingError(
            _("第%(n)s届的代表名册里没有“%(name)s”。") % {"n": chinese(term), "name": name}
            + _nearest(near)
        )

    def near_to(self, term: int, name: str) -> str:
        """The deputy in the roll whose name is nearest, or ''."""
        known = [one for one in self.deputies[term] if "(" not in one]
        return next(iter(difflib.get_close_matches(name, known, 1, ALIKE)), "")

    def unit(self, text: str) -> Unit:
        """The unit of that name, in use or not. Raises HuyingError, which names the nearest."""
        found = self.units.get(self._unit(text))
        if found is None:
            near = difflib.get_close_matches(self._unit(text), self.units, NEAREST, ALIKE)
            raise HuyingError(
                _("单位名册里没有“%(name)s”。") % {"name": text[:40]}
                + _nearest([self.units[one].name for one in near])
            )
        return found

    def units_in(self, text: str) -> list[Unit]:
        """The units that a cell names, each once."""
        if self._unit(text) in self.units:
            return [self.unit(text)]
        named_units = [self.unit(one) for one in re.split(r"[、，,；;/\s]+", text) if one]
        return list(dict.fromkeys(named_units))

    def _unit(self, text: str) -> str:
        return bare(text).removeprefix(bare(self.town.name))

    def questions(self) -> list[Question]:
        """What the lists have to be told before the rows can come in."""
        found = [
            Question(
                term_key(term), _("第%(n)s届从哪天开始") % {"n": chinese(term)},
                gettext_lazy("名册里还没有这一届，导入时一并登记。"), "day",
            )
            for term in sorted(self.asked_terms)
        ]  # fmt: skip
        for term, number in sorted(self.asked_sessions):
            opens, closes = session_keys(term, number)
            name = {"session": named(term, number)}
            told = gettext_lazy("还没有登记这次会议，导入时一并登记。")
            found.append(Question(opens, _("%(session)s哪天开幕") % name, told, "day"))
            found.append(Question(closes, _("%(session)s哪天闭幕") % name, told, "day"))
        if self.missing:
            found.append(Question("deputies", self._about_missing(), _HELP_MISSING))
        return found

    def _about_missing(self) -> str:
        names = [f"{name}（{chinese(term)}届）" for term, name in list(self.missing)[:SOME]]
        more = _("等%(n)s名") % {"n": len(self.missing)} if len(self.missing) > SOME else ""
        return _("把名册里没有的往届代表登记下来：%(names)s%(more)s") % {
            "names": "、".join(names), "more": more,
        }  # fmt: skip


_HELP_MISSING = gettext_lazy("登记为那一届的代表，不在任。名字可能写错的，请先改表格。")


def named(term: int, session: int) -> str:
    """“十七届三次会议”."""
    return f"{chinese(term)}届{chinese(session)}次会议"


def term_key(term: int) -> str:
    """Under which it is answered when a term began."""
    return f"term-{term}-starts"


def session_keys(term: int, session: int) -> tuple[str, str]:
    """Under which it is answered when a session opened and closed."""
    return f"session-{term}-{session}-opens", f"session-{term}-{session}-closes"


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _nearest(names: list[str]) -> str:
    return _("相近的有：%(names)s。") % {"names": "、".join(names)} if names else ""


def known_already(town: Town) -> dict[tuple[Any, ...], str]:
    """What was accepted already: by series and number, and by sitting, title and lead → its name."""
    found: dict[tuple[Any, ...], str] = {}
    rows = Suggestion.objects.filter(town=town, accepted_at__isnull=False)
    for one in rows.select_related("term", "session", "lead").defer("grounds", "proposal"):
        assert one.accepted_at is not None
        year = clock.day_of(one.accepted_at).year
        session = one.session.number if one.session else 0
        name = f"{one.code}《{one.title}》"
        same = (one.term.number, session, 0 if session else year)
        found["title", *same, one.title, bare(one.lead.name)] = name
        if one.number is not None:
            found["number", one.series, one.number] = name
    return found
