"""How a rule is said to people: its number, from what it counts, who set it, whether it binds, how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.rulebook import packs
from huying.rulebook.clock import say
from huying.rulebook.entries import Pack, Rule
from huying.rulebook.periods import UNITS

UNIT_LABELS = {
    "working_days": gettext_lazy("工作日"),
    "days": gettext_lazy("天"),
    "months": gettext_lazy("个月"),
    "hours": gettext_lazy("小时"),
    "count": gettext_lazy("次或人"),
    "percent": "%",
}
STARTS = {
    "receipt": gettext_lazy("从收到起"),
    "assignment": gettext_lazy("从交办起"),
    "session_close": gettext_lazy("从会议闭会起"),
    "return": gettext_lazy("从收到退办说明起"),
    "request": gettext_lazy("从提出要求起"),
    "reply": gettext_lazy("从答复起"),
    "judged": gettext_lazy("从评价不满意起"),
    "closing": gettext_lazy("从办结起"),
    "handover": gettext_lazy("从转到党政办起"),
    "expiry": gettext_lazy("从原期限届满起"),
    "import": gettext_lazy("从导入起"),
    "opening": gettext_lazy("从开始征求意见起"),
}
LEVELS = {
    "law": gettext_lazy("法律"),
    "regulation": gettext_lazy("省、直辖市的法规"),
    "city": gettext_lazy("设区的市的法规"),
    "practice": gettext_lazy("各地的做法"),
    "town": gettext_lazy("镇里定的"),
}
BINDS = {
    "direct": gettext_lazy("直接管乡镇"),
    "reference": gettext_lazy("乡镇参照"),
    "none": gettext_lazy("不是法律要求"),
}
CERTAIN = {
    "V": gettext_lazy("读过法规全文"),
    "E": gettext_lazy("只读过摘录"),
    "B": gettext_lazy("据一般了解"),
    "I": gettext_lazy("推断"),
}


def worth(rule: Rule) -> str:
    """The number with its unit, or the option, in words."""
    if rule.option:
        return rule.option.title
    if rule.unit in UNITS:
        return say(rule.period)
    if rule.unit == "count":  # its title says of what
        return str(rule.value)
    return f"{rule.value} {UNIT_LABELS[rule.unit]}"


@dataclass(frozen=True)
class Told:
    """A rule with everything about it in words. from_pack: whose it is; '' for the town's own practice."""

    rule: Rule
    worth: str
    start: Any
    level: Any
    binds: Any
    certain: Any
    from_pack: str


def told(rule: Rule) -> Told:
    """`rule` in words."""
    return Told(
        rule=rule,
        worth=worth(rule),
        start=STARTS.get(rule.counts_from, ""),
        level=LEVELS[rule.level],
        binds=_("还不知道") if rule.unread else BINDS[rule.binds],
        certain=CERTAIN[rule.certainty],
        from_pack="" if rule.pack == packs.BASE else packs.all_packs()[rule.pack].label,
    )


def about_suggestions(rules: Iterable[Rule]) -> list[Rule]:
    """Those of `rules` in which places differ: deputies' suggestions and bills."""
    return [rule for rule in rules if rule.key.startswith(("suggestion.", "bill."))]


def both_stand(rule: Rule, nation: Rule | None, pack: Pack) -> str:
    """That the nation's law and the pack's both stand, and which is followed; '' where there is only one."""
    if nation is None:
        return ""
    words = {
        "nation": worth(nation),
        "law": nation.origin,
        "place": pack.label,
        "here": worth(pack.rules[rule.key]),
        "article": pack.rules[rule.key].origin,
    }
    if rule.option:
        return (
            _(
                "两个规定都在：%(law)s是“%(nation)s”，%(article)s是“%(here)s”。选用了%(place)s，就按%(place)s的办。"
            )
            % words
        )
    return (
        _(
            "两个规定都在：%(law)s是%(nation)s，%(article)s是%(here)s。选用了%(place)s，就按更严的%(here)s办，两个规定都不违反。"
        )
        % words
    )
