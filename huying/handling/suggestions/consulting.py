"""Face-to-face consultation (面商): recorded by the unit, confirmed by the deputy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.errors import HuyingError, Missing
from huying.core.permissions import Actor, Role
from huying.core.transitions import advance
from huying.handling import clock as case_clock
from huying.handling.models import Case, Consultation
from huying.handling.suggestions.people import deputies_of, speaks_in
from huying.notices.people import tell_deputies
from huying.town.models import Deputy

CONTACT = "suggestion.contact"


@dataclass(frozen=True)
class Talk:
    """What was talked about with the deputy: how (see `Consultation.How`), where, when, who of the unit, what."""

    how: str
    held_on: dt.date
    people: str
    said: str
    where: str = ""


@transaction.atomic
def consult(*, case: Case, by: Actor, talk: Talk, version: int | None = None) -> Consultation:
    """Record that the lead unit has talked with the deputies before it replies (代表法 2025 §51)."""
    if talk.how not in Consultation.How.values:
        raise Missing(_("请选面商的方式。"), field="how")
    if not talk.people.strip():
        raise Missing(_("请写单位哪些人参加。"), field="people")
    if talk.held_on > clock.today():
        raise HuyingError(_("面商的日期还没有到，请在面商以后登记。"), field="held_on")
    contacted = case_clock.NO_STEP if case.step_due_basis.get("rule") == CONTACT else {}
    event = advance(
        case, "consult", by=by, version=version, changes=contacted,
        facts={
            "said": talk.said, "how": talk.how, "held_on": talk.held_on, "people": talk.people,
            "where": talk.where,
        },
    )  # fmt: skip
    assert case.lead is not None
    talked = Consultation.objects.create(
        town_id=case.town_id, case=case, round=case.round, unit=case.lead, how=talk.how,
        where=talk.where, held_on=talk.held_on, people=talk.people, said=talk.said,
        recorded_at=event.at, recorded_by_id=by.account_id,
    )  # fmt: skip
    tell_deputies(
        case.town_id, [deputy.pk for deputy in deputies_of(case)], "consultation_recorded",
        key=f"consultation:{talked.pk}", path=f"suggestions/{case.origin_id}/", title=case.title,
        unit=case.lead.name,
    )  # fmt: skip
    return talked


@transaction.atomic
def answer_consultation(
    *, talked: Consultation, deputy: Deputy, by: Actor, confirmed: bool, note: str = ""
) -> None:
    """A deputy says that it was so, or that it was not, and then how it was. Once; the first answer stands."""
    speaks_in(talked.case, deputy, by)
    if not confirmed and not note.strip():
        raise Missing(_("请写一句：哪里不符。"), field="note")
    now = Consultation.objects.select_for_update(of=("self",)).get(pk=talked.pk)
    if now.answered_at is not None:
        raise HuyingError(_("这次面商已经有代表答复过了。"))
    case = now.case
    event = advance(
        case, "answer_consultation", by=by,
        facts={
            "deputy": deputy.name, "confirmed": confirmed, "note": note,
            "on_paper": by.has(Role.STAFF) and by.deputy_id != deputy.pk,
        },
    )  # fmt: skip
    now.answered_by, now.answered_at = deputy, event.at
    now.confirmed, now.deputy_note = confirmed, note
    now.save(update_fields=["answered_by", "answered_at", "confirmed", "deputy_note"])
