"""What the rows of an imported table mean: which column is which, and whether a row can be taken."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.sheets import Value
from huying.core.textclean import clean_text
from huying.imports.columns import Column, plain
from huying.imports.rows import EXCERPT, Reader, text_of
from huying.town.models import Division
from huying.voices.actions import clean_reach
from huying.voices.categories import all_categories
from huying.voices.models import Channel

TEXT_LIMIT, PLACE_LIMIT, NAME_LIMIT, NOTE_LIMIT = 10_000, 120, 40, 200


COLUMNS = (
    Column(
        "text", gettext_lazy("说的话"), gettext_lazy("必须有。原话，一字不改。"),
        ("内容", "诉求内容", "留言详情", "反映内容", "意见内容", "问题描述", "说的话", "诉求", "意见",
         "text", "body", "content", "message"),
        missing=gettext_lazy("请指出哪一列是说的话。"),
    ),
    Column(
        "title", gettext_lazy("标题"), gettext_lazy("放在原话前面，单独一行。"),
        ("标题", "主题", "留言主题", "title", "subject"),
    ),
    Column(
        "when", gettext_lazy("什么时候说的"), gettext_lazy("空着的按导入的时间。"),
        ("时间", "日期", "留言时间", "来电时间", "登记时间", "受理时间", "time", "date", "when"),
    ),
    Column(
        "division", gettext_lazy("哪个村"), gettext_lazy("与村名册对上的填村，对不上的写进地点。"),
        ("村", "所在村", "所属村", "村庄", "行政村", "村社区", "village"),
    ),
    Column(
        "place", gettext_lazy("具体地点"), "",
        ("地点", "具体地点", "地址", "位置", "place", "address", "location"),
    ),
    Column(
        "name", gettext_lazy("怎么称呼"), gettext_lazy("加密保存。"),
        ("姓名", "称呼", "联系人", "来电人", "反映人", "留言用户", "用户", "name", "user"),
    ),
    Column(
        "reach", gettext_lazy("联系方式"), gettext_lazy("手机、座机或邮箱，加密保存。"),
        ("联系方式", "联系电话", "电话", "手机号", "手机", "邮箱", "phone", "mobile", "email", "contact"),
    ),
    Column(
        "category", gettext_lazy("类别"), gettext_lazy("与本系统类别同名的归好类，别的记在来源里。"),
        ("类别", "分类", "一级分类", "category"),
    ),
    Column(
        "channel", gettext_lazy("渠道"), gettext_lazy("电话、来访、纸件等。"),
        ("渠道", "来源", "来源渠道", "channel", "source"),
    ),
    Column(
        "number", gettext_lazy("原来的编号"), gettext_lazy("记在来源里。"),
        ("编号", "工单号", "工单编号", "留言编号", "msgid", "id", "number"),
    ),
    Column(
        "state", gettext_lazy("原来的状态"), gettext_lazy("记在来源里；导入后一律从待梳理开始。"),
        ("状态", "办理状态", "state", "status"),
    ),
)  # fmt: skip
KEYS = tuple(column.key for column in COLUMNS)
# The words of other systems for our channels; any other word is noted beside "import".
CHANNELS = {
    Channel.WEB: ("网页", "网站", "网络", "网上", "线上", "web"),
    Channel.QR: ("扫码", "二维码", "小程序", "qr"),
    Channel.IN_PERSON: ("来访", "当面", "现场", "到点", "接待", "in_person"),
    Channel.VISIT: ("走访", "入户", "代表走访", "visit"),
    Channel.PHONE: ("电话", "来电", "热线", "12345", "phone"),
    Channel.PAPER: ("纸件", "书面", "来信", "信件", "意见箱", "paper"),
    Channel.DEPUTY: ("代表", "代表转达", "deputy"),
}


@dataclass(frozen=True)
class Good:
    """A voice that can be taken. notes: what a person should know about it."""

    number: int
    text: str
    said_at: dt.datetime | None = None
    division_id: int | None = None
    place: str = ""
    name: str = ""
    reach: str = ""
    category: str = ""
    channel: str = Channel.IMPORT.value
    provenance: str = ""
    notes: tuple[str, ...] = ()


class VoiceReader(Reader):
    """Reads voices; looks villages and categories up once."""

    columns = COLUMNS

    def __init__(self, town: Town, headers: Sequence[str], mapping: Mapping[str, str]) -> None:
        super().__init__(headers, mapping)
        self.villages = Villages(town)
        self.categories = categories_by_name()
        self.channels = {word: key for key, words in CHANNELS.items() for word in words}

    def cell(self, key: str, value: Value) -> Any:
        """What a cell says. Raises HuyingError."""
        if key == "when":
            return self.when(value)
        limits = {"text": TEXT_LIMIT, "place": PLACE_LIMIT, "name": NAME_LIMIT}
        text = clean_text(text_of(value), limits.get(key, NOTE_LIMIT))
        if key == "text" and not text:
            raise HuyingError(_("没有写说了什么。"))
        return clean_reach(text) if key == "reach" else text

    def good(self, number: int, said: dict[str, Any]) -> Good:
        """The voice in a row."""
        notes, source = said["notes"], []
        for key, label in (("number", _("原编号")), ("state", _("原状态"))):
            if said.get(key):
                source.append(f"{label}：{said[key]}")
        category = self._known(said, "category", self.categories, _("原类别"), notes, source)
        channel = self._known(said, "channel", self.channels, _("原渠道"), notes, source)
        division_id, place = self._where(said, notes)
        text, title = said["text"], said.get("title", "")
        if title and not text.startswith(title):
            text = f"{title}\n{text}"
        return Good(
            number, text, said.get("when"), division_id, place, said.get("name", ""),
            said.get("reach", ""), category, channel or Channel.IMPORT.value,
            "；".join(source)[:NOTE_LIMIT], tuple(notes),
        )  # fmt: skip

    @staticmethod
    def _known(
        said: dict[str, Any],
        key: str,
        known: Mapping[str, str],
        label: str,
        notes: list[str],
        source: list[str],
    ) -> str:
        word = said.get(key, "")
        found = known.get(plain(word), "") if word else ""
        if word and not found:
            source.append(f"{label}：{word}")
            notes.append(_("没有“%(word)s”这一项，记在来源里。") % {"word": word[:EXCERPT]})
        return str(found)

    def _where(self, said: dict[str, Any], notes: list[str]) -> tuple[int | None, str]:
        village, place = said.get("division", ""), said.get("place", "")
        found = self.villages.named(village) if village else None
        if village and found is None:
            notes.append(_("名册里没有“%(name)s”，写进地点。") % {"name": village[:EXCERPT]})
            place = f"{village} {place}".strip()[:PLACE_LIMIT]
        if found is None and place:
            found = self.villages.within(place)
        return found, place


class Villages:
    """Finds a village by its name, its code, or its name within the description of a place."""

    def __init__(self, town: Town) -> None:
        self.town_name = town.name
        rows = list(Division.objects.filter(town=town).values_list("pk", "name", "code"))
        short: dict[str, set[int]] = {}
        for pk, name, _code in rows:
            short.setdefault(self._short(name), set()).add(pk)
        # 高都 alone may be 高都村 or 高都社区: then it is neither.
        self.names = {name: pks.pop() for name, pks in short.items() if len(pks) == 1}
        self.names |= {name: pk for pk, name, _code in rows}
        self.codes = {code: pk for pk, _name, code in rows}
        self.longest_first = sorted((n for n in self.names if len(n) > 1), key=len, reverse=True)

    def named(self, text: str) -> int | None:
        """The village that is called so or has this code."""
        plain = self._plain(text)
        return self.codes.get(plain) or self.names.get(plain) or self.names.get(self._short(text))

    def within(self, place: str) -> int | None:
        """The village whose name stands in `place`; the longest name goes first."""
        return next((self.names[name] for name in self.longest_first if name in place), None)

    def _plain(self, text: str) -> str:
        text = "".join(unicodedata.normalize("NFKC", text).split())
        return text.rpartition(self.town_name)[2] or text

    def _short(self, text: str) -> str:
        bare = re.sub(r"(村民|居民)?委员?会$", "", self._plain(text))
        return re.sub(r"(社区|村)$", "", bare) if len(bare) > 2 else bare


def categories_by_name() -> dict[str, str]:
    """Every name of a category, bare → its key."""
    known: dict[str, str] = {}
    for category in all_categories().values():
        for name in (
            category.key, category.zh, category.en, category.group_zh + category.zh,
        ):  # fmt: skip
            known.setdefault(plain(name), category.key)
    return known
