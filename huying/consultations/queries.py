"""Reads of consultations: what is open, what came of those that are over, what waits on the desk."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Prefetch, Q, QuerySet

from huying.analysis.category import Guess, classify
from huying.analysis.similar import Candidate, rank
from huying.consultations.answering import digest
from huying.consultations.models import Consultation, Participant, Remark, Statement
from huying.consultations.states import SHOWN_STATES
from huying.core.models import Event

# The remarks that are compared with each other for the staff, the newest first.
COMPARED = 300
LIKE_ENOUGH = 0.3


def public() -> QuerySet[Consultation]:
    """What everybody may see; drafts are never among them."""
    return Consultation.objects.filter(state__in=SHOWN_STATES)


def now_open(today: dt.date) -> QuerySet[Consultation]:
    """What may be answered today, the one that ends first at the head."""
    return Consultation.objects.filter(
        state="open", opens_on__lte=today, closes_on__gte=today
    ).order_by("closes_on", "id")


def desk() -> QuerySet[Consultation]:
    """The staff's list, with what waits in each: proposed statements, people who took part."""
    return Consultation.objects.exclude(state="dropped").annotate(
        proposed=Count("statements", filter=Q(statements__state="proposed"), distinct=True)
    )


def waiting_count() -> int:
    """Statements to be looked at, and consultations that wait for their outcome. One query."""
    counts = Consultation.objects.filter(state__in=("open", "closed")).aggregate(
        closed=Count("pk", filter=Q(state="closed"), distinct=True),
        proposed=Count("statements", filter=Q(statements__state="proposed")),
    )
    return int(counts["closed"] + counts["proposed"])


def statements_of(consultation: Consultation) -> list[Statement]:
    """Those that residents may answer, in a fixed order. One query."""
    return list(consultation.statements.filter(state="shown").order_by("id"))


def participant_of(consultation: Consultation, secret: str) -> Participant | None:
    """Who answered from a device before, with what they said. Three queries at most."""
    people = Participant.objects.filter(consultation=consultation, key=digest(consultation, secret))
    listed = Remark.objects.order_by("id")
    return people.prefetch_related("answers", Prefetch("remarks", queryset=listed)).first()


def remarks_of(consultation: Consultation) -> QuerySet[Remark]:
    """What people wrote, with its place and the voice that it became."""
    return consultation.remarks.select_related("division", "voice")


def guess(remark: Remark) -> Guess | None:
    """The likeliest category of what somebody wrote, with the words that say so; None where nothing does."""
    found = classify(remark.text, top=1)
    return found[0] if found else None


def alike(consultation: Consultation) -> list[list[Remark]]:
    """Remarks that say about the same, in groups of two and more, the largest first; of the newest ones."""
    rows = list(remarks_of(consultation).order_by("-id")[:COMPARED])
    by_key = {one.pk: one for one in rows}
    group_of = {one.pk: {one.pk} for one in rows}
    pool = [Candidate(one.pk, one.text, str(one.division_id or "")) for one in rows]
    for place, one in enumerate(pool):
        for near in rank(one.text, one.place, pool[place + 1 :], limit=3, threshold=LIKE_ENOUGH):
            if group_of[near.key] is not group_of[one.key]:
                group_of[one.key] |= group_of[near.key]
                for key in group_of[near.key]:
                    group_of[key] = group_of[one.key]
    groups = {id(keys): keys for keys in group_of.values() if len(keys) > 1}
    listed = [[by_key[key] for key in sorted(keys)] for keys in groups.values()]
    return sorted(listed, key=lambda found: (-len(found), found[0].pk))


def people_of(consultation: Consultation) -> int:
    """How many took part so far."""
    return consultation.participants.filter(answered_at__isnull=False).count()


def extensions_of(consultation: Consultation) -> list[str]:
    """Why its last day was moved, the first time first; what was erased by law is left out."""
    events = Event.objects.filter(
        kind="consultation", subject_id=consultation.pk, verb="extend", content__isnull=False
    ).select_related("content")
    return [event.content.body["reason"] for event in events.order_by("id")]
