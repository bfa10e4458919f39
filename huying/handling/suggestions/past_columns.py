"""What the ledgers of past suggestions call their columns, and the words that stand in them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.errors import HuyingError
from huying.core.numerals import number_of
from huying.handling.models import Grade
from huying.handling.states import Outcome
from huying.imports.columns import Column
from huying.rulebook.schemes import OUTCOMES, Scheme

COLUMNS = (
    Column(
        "session", gettext_lazy("届次、会议"),
        gettext_lazy("必须有。例如“十八届二次”“2025年闭会期间”，或者只写年份。"),
        ("届次", "会议届次", "会议", "会次", "提出会议", "届次会议", "年度", "年份", "session"),
        missing=gettext_lazy("请指出哪一列是届次、会议或者年份。"),
    ),
    Column(
        "year", gettext_lazy("年份"), gettext_lazy("会议那一列只写“闭会期间”时用。"),
        ("年度", "年份", "提出年份", "year"),
    ),
    Column(
        "number", gettext_lazy("编号"), gettext_lazy("原来的编号，照样保留。"),
        ("编号", "建议编号", "建议号", "序号", "案号", "号", "number"),
    ),
    Column(
        "title", gettext_lazy("标题"), gettext_lazy("必须有。最多80个字。"),
        ("建议标题", "标题", "案由", "建议名称", "题目", "建议题目", "title"),
        missing=gettext_lazy("请指出哪一列是建议的标题。"),
    ),
    Column(
        "grounds", gettext_lazy("事由"), "",
        ("事由", "内容", "建议内容", "主要内容", "情况", "grounds"),
    ),
    Column(
        "proposal", gettext_lazy("具体建议"), "",
        ("具体建议", "建议", "意见建议", "建议措施", "proposal"),
    ),
    Column(
        "lead", gettext_lazy("领衔代表"),
        gettext_lazy("必须有。名册里有同名的，在姓名后面写代表证号：王某（001）。"),
        ("领衔代表", "提出人", "领衔人", "提出代表", "代表姓名", "建议人", "提议人", "代表", "姓名", "lead"),
        missing=gettext_lazy("请指出哪一列是领衔代表。"),
    ),
    Column(
        "cosigners", gettext_lazy("联名代表"), gettext_lazy("几个人用顿号、逗号或空格隔开。"),
        ("联名代表", "附议人", "附议代表", "联名人", "联名", "cosigners"),
    ),
    Column(
        "category", gettext_lazy("类别"), gettext_lazy("与本系统类别同名的归好类，别的记在来源里。"),
        ("类别", "建议类别", "分类", "category"),
    ),
    Column(
        "unit", gettext_lazy("承办单位"),
        gettext_lazy("与单位名册对得上的名称。写了几个的，第一个记为主办，其余记为协办。"),
        ("承办单位", "主办单位", "主办", "办理单位", "承办部门", "unit"),
    ),
    Column(
        "helpers", gettext_lazy("协办单位"), gettext_lazy("几个单位用顿号隔开。"),
        ("协办单位", "会办单位", "协办", "会办", "协办部门", "helpers"),
    ),
    Column(
        "assigned", gettext_lazy("交办日期"), "",
        ("交办日期", "交办时间", "转办日期", "assigned"),
    ),
    Column(
        "replied", gettext_lazy("答复日期"), "",
        ("答复日期", "答复时间", "办结日期", "办结时间", "回复日期", "办复日期", "replied"),
    ),
    Column(
        "outcome", gettext_lazy("办理结果"),
        gettext_lazy("已经解决、正在解决、列入计划等，或者本镇的分类字母。"),
        ("办理结果", "办理结果分类", "结果", "办理类别", "答复类别", "办理情况分类", "outcome"),
    ),
    Column(
        "reply", gettext_lazy("答复内容"), "",
        ("答复内容", "答复意见", "办理情况", "答复情况", "答复", "回复内容", "reply"),
    ),
    Column(
        "opinion", gettext_lazy("代表满意度"),
        gettext_lazy("满意、基本满意、不满意。空着的按办结；写“未反馈”的，仍可以补评价。"),
        ("代表满意度", "满意度", "反馈意见", "代表意见", "代表评价", "满意程度", "评价", "opinion"),
    ),
    Column(
        "talk", gettext_lazy("面商情况"), gettext_lazy("记在来源里。"),
        ("面商情况", "面商", "沟通情况", "见面情况", "talk"),
    ),
    Column("note", gettext_lazy("备注"), gettext_lazy("记在来源里。"), ("备注", "说明", "note")),
)  # fmt: skip

# The words of other ledgers, bare. That something is “办结” says nothing about what came of it.
OUTCOME_WORDS = {
    Outcome.RESOLVED: ("已经解决", "已解决", "解决", "基本解决", "已基本解决", "已落实", "已采纳", "采纳", "已完成", "完成", "已办成"),
    Outcome.IN_PROGRESS: ("正在解决", "部分解决", "逐步解决", "正在落实", "已启动", "正在推进"),
    Outcome.PLANNED: ("列入计划", "已列入计划", "列入规划", "纳入计划", "纳入规划", "计划解决", "拟解决", "计划逐步解决"),
    Outcome.DEFERRED: ("暂缓办理", "暂缓", "以后解决", "条件所限以后解决", "待条件成熟后解决", "暂时不能解决"),
    Outcome.REFERENCE_ONLY: ("留作参考", "供参考", "参考", "作参考", "工作参考", "解释说明"),
    Outcome.INFEASIBLE: ("目前办不到", "办不到", "不能解决", "无法解决", "不能办", "无法办理", "不予解决"),
    Outcome.ESCALATED: ("已报上级", "已上报", "上报", "报上级", "转上级", "已反映到上级"),
}  # fmt: skip
NOT_YET = ("办理中", "正在办理", "在办", "未答复", "未办结", "待办", "未办")
GRADE_WORDS = {
    Grade.DISSATISFIED: ("不满意", "很不满意"),
    Grade.MOSTLY: ("基本满意", "比较满意", "较满意"),
    Grade.SATISFIED: ("满意", "非常满意", "很满意"),
}
UNRETURNED = ("未反馈", "没有反馈", "未评价", "未回复", "未返回", "无反馈")
_GRADES = {word: grade for grade, words in GRADE_WORDS.items() for word in words}
_OUTCOMES = {word: outcome for outcome, words in OUTCOME_WORDS.items() for word in words}
_OPINION = re.compile(
    rf"({'|'.join(sorted(_GRADES, key=len, reverse=True))})(?:[，,。.；;：:\s]+(.*))?", re.S
)
_NUMERAL = r"[\d零一二三四五六七八九十]{1,3}"
_TERM, _SESSION = re.compile(rf"({_NUMERAL})届"), re.compile(rf"({_NUMERAL})次")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def bare(text: str) -> str:
    """Without spaces, in the plain forms of digits, letters and brackets."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Sitting:
    """What a cell says about when a suggestion was handed in; None where it says nothing of it."""

    term: int | None = None
    session: int | None = None
    year: int | None = None
    between: bool = False


