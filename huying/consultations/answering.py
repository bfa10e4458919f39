"""The residents' side: one sheet of answers a person, by whatever way it comes; the last word counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huying.consultations.models import (
    Answer,
    Consultation,
    How,
    Participant,
    Remark,
    Statement,
    Value,
)
from huying.consultations.states import StatementState
from huying.core import clock, codes, ledger, sealing
from huying.core.errors import HuyingError
from huying.core.permissions import Actor, require
from huying.town.models import Division, Point

# What one person may write in their own words in one consultation: enough for anybody, too little for a flood.
MOST_REMARKS = 10
MOST_CODES = 200
NOTHING = _("还没有表态：请至少选一条，或者写几句。")


@dataclass(frozen=True)
class Sheet:
    """What one person says: answers by the statement's number, a few words, a statement to be added."""

    answers: Mapping[int, int] = field(default_factory=dict)
    remark: str = ""
    proposal: str = ""
    division: Division | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is said at all."""
        return not (self.answers or self.remark or self.proposal)


@dataclass(frozen=True)
class Who:
    """Who says it: a secret of their device or of this one form, or the code on their sheet. point: where it was entered."""

    secret: str = ""
    code: str = ""
    point: Point | None = None


def answer(*, consultation: Consultation, by: Actor, who: Who, sheet: Sheet) -> Participant:
    """Take down a sheet. The same person (device, code) again changes what they said; a retry changes nothing.

    A keeper's entry is a person of its own each time its form's secret is a new one. What was said is
    in no event: only that so many statements were answered. Raises Denied, HuyingError.
    """
    entered = by.kind == "account"
    require(by, "consultations.enter" if entered else "consultations.answer", consultation)
    if sheet.empty:
        raise HuyingError(NOTHING)
    with transaction.atomic():
        # One after the other: who comes while it is being closed comes before or after, never between.
        whole = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        if not whole.takes_answers(clock.today()):
            raise HuyingError(_("现在不在征求意见的日子里，不能表态了。"), code="not_open")
        person = _person(whole, who, How.KEEPER if entered else How.DEVICE)
        said = _answers(whole, person, sheet.answers)
        written = _remark(whole, person, sheet, by) + _propose(whole, sheet.proposal, by)
        if said or written:
            person.answered_at, person.point = clock.now(), who.point or person.point
            person.save(update_fields=["answered_at", "point"])
            Consultation.objects.filter(pk=whole.pk).update(changes=F("changes") + 1)
            ledger.record(
                town_id=whole.town_id, kind="participant", verb="answer", subject_id=person.pk,
                by=by, body={"consultation": whole.pk, "answers": said, "how": person.how},
            )  # fmt: skip
        elif person.answered_at is None:
            raise HuyingError(NOTHING)
    return person


def digest(consultation: Consultation, secret: str) -> str:
    """How a secret is kept: so that neither it nor the same person in another consultation can be found."""
    return sealing.blind(secret, context=f"consultation:{consultation.pk}")


def _person(whole: Consultation, who: Who, how: str) -> Participant:
    if who.code:
        person = Participant.objects.filter(
            consultation=whole, how=How.CODE, key=digest(whole, codes.parse_code(who.code))
        ).first()
        if person is None:
            raise HuyingError(
                _("这次征求意见没有发过这个编号，请对照纸上的再填一次。"), field="code"
            )
    elif who.secret:
        person, _new = Participant.objects.get_or_create(
            consultation=whole, key=digest(whole, who.secret),
            defaults={"town_id": whole.town_id, "how": how},
        )  # fmt: skip
    else:
        raise ValueError("somebody without a secret and without a code")
    return person


def _answers(whole: Consultation, person: Participant, given: Mapping[int, int]) -> int:
    """Keep the answers to what is shown. Returns how many are new or another than before."""
    before = dict(person.answers.values_list("statement_id", "value"))
    shown = Statement.objects.filter(
        consultation=whole, state=StatementState.SHOWN, pk__in=list(given)
    )
    rows = [
        Answer(
            town_id=whole.town_id, participant=person, statement_id=pk, value=Value(given[pk]).value
        )
        for pk in shown.values_list("pk", flat=True)
        if before.get(pk) != given[pk]
    ]
    Answer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["participant", "statement"],
        update_fields=["value"],
    )  # fmt: skip
    return len(rows)


def _remark(whole: Consultation, person: Participant, sheet: Sheet, by: Actor) -> int:
    if not sheet.remark:
        return 0
    if not whole.takes_remarks:
        raise HuyingError(_("这次只请大家表态，没有请写几句。"), field="remark")
    before = list(person.remarks.values_list("text", flat=True))
    if sheet.remark in before:
        return 0
    if len(before) >= MOST_REMARKS:
        raise HuyingError(_("您写的已经不少了，都收到了。"), field="remark")
    made = Remark.objects.create(
        town_id=whole.town_id, consultation=whole, participant=person, text=sheet.remark,
        division=sheet.division,
    )  # fmt: skip
    ledger.record(
        town_id=whole.town_id, kind="remark", verb="say", subject_id=made.pk, by=by,
        after=made.state, body={"consultation": whole.pk, "text": made.text},
    )  # fmt: skip
    return 1


def _propose(whole: Consultation, text: str, by: Actor) -> int:
    if not text:
        return 0
    if not whole.takes_statements:
        raise HuyingError(_("这次不收大家添的说法。"), field="proposal")
    made, new = Statement.objects.get_or_create(
        consultation=whole, text=text,
        defaults={
            "town_id": whole.town_id, "by_resident": True, "state": StatementState.PROPOSED,
        },
    )  # fmt: skip
    if new:
        ledger.record(
            town_id=whole.town_id, kind="statement", verb="propose", subject_id=made.pk, by=by,
            after=made.state, body={"consultation": whole.pk, "text": text},
        )  # fmt: skip
    return int(new)


@transaction.atomic
def print_codes(*, consultation: Consultation, by: Actor, count: int) -> list[str]:
    """Fresh codes for people without a phone, each good for one person; only their digests are kept.

    count: 1 to MOST_CODES. Raises Denied, HuyingError.
    """
    require(by, "consultations.print", consultation)
    if not 1 <= count <= MOST_CODES:
        raise HuyingError(_("一次最多打印%(most)s张。") % {"most": MOST_CODES}, field="count")
    if consultation.state != "open":
        raise HuyingError(_("没有在征求意见，不用打印。"))
    fresh = sorted({codes.new_code() for _number in range(count)})
    made = Participant.objects.bulk_create(
        [
            Participant(
                town_id=consultation.town_id,
                consultation=consultation,
                how=How.CODE,
                key=digest(consultation, code),
            )
            for code in fresh
        ]
    )
    ledger.record(
        town_id=consultation.town_id, kind="consultation", verb="print_codes",
        subject_id=consultation.pk, by=by, body={"rows": len(made)},
    )  # fmt: skip
    return fresh
