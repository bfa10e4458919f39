"""What the rows of a ledger of past suggestions mean, and whether a row can be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.sheets import Value
from huying.core.textclean import clean_text
from huying.handling.states import Outcome
from huying.handling.suggestions import past_columns as words
from huying.handling.suggestions.past_roll import Place, Roll, known_already
from huying.imports.columns import plain
from huying.imports.rows import EXCERPT, Question, Reader, text_of
from huying.rulebook import queries as rulebook
from huying.suggestions.numbering import series_in
from huying.voices.import_rows import categories_by_name

TITLE, TEXT, NOTE = 80, 10_000, 500
LIMITS = {"title": TITLE, "grounds": TEXT, "proposal": TEXT, "reply": TEXT, "cosigners": 2_000}
WANTED = {
    "session": gettext_lazy("请写届次、会议或者年份。"),
    "title": gettext_lazy("请写标题。"),
    "lead": gettext_lazy("请写领衔代表。"),
}


@dataclass
class Past:
    """A suggestion of the past that can be taken. lead, cosigners: [id or None, name].

    number: of the row. at: when it counts as handed in. returned: whether a form may still come back.
    """

    number: int
    place: Place
    series: str
    code: int | None
    title: str
    grounds: str
    proposal: str
    category: str
    at: dt.date
    lead: list[Any] = field(default_factory=list)
    cosigners: list[list[Any]] = field(default_factory=list)
    units: list[Any] = field(default_factory=list)
    assigned: dt.date | None = None
    replied: dt.date | None = None
    outcome: str = ""
    reply: str = ""
    grade: str = ""
    word: str = ""
    unreturned: bool = False
    provenance: str = ""
    notes: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Where it stands: closed, unless a form, a reply or even a unit is missing."""
        if self.replied is not None:
            return "answered" if self.unreturned else "closed"
        return "with_units" if self.units else "accepted"


