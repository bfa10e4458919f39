"""The sums of a pile as tables: the workbook has each on a sheet, the report has each beside its chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from huying.analysis import redaction
from huying.analysis.category import UrgencyHint
from huying.analysis.topics import Topic, reason
from huying.core.language import in_english
from huying.core.sheet_writing import Cell
from huying.listening.pile.reading import Reading
from huying.voices.categories import all_categories, label

# Fewer people than this are not shown as a place, and not quoted: two are soon known for who they are.
FEW = 3


@dataclass(frozen=True)
class Table:
    """One table. Columns are named by their place, from 0.

    chart: of the label and of the value of a bar, None: no chart. quoted: of how many people said what the
    row quotes, None: it quotes nobody. keys: whether the last column names rows, which only the workbook needs.
    """

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()
    chart: tuple[int, int] | None = None
    quoted: int | None = None
    keys: bool = False
    help: str = ""


def all_of(reading: Reading) -> list[Table]:
    """Every table that has a row."""
    made = (topics, twins, places, groups, kinds, units, months)
    return [table for table in (make(reading) for make in made) if table.rows]


def topics(reading: Reading) -> Table:
    """What is talked about, the hottest first."""
    rows = [
        [name_of(topic), topic.people, len(topic.messages), topic.spread or None, topic.recent, topic.usual,
         _("在上升") if topic.rising else "", reason(topic, english=in_english()), numbers(topic.messages)]
        for topic in reading.topics
    ]  # fmt: skip
    columns = [
        _("热点"), _("人数"), _("件数"), _("村数"), _("最近新增"), _("通常"), _("势头"), _("为什么"), _("行号"),
    ]  # fmt: skip
    return Table(
        "topics", _("热点"), columns, rows, (32, 8, 8, 8, 10, 8, 10, 60, 40), chart=(0, 1), quoted=1, keys=True,
        help=_("同一个地方、同一个问题，按人数、时间和分布排；截至最后一件。报告里只有至少%(few)s人说的。") % {"few": FEW},
    )  # fmt: skip


def topic_names(reading: Reading) -> dict[int, str]:
    """The name of the topic of each message that belongs to one."""
    return {key: name_of(topic) for topic in reading.topics for key in topic.messages}


def name_of(topic: Topic) -> str:
    """A topic's name, which is a message's title or first sentence, with what tells who somebody is taken out."""
    return excerpt(topic.name) or _("没有名字")


def numbers(keys: Sequence[int]) -> str:
    """Rows by their numbers."""
    return _("、").join(str(key) for key in keys)


def twins(reading: Reading) -> Table:
    """Messages that seem to say the same, the most people first."""
    by_key = {one.number: one for one in reading.taken}
    rows: list[list[Any]] = []
    for number, group in enumerate(reading.twins, start=1):
        people = {by_key[key].said.person or key for key in group}
        first = by_key[group[0]].said
        rows.append(
            [number, len(group), len(people), excerpt(first.title or first.text),
             numbers(group)]
        )  # fmt: skip
    rows.sort(key=lambda row: (-row[2], -row[1], row[0]))
    return Table(
        "twins", _("相似的意见"), [_("相似组"), _("件数"), _("人数"), _("其中一件"), _("行号")], rows,
        (8, 8, 8, 60, 40), quoted=2, keys=True, help=_("说的像是同一件事，请核对后再并。报告里只有至少%(few)s人说的。") % {"few": FEW},
    )  # fmt: skip


def places(reading: Reading) -> Table:
    """The villages, roads and estates that at least FEW people speak of, the most people first."""
    people: dict[str, set[object]] = {}
    messages: Counter[str] = Counter()
    for one, found in zip(reading.taken, reading.found, strict=True):
        named = {fact.value for fact in found.facts if fact.kind in ("village", "road", "estate")}
        for place in sorted({*named, one.said.division} - {""}):
            people.setdefault(place, set()).add(one.said.person or one.number)
            messages[place] += 1
    rows = [
        [place, len(people[place]), messages[place]]
        for place in sorted(people, key=lambda place: (-len(people[place]), place))
        if len(people[place]) >= FEW
    ]
    return Table(
        "places", _("提到的地方"), [_("地方"), _("人数"), _("件数")], rows, (30, 10, 10), chart=(0, 1),
        help=_("至少%(few)s人说到的村、路和小区。") % {"few": FEW},
    )  # fmt: skip


def groups(reading: Reading) -> Table:
    """Messages of each group of kinds."""
    names = {one.group: one.group_label for one in all_categories().values()}
    counts: Counter[str] = Counter()
    for kind, count in reading.first_kinds().items():
        counts[kind.split(".")[0]] += count
    rows = [
        [names.get(key, _("不知道")), n, share(n, len(reading.found))] for key, n in ranked(counts)
    ]
    return Table(
        "groups", _("大类"), [_("大类"), _("件数"), _("占比")], rows, (22, 10, 10), chart=(0, 1),
        help=_("程序按词语猜的大类；“不知道”是没有把握的。"),
    )  # fmt: skip


def kinds(reading: Reading) -> Table:
    """Messages of each kind."""
    known = all_categories()
    rows = [
        [known[key].group_label, label(key), n, share(n, len(reading.found))]
        for key, n in ranked(reading.first_kinds())
        if key
    ]
    return Table(
        "kinds", _("类别"), [_("大类"), _("类别"), _("件数"), _("占比")], rows, (22, 22, 10, 10), chart=(1, 2)
    )  # fmt: skip


def units(reading: Reading) -> Table:
    """Messages for each unit that would be proposed."""
    rows = [
        [unit or _("不知道"), n, share(n, len(reading.found))]
        for unit, n in ranked(reading.first_units())
    ]
    return Table(
        "units", _("建议承办单位"), [_("单位"), _("件数"), _("占比")], rows, (30, 10, 10), chart=(0, 1),
        help=_("只是建议，由人来定。"),
    )  # fmt: skip


def months(reading: Reading) -> Table:
    """Messages of each month from the first to the last."""
    days = reading.days
    if not days:
        return Table("months", _("按月"), [], [])
    counts = Counter((day.year, day.month) for day in days)
    rows, at = [], (days[0].year, days[0].month)
    while at <= (days[-1].year, days[-1].month):
        rows.append([f"{at[0]}-{at[1]:02}", counts[at]])
        at = (at[0] + at[1] // 12, at[1] % 12 + 1)
    return Table("months", _("按月"), [_("月份"), _("件数")], rows, (12, 10), chart=(0, 1))


def urgency(hint: UrgencyHint) -> str:
    """How soon somebody should look, with the words that say so."""
    level = {"now": _("马上看"), "soon": _("尽快看")}.get(hint.level, "")
    return with_words(level, " ".join(hint.words)) if level else ""


def with_words(what: str, words: str) -> str:
    """Something, and in brackets what belongs to it."""
    return _("%(what)s（%(words)s）") % {"what": what, "words": words}


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of a text in one line, with what tells who somebody is taken out."""
    line = " ".join(redaction.hide(text).split())
    return line if len(line) <= length else f"{line[:length]}…"


def share(part: int, whole: int) -> str:
    """ "12.3%" of what there is."""
    return f"{part / whole:.1%}" if whole else ""


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most first; what is not known, '', last."""
    return sorted(counts.items(), key=lambda item: (item[0] == "", -item[1], item[0]))
