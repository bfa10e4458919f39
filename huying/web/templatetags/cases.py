"""Tags of the case page: the clock's chip, the timeline, which moves stand open."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.models import Event
from huying.handling.models import Case
from huying.handling.queries import CasePage
from huying.handling.states import CASE
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import Due

register = template.Library()

# The first of these that is open is the page's main step.
MAIN = ("assign", "accept", "draft", "draft-and-sign", "sign", "grant", "insist", "opinion", "keep")
LABELS = {
    "assign": _("交给单位办理"),
    "hand_back": _("不该镇里办：退回人大办"),
    "reassign": _("改派别的单位"),
    "insist": _("不同意退办"),
    "accept": _("签收"),
    "refuse": _("不归本单位：申请退办"),
    "opinion": _("提交协办意见"),
    "extension": _("申请延期"),
    "grant": _("同意延期"),
    "deny": _("不同意延期"),
    "stop": _("暂停计时"),
    "resume": _("恢复计时"),
    "consult": _("登记面商"),
    "draft": _("写答复"),
    "draft-and-sign": _("写答复并签发"),
    "sign": _("签发答复"),
    "send-back": _("退回修改"),
    "photo": _("加照片（办理前、办理后）"),
    "keep": _("登记承诺兑现"),
    "end": _("说明理由后终止办理"),
}
BUTTONS = {
    "assign": _("交办"), "accept": _("签收"), "draft": _("送负责人签发"),
    "draft-and-sign": _("签发答复"), "sign": _("签发"), "opinion": _("提交"), "keep": _("登记"),
    "consult": _("登记面商"),
    "grant": _("同意"),
}  # fmt: skip


@register.simple_tag
def case_due(case: Case) -> SafeString:
    """The due date's chip, with days left and how it was reached."""
    return _chip(case.due, case.due_basis, stopped=case.state == "stopped")


@register.simple_tag
def step_due(case: Case) -> SafeString:
    """The chip of the date by which the present step is owed."""
    return _chip(case.step_due, case.step_due_basis)


def _chip(day: Any, basis: dict[str, Any], *, stopped: bool = False) -> SafeString:
    due = Due.from_json(basis)
    context = {
        "date": day, "days": (day - clock.today()).days, "provisional": due.provisional,
        "why": due.sentence(), "stopped": stopped,
    }  # fmt: skip
    return render_to_string("components/due.html", context)


@register.simple_tag(takes_context=True)
def town_letter(context: dict[str, Any], outcome: str) -> str:
    """The town's letter for an outcome with what it means, or why it has none; '' for no outcome."""
    if not outcome:
        return ""
    scheme = rulebook.scheme(context["request"].town)
    letter = scheme.letter(outcome)
    if not letter:
        return scheme.why_none(outcome)
    said = {"letter": letter, "meaning": scheme.meaning(letter)}
    return gettext("%(letter)s（%(meaning)s）") % said


@register.simple_tag
def case_timeline(events: list[Event]) -> list[dict[str, Any]]:
    """Ledger events of a case as the timeline component wants them."""
    rows = []
    for event in events:
        body = getattr(event, "content", None)
        said = body.body if body else {}
        move = CASE.moves.get(event.verb)
        note = said.get("reason") or said.get("instruction") or ""
        if event.verb in ("assign", "assign_directly", "reassign"):
            note = " ".join(filter(None, [said.get("lead", ""), note]))
        label = move.label if move else _("收到") if event.verb == "open" else _("加照片")
        rows.append({"at": event.at, "what": label, "who": said.get("by", ""), "note": note})
    return rows


@register.simple_tag(takes_context=True)
def case_files(context: dict[str, Any], page: CasePage) -> list[dict[str, Any]]:
    """The photos of the problem, and of before and after."""
    slug = context["request"].town.slug

    def shown(stored: Any, alt: Any) -> dict[str, Any]:
        return {
            "url": reverse("case-photo", args=[slug, stored.token, "full"]),
            "thumb": reverse("case-photo", args=[slug, stored.token, "thumb"]),
            "alt": alt, "kind": "photo",
        }  # fmt: skip

    return [
        *(shown(stored, _("群众拍的照片")) for stored in page.brief.photos),
        *(shown(photo.file, photo.get_when_display()) for photo in page.photos),
    ]


@register.simple_tag
def main_moves(forms: dict[str, Any], page: CasePage) -> dict[str, list[dict[str, Any]]]:
    """The open moves: the main step, and the others to be folded away."""
    forms = {name: form for name, form in forms.items() if name != "save"}
    order = ("consult", *MAIN) if page.unconsulted else MAIN
    main = next((name for name in order if name in forms), None)
    if main == "draft" and "draft-and-sign" in forms:
        main = "draft-and-sign"
    moves: dict[str, list[dict[str, Any]]] = {"main": [], "others": []}
    for name, form in forms.items():
        if name == "draft" and "draft-and-sign" in forms:
            continue
        moves["main" if name == main else "others"].append(
            _move(name, form, forms, main=name == main)
        )
    return moves


def _label(name: str, form: Any) -> Any:
    if name == "consult" and form.case.round > 1:
        return _("登记这一轮的面商")
    return LABELS[name]


def _move(name: str, form: Any, forms: dict[str, Any], *, main: bool) -> dict[str, Any]:
    reply = name in ("draft", "draft-and-sign")
    also = [{"name": "save", "label": _("存草稿")}] if reply else []
    if name == "draft-and-sign":
        also.insert(0, {"name": "draft", "label": _("先送签")})
    return {
        "name": name, "form": form, "label": _label(name, form), "also": also,
        "button": BUTTONS.get(name, LABELS[name]), "kind": "primary" if main else "",
        "template": "cases/_reply_form.html" if reply else "cases/_form.html",
    }  # fmt: skip
