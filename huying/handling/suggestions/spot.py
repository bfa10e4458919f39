"""A reply on the spot while the congress sits (当面答复), which the deputy signs (after 山东乡镇规定 §22)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.congress.queries import in_session
from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import Actor, system_actor
from huying.handling.actions import accept
from huying.handling.models import Case, Consultation, Reply
from huying.handling.replies import Promise, draft, sign
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.consulting import Talk, answer_consultation, consult
from huying.suggestions.models import Suggestion
from huying.town.models import Unit


@transaction.atomic
def reply_on_the_spot(
    *, suggestion: Suggestion, unit: Unit, by: Actor, people: str, text: str, outcome: str,
    promises: list[Promise] | None = None,
) -> Case:  # fmt: skip
    """Take down, from the paper that the deputy signed, what a unit answered in the meeting room.

    Assigned, talked over, replied in one act; the deputy judges it like any other reply.
    Raises HuyingError between sessions.
    """
    if in_session(clock.today()) is None:
        raise HuyingError(_("现在不在会议期间。闭会期间请交办后由单位答复。"))
    (case,) = assign_all([Plan(suggestion, unit)], by=by)
    system = system_actor(case.town_id)
    accept(case=case, by=system)
    talk = Talk(
        how=Consultation.How.IN_SESSION, held_on=clock.today(), people=people, said=text,
        where=str(_("会场")),
    )  # fmt: skip
    talked = consult(case=case, by=system, talk=talk)
    answer_consultation(talked=talked, deputy=suggestion.lead, by=system, confirmed=True)
    draft(case=case, by=system, text=text, outcome=outcome, promises=promises or [])
    reply = sign(case=case, by=system)
    Reply.objects.filter(pk=reply.pk).update(on_the_spot=True, signer=people.split("、")[0][:40])
    return case
