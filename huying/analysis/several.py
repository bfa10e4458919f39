"""Does a suggestion speak of two things? One each is asked for (一事一议); this only points, a person decides.

Two things are two kinds of town work that have little to do with each other, and of which each is a
problem (in the title or the grounds) that is also to be done something about (in the proposal). Several
measures against one problem are one thing; who suffers from it and where it stands are no second thing.
The kinds and their words are those of `category`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from huying.analysis.category import classify

# Kinds that often belong to one piece of work: a road is dug up for its drain, a market needs parking.
# A whole group is named with its dot. Kinds of one group are always near.
_NEAR = (
    ("water.", "sanitation.sewage", "sanitation.toilets", "environment.river", "safety.flood", "roads.surface"),
    ("roads.", "safety.traffic", "education.schoolbus", "power.lines", "environment.air"),
    ("sanitation.", "environment.", "health.vaccine", "market.stalls"),
    ("housing.heating", "safety.gas", "environment.air", "environment.burning", "power.outage"),
    ("housing.dangerous", "housing.homestead", "safety.subsidence", "environment.mining", "safety.flood"),
    ("safety.fire", "safety.gas", "power.", "environment.burning", "housing.property"),
    ("housing.property", "roads.parking", "sanitation.garbage"),
    ("welfare.", "health.", "education.culture", "education.sports"),
    ("education.", "safety.traffic", "roads.signs", "roads.bus", "market.food"),
    ("farming.", "water.irrigation", "power.outage", "work.business", "safety.flood", "roads.surface"),
    ("market.", "roads.parking", "sanitation.garbage", "farming.sales"),
    ("work.", "farming.machinery", "farming.sales"),
    ("village.", "farming.land", "housing.homestead"),
)  # fmt: skip
# How something is done, and not what: of any suggestion some of it holds.
_NEVER = ("service.", "other.", "village.cadre", "village.accounts")
# Who suffers, where it stands, what it costs: words that come up around any problem.
_WEAK = frozenset(
    ["公开", "公示", "培训", "困难", "补助", "补贴", "收费", "工作", "企业", "工厂", "审批", "材料", "手续", "流程", "用水", "用电", "贷款", "融资", "文化", "广场", "卫生", "信号", "移动", "下雨", "大雨", "暴雨", "雨水", "雨季", "事故", "出事", "路口", "拐弯", "学生", "学校", "老师", "小学", "中学", "幼儿园", "孩子上学", "上学", "放学", "校门口", "上下学", "接送", "老年人", "独居老人", "空巢", "独居", "留守老人", "老人摔", "医院", "卫生院", "卫生室", "看病", "保护", "保险", "土地", "耕地", "占地", "合同", "护理", "选民", "干部", "村委", "村委会", "村干部", "不安全", "危险路口", "隐患", "视线", "路窄", "电动车", "三轮车", "大车", "货车", "大货车", "撞人", "返乡", "打工", "务工", "大学生", "集市", "市场", "赶集", "小区", "业主", "物业", "价格", "太贵", "消费", "项目落地", "招商", "检查太多", "保洁", "保洁员", "垃圾车", "消毒", "绿化", "集体", "村集体", "领取", "坐车", "进城", "等车", "值班", "周末", "晚上看不见", "照明", "线路", "信号差", "倾斜", "裂缝", "破损", "场地", "活动场地", "体育", "运动", "锻炼", "养殖场", "合作社", "快递", "物流", "受灾", "办理", "生活困难", "贫困", "脱贫", "退休", "创业", "就业", "岗位", "公益性岗位", "公益岗位", "堆放", "杂物", "占道", "挡路", "排队", "庄稼", "浇地", "田间路", "机耕路", "旧房", "老房子", "着火", "火灾", "消防", "防汛", "内涝", "护栏", "警示牌", "警示标志", "村道", "清运", "卫生费", "着火冒烟", "承包", "租金", "冷链", "冷库", "订单", "用地", "医生", "体检", "义诊", "图书", "演出", "送戏下乡", "电费", "水费", "电线"]
)  # fmt: skip
ENOUGH = 1.0
_JOINS = re.compile(
    "以及|还有|同时|、|；|，|(?<![涉普顾危波])及(?!时|格|早)|(?<![总共缓柔温])和(?!谐|平|解|气)|(?<!参)与(?!会|其)|(?<![合撤兼吞])并(?!网|轨|且)"
)
# "学校和医院周边的停车": places in a row before the one thing.
_PLACE = re.compile(
    "(?:校|小学|中学|幼儿园|医院|卫生院|卫生室|村|社区|街|路|市场|广场|小区|老人|老年人|孩子|学生|儿童|残疾人|居民|群众|养老院|敬老院|企业|商户|农户|站|桥|河)$"
)
_OF_PLACES = re.compile("周边|附近|门口|门前|沿线|两侧|两岸|之间|一带|的")
_FRAME = re.compile("^关于|的?(?:建议|议案|意见|批评)$")
_POINTS = re.compile(
    r"\n+|(?<=[。！？；])|(?=[（(]?[一二三四五六七八九十]{1,2}[、）)]|第[一二三四五六]，|[1-9][.、．）)](?!\d))"
)
# What opens a second subject in the grounds: a paragraph, a number, an "also".
_BLOCKS = re.compile(
    r"\n+|(?=[（(]?[一二三四五六七八九十][、）)])|(?=[1-9][.、．）)](?!\d))"
    "|(?=另外|此外|还有一|再有|顺便|再一个|第二件|与此同时|除此)"
)


@dataclass(frozen=True)
class Part:
    """One of the things: the kind of town work, and the words that speak for it."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Several:
    """Two things that seem to have little to do with each other. where: what gave it away, the title or the text."""

    where: Literal["title", "text"]
    first: Part
    second: Part


