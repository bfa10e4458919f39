"""The next steps of a matter, as data: which words each needs, which action does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Actor
from huying.handling import withdrawal
from huying.handling.actions import route_to_town
from huying.voices import triage
from huying.voices.models import Matter, Voice
from huying.voices.states import MATTER
from huying.web.staff.forms import RedirectForm, WordsForm


@dataclass(frozen=True)
class Step:
    """One way on. words: the action's argument that takes the text. key: the shortcut."""

    verb: str
    key: str
    action: Callable[..., Any]
    words: str
    label: str | Promise
    hint: str | Promise
    done: str | Promise
    required: bool = True
    danger: bool = False

    @property
    def heading(self) -> str | Promise:
        """What the table calls it."""
        return MATTER.moves[self.verb].label

    def form(self, *args: Any, **kwargs: Any) -> WordsForm:
        """The form that asks for its words."""
        kind = RedirectForm if self.verb == "redirect" else WordsForm
        kwargs.setdefault("auto_id", f"{self.verb}_%s")
        return kind(*args, label=self.label, required=self.required, **kwargs)


STEPS = {
    step.verb: step
    for step in (
        Step("route_town", "r", route_to_town, "instruction", _("对镇里的要求"),
             _("到党政办，由党政办交给单位；定了“直接交办”的类别直接到单位。先写好标题和公开内容。"),
             _("已交镇里办理"), required=False),
        Step("answer_on_spot", "a", triage.answer_on_spot, "text", _("答复"),
             _("问政策、问手续的，现在就能答清楚。说这件事的人都会收到，并可以评价。"), _("已答复")),
        Step("keep_for_suggestion", "s", triage.keep_for_suggestion, "reason",
             _("为什么留作建议"), _("全镇性、政策性的事，留给代表写成建议。"), _("已留作代表建议")),
        Step("escalate", "e", triage.escalate, "reason", _("为什么要报县里"),
             _("镇里权限办不了的。县里答复以前，这件事一直开着。"), _("已报县里")),
        Step("redirect", "d", triage.redirect, "text", _("告诉他的话"),
             _("打官司、仲裁、复议、信访、举报等，人大不能代办，要说清去哪里、为什么。"),
             _("已告知办理渠道")),
        Step("pass_on_thanks", "t", triage.pass_on_thanks, "text", _("给说的人回一句"),
             _("把感谢转给被表扬的单位、代表或联络点。"), _("已转达感谢")),
        Step("answer_from_county", "a", triage.answer_from_county, "text", _("县里的答复"),
             _("照原文录入。说这件事的人都会收到，并可以评价。"), _("已转告县里的答复")),
        Step("take_up", "b", triage.take_up, "reason", _("为什么收回"),
             _("没有代表采用，或县里退回：回到待梳理，另走一条路，梳理期限重新计算。"),
             _("已收回，重新梳理")),
        Step("withdraw", "x", withdrawal.withdraw_matter, "reason", _("为什么撤回"),
             _("误报、空白、辱骂，或说的人要求撤回。理由会告诉说的人。"), _("已撤回"), danger=True),
    )
}  # fmt: skip


def open_steps(
    actor: Actor, matter: Matter, voices: list[Voice], bound: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The steps that stand open to `actor`, each with its form and what hinders it.

    bound: forms that came back with something to mend, by `step_<verb>`.
    """
    shown = []
    for move in MATTER.open_to(actor, matter):
        step = STEPS.get(move.verb)
        if step is None or (step.verb == "pass_on_thanks" and matter.kind != "thanks"):
            continue
        initial = {"version": matter.version, "text": _prepared(step, voices)}
        form = bound.get(f"step_{step.verb}") or step.form(initial=initial)
        hindered = step.verb == "route_town" and not matter.title
        shown.append({"step": step, "form": form, "hindered": hindered, "open": form.is_bound})
    if matter.kind == "thanks":
        shown.sort(key=lambda one: one["step"].verb != "pass_on_thanks")
    return shown


def _prepared(step: Step, voices: list[Voice]) -> str:
    if step.verb != "pass_on_thanks":
        return ""
    thanked = [v.thanks_unit or v.thanks_point or v.thanks_deputy for v in voices]
    names = "、".join(dict.fromkeys(str(one) for one in thanked if one))
    if not names:
        return _now("谢谢您！您的感谢已经转达。")
    return _now("谢谢您！您的感谢已经转达给%(names)s。") % {"names": names}