def sitting_of(text: str) -> Sitting:
    """Read “十八届二次”, “第18届人民代表大会第2次会议”, “2025年闭会期间”, “2025”. Raises HuyingError."""
    said = bare(text)
    year = _YEAR.search(said)
    try:
        term, session = (
            number_of(found.group(1)) if (found := one.search(said)) else None
            for one in (_TERM, _SESSION)
        )
    except ValueError:
        term = session = None
    found = Sitting(term, session, int(year.group(1)) if year else None, "闭会" in said)
    if found == Sitting() or (session is not None and term is None):
        raise HuyingError(
            _("看不懂“%(text)s”。请写成“十八届二次”“2025年闭会期间”，或者只写年份。")
            % {"text": text[:40]}
        )
    return found


def number_in(text: str) -> int | None:
    """The number of “12”, “第12号”, “2025-012” (its last one). Raises HuyingError."""
    said = bare(text)
    if not said:
        return None
    digits = re.findall(r"\d+", said)
    written = re.fullmatch(rf"第?({_NUMERAL})号?", said)
    try:
        number = int(digits[-1]) if digits else number_of(written.group(1)) if written else 0
    except ValueError:
        number = 0
    if not 0 < number < 2**15:
        raise HuyingError(
            _("“%(text)s”里看不出编号。请写数字，没有编号的空着。") % {"text": text[:40]}
        )
    return number


def outcome_of(text: str, scheme: Scheme) -> tuple[str, bool]:
    """What came of it, and whether the word leaves a doubt; '' where nothing came yet. Raises HuyingError."""
    said = re.sub(r"[，。；！!,.;]+$", "", bare(text))
    letter = re.fullmatch(r"([A-Za-z])(?:类|级|档)?(?:[(:].*)?", said)
    if letter and letter.group(1).upper() in scheme.letters:
        wanted = letter.group(1).upper()
        of_letter = [one for one in OUTCOMES if scheme.letter(one) == wanted]
        return of_letter[0], len(of_letter) > 1
    for label in Outcome:
        if said == str(label.label):
            return label.value, False
    if said in _OUTCOMES:
        return _OUTCOMES[said].value, False
    if not said or said in NOT_YET:
        return "", False
    raise HuyingError(
        _("看不懂办理结果“%(text)s”。请写：%(words)s，或者字母%(letters)s。")
        % {
            "text": text[:40], "words": "、".join(words[0] for words in OUTCOME_WORDS.values()),
            "letters": "、".join(scheme.letters),
        }
    )  # fmt: skip


def opinion_of(text: str) -> tuple[str, str, bool]:
    """The grade, the deputy's further words, and whether it says that no form came back. Raises HuyingError."""
    said = text.strip()
    if bare(said) in UNRETURNED:
        return "", "", True
    if not said or said in ("无", "-", "—", "/"):
        return "", "", False
    found = _OPINION.fullmatch(unicodedata.normalize("NFKC", said))
    if found is None:
        raise HuyingError(
            _("看不懂“%(text)s”。请写满意、基本满意、不满意或者未反馈。") % {"text": said[:40]}
        )
    return _GRADES[found.group(1)].value, (found.group(2) or "").strip(), False


def names_in(text: str) -> list[str]:
    """The names in a cell, parted by signs or spaces; a name of two characters may have a space inside."""
    names: list[str] = []
    for piece in re.split(r"[、，,；;/\n]+", text):
        words = re.sub(
            r"等(?:\d*|[一二三四五六七八九十]*)(?:人|名代表|名|位)?$", "", piece.strip()
        ).split()
        while words:
            both = len(words) > 1 and len(words[0]) == len(words[1]) == 1
            names.append("".join(words[:2]) if both else words[0])
            words = words[2 if both else 1 :]
    return [name for name in names if name]
