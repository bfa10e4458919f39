"""The yearly report on handling to the congress (代表法 2025 §51), drafted from the record. An official paper: Chinese.

What the record cannot know (what was learnt, what is planned) is left as a marked line for the staff to write.
"""

from __future__ import annotations

from huying.core import clock
from huying.core.models import Town
from huying.handling.models import Case, Grade, Opinion
from huying.handling.states import Outcome
from huying.handling.suggestions.origin import masked
from huying.papers import ReportPart, YearlyReport
from huying.records.rates import Rate
from huying.records.suggestions import (
    IMPORTED,
    LATER,
    NOT_DUE,
    NOT_JUDGED,
    UNRETURNED,
    Figures,
    YearFigures,
    taken_in,
    year_figures,
)
from huying.rulebook import queries as rulebook
from huying.suggestions.examining import KIND
from huying.voices.categories import group_choices

REASONS = {
    NOT_DUE: "还没有到答复期限的", NOT_JUDGED: "还没有到反馈期限的", UNRETURNED: "代表没有反馈的",
    LATER: "承诺期限还没有到的", IMPORTED: "往年台账没有记的",
}  # fmt: skip
UNRETURNED_SAID = {
    "excluded": "没有反馈的不计入满意率", "as_satisfied": "没有反馈的按满意计算",
    "as_dissatisfied": "没有反馈的按不满意计算",
}  # fmt: skip
OUTCOMES = dict(
    zip(Outcome.values, ("已经解决", "正在解决", "列入计划", "暂缓办理", "留作参考", "目前办不到", "已报上级"),
        strict=True)
)  # fmt: skip
TO_WRITE = "【请人大办补写：%s】"


def said(rate: Rate) -> str:
    """“95.0%（19／20）”, with what was left out; “没有可以计算的” where nothing counts."""
    if not rate.d:
        text = "没有可以计算的"
    else:
        text = f"{rate.n / rate.d:.1%}（{rate.n}／{rate.d}）"
    out = "，".join(f"{REASONS[why]}{count}件不计" for why, count in sorted(rate.left_out.items()))
    return f"{text}，另有{out}" if out else text


def draft(town: Town, year: int) -> YearlyReport:
    """The year's report, in the town's scope."""
    figures = year_figures(town, year)
    title = f"关于{town.name}{year}年代表建议、批评和意见办理情况的报告"
    return YearlyReport(
        title,
        f"{town.name}人民代表大会主席团",
        [
            _what_came(town, figures), _how_it_was_handled(figures), _by_unit(figures),
            _what_came_of_it(town, figures.whole), _what_is_wrong(figures),
            ReportPart("六、下一步打算", [TO_WRITE % "下一年办理工作的安排"]),
        ],
        clock.today(),
    )  # fmt: skip


def _what_came(town: Town, figures: YearFigures) -> ReportPart:
    rows = taken_in(figures.year)
    between = rows.filter(session__isnull=True).count()
    count = len(figures.whole.suggestions)
    names = dict(group_choices())
    kinds = "、".join(
        f"{names.get(one.name, '其他')}{len(one.suggestions)}件" for one in figures.by_category
    )
    joint = rows.filter(cosigners__state="confirmed").distinct().count()
    text = (
        f"{figures.year}年，{town.name}人大主席团共受理代表建议、批评和意见{count}件，"
        f"其中会议期间{count - between}件、闭会期间{between}件，联名提出的{joint}件。"
    )
    return ReportPart("一、建议的基本情况", [text, f"按内容分：{kinds}。"] if kinds else [text])


def _how_it_was_handled(figures: YearFigures) -> ReportPart:
    whole = figures.whole
    lines = [
        f"交由承办单位办理{whole.assigned}件次（分别办理的按单位计），已经答复{whole.replied}件次。",
        f"按期答复率{said(whole.on_time)}。",
        f"答复前同代表面商并经代表确认的，面商率{said(whole.met)}。",
        f"代表首次评价满意和基本满意的{said(whole.first)}；最终{said(whole.final)}，"
        f"其中满意的{said(whole.fully)}。征询意见表回收率{said(whole.returned)}。"
        f"{UNRETURNED_SAID[figures.unreturned]}。",
        f"代表不满意、重新办理的{whole.again}件次。",
    ]
    return ReportPart("二、办理情况", lines)


def _by_unit(figures: YearFigures) -> ReportPart:
    columns = ["承办单位", "件次", "按期答复", "面商", "满意和基本满意", "承诺落实"]
    rows = [[one.name, str(one.assigned), *map(_short, _shown(one))] for one in figures.by_unit]
    return ReportPart("三、各单位办理情况", ["按单位名册排列，不作排名。"], columns, rows)


def _shown(one: Figures) -> tuple[Rate, ...]:
    return one.on_time, one.met, one.final, one.kept


def _short(rate: Rate) -> str:
    return f"{rate.n}／{rate.d}" if rate.d else "—"


def _what_came_of_it(town: Town, whole: Figures) -> ReportPart:
    scheme, counts = rulebook.scheme(town), whole.outcomes
    lines = []
    for outcome, label in OUTCOMES.items():
        if outcome in counts:
            letter = scheme.letter(outcome)
            mark = f"（{letter}类）" if letter else ""
            lines.append(f"{label}{mark}{counts[outcome]}件次")
    return ReportPart(
        "四、办理结果",
        [
            f"按答复的结果分：{'、'.join(lines) or '还没有答复'}。",
            f"办成率{said(whole.resolved)}（答复为已经解决、代表没有评价不满意的）。",
            f"承诺事项落实率{said(whole.kept)}。",
            TO_WRITE % "办理中推动解决的几件实事",
        ],
    )  # fmt: skip


def _what_is_wrong(figures: YearFigures) -> ReportPart:
    whole = figures.whole
    lines = []
    if whole.overdue:
        lines.append(f"到期没有答复的{whole.overdue}件次。")
    if whole.late:
        lines.append(f"超过期限才答复的{whole.late}件次。")
    unhappy = Opinion.objects.filter(
        leads=True, result=Grade.DISSATISFIED, about=Opinion.About.REPLY,
        case__in=Case.objects.filter(
            origin_kind=KIND,
            origin_id__in=taken_in(figures.year).filter(private_reason="").values("pk"),
        ),
    )  # fmt: skip
    words = [masked(one.word) for one in unhappy.order_by("id")[:5] if one.word]
    if words:
        lines.append(
            "代表不满意的意见有：" + "；".join(f"“{word.rstrip('。')}”" for word in words) + "。"
        )
    return ReportPart("五、存在的问题", [*lines, TO_WRITE % "原因分析"])