def several(title: str, grounds: str, proposal: str) -> Several | None:
    """The two things that a suggestion speaks of, with the words for each; None where it seems to be one."""
    return _in_title(title) or _in_text(title, grounds, proposal)


def near(one: str, other: str) -> bool:
    """Whether two kinds of town work often belong to one piece of work."""
    if one.split(".")[0] == other.split(".")[0]:
        return True
    return any(_among(one, kinds) and _among(other, kinds) for kinds in _NEAR)


def _among(key: str, kinds: tuple[str, ...]) -> bool:
    return any(key == kind or (kind.endswith(".") and key.startswith(kind)) for kind in kinds)


def _in_title(title: str) -> Several | None:
    pieces = [one for one in _JOINS.split(_FRAME.sub("", _FRAME.sub("", title.strip()))) if one]
    parts: list[Part] = []
    for at, piece in enumerate(pieces):
        after = pieces[at + 1] if at + 1 < len(pieces) else ""
        if _PLACE.search(piece) and _OF_PLACES.search(after):
            continue
        parts += _kinds(piece)[:1]
    pair = _apart(parts, parts)
    return Several("title", *pair) if pair else None


def _in_text(title: str, grounds: str, proposal: str) -> Several | None:
    told, wanted = _kinds_of_points(grounds), _kinds_of_points(proposal)
    titled = {part.key for part in _kinds(title)}
    both = [
        Part(part.key, _joined(part.words, other.words))
        for part in told
        for other in wanted
        if _group(part) == _group(other)
    ]
    pair = _apart(both, both)
    if pair is None:
        return None
    # A title that names one of them makes the other a by-product, unless the grounds open it as a subject of its own.
    named = [any(near(part.key, key) for key in titled) for part in pair]
    if any(named) and not all(named) and not _opens_another(grounds, pair[named.index(False)]):
        return None
    return Several("text", *pair)


def _opens_another(grounds: str, part: Part) -> bool:
    """Whether a paragraph, a number or an "also" begins what is said of `part`."""
    for block in _BLOCKS.split(grounds)[1:]:
        kinds = _kinds(block)
        if kinds and kinds[0].key == part.key:
            return True
    return False


def _kinds_of_points(text: str) -> list[Part]:
    """The kind of each point or sentence, once each, in order."""
    found: dict[str, Part] = {}
    for point in _POINTS.split(text):
        for part in _kinds(point)[:1]:
            before = found.get(part.key)
            words = _joined(before.words, part.words) if before else part.words
            found[part.key] = Part(part.key, words)
    return list(found.values())


def _kinds(text: str) -> list[Part]:
    """What kinds a piece of text speaks of, the strongest first, by their strong words only."""
    scored: list[tuple[float, Part]] = []
    for guess in classify(text, top=6):
        words = tuple(word for word in guess.words if word not in _WEAK)
        score = sum(len(word) / 2 for word in words)
        if score >= ENOUGH and not _among(guess.key, _NEVER):
            scored.append((score, Part(guess.key, words)))
    scored.sort(key=lambda one: -one[0])
    return [part for _score, part in scored]


def _apart(ones: list[Part], others: list[Part]) -> tuple[Part, Part] | None:
    """The first two that are not near each other."""
    for at, one in enumerate(ones):
        for other in others[at + 1 :]:
            if not near(one.key, other.key):
                return one, other
    return None


def _group(part: Part) -> str:
    return part.key.split(".")[0]


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
