"""The year's ledger (台账) as a table: one row for each unit's work on each suggestion."""

from __future__ import annotations

from collections.abc import Iterator

from huying.core import clock
from huying.core.models import Town
from huying.core.sheet_writing import Cell
from huying.handling.models import Case, Grade, Opinion, Reply
from huying.handling.states import Outcome
from huying.records.suggestions import taken_in
from huying.rulebook import queries as rulebook
from huying.suggestions.examining import KIND
from huying.suggestions.models import CoSigner, Suggestion
from huying.suggestions.states import CoSignState
from huying.voices import categories

COLUMNS = (
    "会议", "编号", "标题", "事由", "具体建议", "领衔代表", "代表小组", "联名代表", "类别", "村", "受理日期",
    "主办单位", "协办单位", "交办日期", "答复期限", "答复日期", "办理结果", "结果代码", "答复内容", "面商",
    "对态度", "对结果", "代表意见", "第几轮", "承诺", "状态",
)  # fmt: skip
CHUNK = 500


def rows(town: Town, year: int) -> Iterator[list[Cell]]:
    """The ledger's rows, in the order of the numbers; read in chunks, so that a long year needs no more memory."""
    scheme = rulebook.scheme(town)
    listed = taken_in(year).select_related("lead", "division", "session__term", "term")
    order = list(listed.order_by("session__opens", "series", "number").values_list("pk", flat=True))
    for start in range(0, len(order), CHUNK):
        some = {one.pk: one for one in listed.filter(pk__in=order[start : start + CHUNK])}
        cases = _cases(list(some))
        signers = _signers(list(some))
        for pk in order[start : start + CHUNK]:
            about = _about(some[pk], signers.get(pk, []))
            for case in cases.get(pk, [None]):
                yield [*about, *_work(case, scheme), some[pk].get_state_display()]


def _cases(pks: list[int]) -> dict[int, list[Case | None]]:
    found: dict[int, list[Case | None]] = {}
    cases = Case.objects.filter(origin_kind=KIND, origin_id__in=pks).select_related("lead")
    parts = cases.prefetch_related(
        "replies", "opinions", "commitments", "cohandlers__unit", "consultations"
    )
    for case in parts.order_by("part", "id"):
        found.setdefault(case.origin_id, []).append(case)
    return found


def _signers(pks: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = CoSigner.objects.filter(suggestion__in=pks, state=CoSignState.CONFIRMED).order_by("id")
    for pk, name in rows.values_list("suggestion_id", "deputy__name"):
        found.setdefault(pk, []).append(name)
    return found


def _about(one: Suggestion, signers: list[str]) -> list[Cell]:
    return [
        one.session.short if one.session else "闭会期间", one.number, one.title, one.grounds,
        one.proposal, one.lead.name, one.lead.group, "、".join(signers),
        categories.label(one.category), str(one.division or ""),
        one.accepted_at and clock.day_of(one.accepted_at),
    ]  # fmt: skip


def _work(case: Case | None, scheme: rulebook.Scheme) -> list[Cell]:
    if case is None:
        return [""] * 14
    reply: Reply | None = max(case.replies.all(), key=lambda one: one.round, default=None)
    lead: Opinion | None = next(
        (one for one in case.opinions.all() if one.leads and one.round == case.round), None
    )
    talked = list(case.consultations.all())
    helpers = [one.unit.name for one in case.cohandlers.all() if one.round == case.round]
    promises = [
        f"{one.text}（{'已落实' if one.kept_at else one.due}）" for one in case.commitments.all()
    ]
    grades = dict(Grade.choices)
    return [
        case.lead.name if case.lead else "", "、".join(helpers),
        case.assigned_at and clock.day_of(case.assigned_at), case.due,
        reply and clock.day_of(reply.signed_at),
        str(dict(Outcome.choices)[reply.outcome]) if reply else "",
        scheme.letter(reply.outcome) if reply else "", reply.text if reply else "",
        ("已确认" if any(one.confirmed for one in talked) else "已登记") if talked else "",
        str(grades[lead.attitude]) if lead and lead.attitude else "",
        str(grades[lead.result]) if lead else "", lead.word if lead else "",
        case.round, "；".join(promises),
    ]  # fmt: skip