class PastReader(Reader):
    """Reads past suggestions; looks the town's lists and what is there already up once."""

    columns = words.COLUMNS

    def __init__(
        self, town: Town, headers: Sequence[str], mapping: Mapping[str, str],
        answers: Mapping[str, str],
    ) -> None:  # fmt: skip
        super().__init__(headers, mapping)
        self.answers, self.roll = answers, Roll(town, answers)
        self.scheme = rulebook.scheme(town)
        self.numbering = rulebook.choice(town, "suggestion.numbering")
        self.categories = categories_by_name()
        self.there = known_already(town)
        self.seen: dict[tuple[Any, ...], int] = {}
        self.asks: set[str] = set()

    def cell(self, key: str, value: Value) -> Any:
        """What a cell says. Raises HuyingError."""
        if key in ("assigned", "replied"):
            when = self.when(value)
            return clock.day_of(when) if when else None
        if key in ("session", "year") and isinstance(value, dt.datetime):
            return str(value.year)
        text = clean_text(text_of(value), LIMITS.get(key, NOTE))
        if key in WANTED and not text and not (key == "session" and "year" in self.index):
            raise HuyingError(str(WANTED[key]))
        match key:
            case "number":
                return words.number_in(text), text
            case "outcome":
                return *words.outcome_of(text, self.scheme), text
            case "opinion":
                return words.opinion_of(text)
        return text

    def good(self, number: int, said: dict[str, Any]) -> Past | list[HuyingError]:
        """The suggestion in a row, or why its cells cannot stand together."""
        wrong: list[HuyingError] = []
        place = self._tried(wrong, "session", lambda: self._place(said))
        stand_in = place or self._stand_in(said)
        if stand_in is None:
            return wrong
        past = self._past(number, said, stand_in)
        authors = [said["lead"], said.get("cosigners", "")]
        self._tried(wrong, "lead", lambda: self._lead(past, *authors))
        self._tried(wrong, "cosigners", lambda: self._cosigners(past, *authors))
        for key in ("unit", "helpers"):
            self._tried(wrong, key, lambda key=key: self._units(past, said, key))
        wrong += self._reply(past, said)
        if not wrong:
            self._tried(wrong, "title", lambda: self._new(past))
        return wrong or past

    @staticmethod
    def _tried(wrong: list[HuyingError], key: str, what: Any) -> Any:
        try:
            return what()
        except HuyingError as error:
            wrong.append(HuyingError(str(error), field=error.field or key))
            return None

    def _place(self, said: dict[str, Any]) -> Place:
        text = f"{said.get('session', '')} {said.get('year', '')}".strip()
        if not text:
            raise HuyingError(str(WANTED["session"]))
        days = [said[key] for key in ("assigned", "replied") if said.get(key)]
        return self.roll.place(words.sitting_of(text), days)

    def _stand_in(self, said: dict[str, Any]) -> Place | None:
        """A place for a row whose term is read and not entered, so that all that is wrong is told at once."""
        try:
            found = words.sitting_of(f"{said.get('session', '')}")
        except HuyingError:
            return None
        known = found.term in self.roll.terms or found.term in self.roll.asked_terms
        return Place(found.term, None, found.year or 1, True, None) if known else None

    def _past(self, number: int, said: dict[str, Any], place: Place) -> Past:
        code, written = said.get("number", (None, ""))
        known_year = place.session is not None or place.between
        mode = self.numbering if known_year else "year"
        days = [said[key] for key in ("assigned", "replied") if said.get(key)]
        first = min(days, default=None)
        at = min(filter(None, (place.starts, first)), default=dt.date(place.year, 1, 1))
        notes, source = list(said["notes"]), []
        if place.starts is None and first is None:
            source.append(_("原表没有日期，按%(day)s登记") % {"day": at.isoformat()})
        if code is not None and words.bare(written) not in (str(code), f"第{code}号", f"{code}号"):
            source.append(_("原编号：%(said)s") % {"said": written})
        category = self.categories.get(plain(said.get("category", "")), "")
        if said.get("category") and not category:
            source.append(_("原类别：%(said)s") % {"said": said["category"]})
        for key, told in (("talk", _("面商情况：%(said)s")), ("note", _("备注：%(said)s"))):
            if said.get(key):
                source.append(told % {"said": said[key]})
        return Past(
            number, place, series_in(mode, place.term, place.session, place.year) if code else "",
            code, said["title"].strip("《》 "), said.get("grounds", ""), said.get("proposal", ""),
            category, at, provenance="；".join(source), notes=tuple(notes),
            assigned=said.get("assigned"), replied=said.get("replied"), reply=said.get("reply", ""),
        )  # fmt: skip

    def _lead(self, past: Past, lead: str, _others: str) -> None:
        names = words.names_in(lead)
        if not names:
            raise HuyingError(str(WANTED["lead"]))
        past.lead = self._deputy(past, names[0])

    def _cosigners(self, past: Past, lead: str, others: str) -> None:
        first, *more = words.names_in(lead) or [""]
        found = [
            self._deputy(past, name) for name in dict.fromkeys([*more, *words.names_in(others)])
        ]
        past.cosigners = [
            one for one in found if one[1] != "".join(first.split()) and one != past.lead
        ]  # fmt: skip

    def _deputy(self, past: Past, name: str) -> list[Any]:
        found = self.roll.deputy(past.place.term, name)
        if found[0] is None and (near := self.roll.near_to(past.place.term, name)):
            _note(past, _("“%(name)s”会登记为往届代表；名册里有相近的“%(near)s”，请核对。")
                  % {"name": name, "near": near})  # fmt: skip
        return found

    def _units(self, past: Past, said: dict[str, Any], key: str) -> None:
        found = [
            one
            for one in self.roll.units_in(said.get(key, ""))
            if one.pk not in {u[0] for u in past.units}
        ]
        if key == "unit" and len(found) > 1:
            _note(past, _("写了几个承办单位，第一个记为主办，其余记为协办。"))
        if key == "helpers" and found and not said.get("unit"):
            raise HuyingError(_("写了协办单位，请也填承办单位。"), field="unit")
        past.units += [[one.pk, one.name] for one in found]

    def _reply(self, past: Past, said: dict[str, Any]) -> list[HuyingError]:
        """Complete what is known of the reply; what is wrong with it."""
        past.outcome, doubtful, written = said.get("outcome", ("", False, ""))
        past.grade, past.word, past.unreturned = said.get("opinion", ("", "", False))
        if not any((past.outcome, past.replied, past.reply, past.grade)):
            return []
        wrong: list[HuyingError] = []
        if doubtful:
            label = str(Outcome(past.outcome).label)
            _note(past, _("“%(said)s”在本镇的分类里不止一个意思，按“%(label)s”登记。")
                  % {"said": written, "label": label})  # fmt: skip
        if written and (doubtful or len(words.bare(written)) < 3):
            _add_source(past, _("原办理结果：%(said)s") % {"said": written})
        if not said.get("unit") and not said.get("helpers"):
            wrong.append(HuyingError(_("有答复的，请填承办单位。"), field="unit"))
        if not past.outcome:
            past.outcome = self._answer("outcome")
            if past.outcome not in Outcome.values:
                sentence = _("有答复，没有写办理结果。请补上，或者在上面选一种。")
                wrong.append(HuyingError(sentence, field="outcome"))
        if past.replied is None:
            wrong += self._reply_day(past)
        elif past.assigned and past.replied < past.assigned:
            wrong.append(HuyingError(_("答复早于交办，请核对日期。"), field="replied"))
        return wrong

    def _reply_day(self, past: Past) -> list[HuyingError]:
        try:
            past.replied = dt.date.fromisoformat(self._answer("reply-day"))
        except ValueError:
            sentence = _("有答复，没有写答复日期。请补上，或者在上面写一个统一的日期。")
            return [HuyingError(sentence, field="replied")]
        if past.replied > clock.today() or past.replied < (past.assigned or past.at):
            return [HuyingError(_("统一的答复日期早于交办，或者还没有到，请补上这一行自己的。"), field="replied")]  # fmt: skip
        _add_source(past, _("原表没有答复日期，按%(day)s登记") % {"day": past.replied.isoformat()})
        return []

    def _answer(self, key: str) -> str:
        self.asks.add(key)
        return self.answers.get(key, "")

    def _new(self, past: Past) -> None:
        """Raises HuyingError where it is there already, in the town or further up in the table."""
        keys = [("title", *past.place.same, past.title, past.lead[1])]
        if past.code is not None:
            keys.append(("number", past.series, past.code))
        for key in keys:
            of = "number" if key[0] == "number" else "title"
            if key in self.there:
                raise HuyingError(_("已经有了：%(what)s。") % {"what": self.there[key]}, field=of)
            if key in self.seen:
                told = _("和第%(n)s行是同一件，请删去一行。") % {"n": self.seen[key]}
                raise HuyingError(told, field=of)
        self.seen |= dict.fromkeys(keys, past.number)

    def questions(self) -> list[Question]:
        """What has to be asked: the lists first, then what replies lack, then who may read it."""
        found = self.roll.questions()
        if "reply-day" in self.asks:
            found.append(Question("reply-day", _ASK_DAY, _HELP_DAY, "day"))
        if "outcome" in self.asks:
            choices = tuple((one.value, one.label) for one in Outcome)
            found.append(Question("outcome", _ASK_OUTCOME, "", "choice", choices))
        return [*found, Question("public", _ASK_PUBLIC, _HELP_PUBLIC)]


_ASK_DAY = gettext_lazy("有答复但没有答复日期的，按哪天登记")
_HELP_DAY = gettext_lazy("例如当年报告办理情况的那一天。每件会注明。")
_ASK_OUTCOME = gettext_lazy("有答复但没有办理结果的，按哪一种登记")
_ASK_PUBLIC = gettext_lazy("导入后就向社会公开")
_HELP_PUBLIC = gettext_lazy("先看清没有姓名、电话等不宜公开的内容。不选的，以后可以一件一件公开。")


def _note(past: Past, text: str) -> None:
    past.notes = (*past.notes, text)


def _add_source(past: Past, text: str) -> None:
    past.provenance = "；".join(filter(None, (past.provenance, text[: NOTE + EXCERPT])))
