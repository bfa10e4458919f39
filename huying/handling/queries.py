"""Reads for the units' and the office's desks. Lists are querysets for paging by (due, id)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from huying.core import clock
from huying.core.models import Event, StoredFile
from huying.core.permissions import Actor, Role
from huying.handling.models import (
    Case,
    CaseFile,
    CoHandler,
    Commitment,
    Consultation,
    NextStep,
    Opinion,
    Reply,
    Request,
)
from huying.handling.origins import Brief, origin_of
from huying.handling.states import AT_UNIT_STATES, CASE, OWING_STATES

FAR = dt.date(9999, 12, 31)

UNIT_TABS = ("waiting", "handling", "signing", "opinions", "promises", "judged")
OFFICE_TABS = ("to_assign", "refused", "extensions", "overdue", "at_units")


def cases_seen_by(actor: Actor) -> QuerySet[Case]:
    """The cases that `actor` may open: all for office, staff and leaders, else its units' own."""
    cases = Case.objects.select_related("lead")
    if actor.has(Role.OFFICE, Role.STAFF, Role.LEADER, Role.PRESIDIUM):
        return cases
    return cases.filter(Q(lead__in=actor.unit_ids) | Exists(_helped(actor)))


def _helped(actor: Actor) -> QuerySet[CoHandler]:
    return CoHandler.objects.filter(
        case=OuterRef("pk"), round=OuterRef("round"), unit__in=actor.unit_ids
    )


def unit_cases(actor: Actor, tab: str) -> QuerySet[Case]:
    """What lies at the actor's units, by tab (see UNIT_TABS), to be ordered by (due, id)."""
    cases = Case.objects.select_related("lead").filter(due__isnull=False)
    own = cases.filter(lead__in=actor.unit_ids)
    match tab:
        case "handling":
            return own.filter(state__in=("handling", "stopped"))
        case "signing":
            return own.filter(state="signing")
        case "opinions":
            return cases.filter(pk__in=_own_opinions(actor).values("case"))
        case "promises":
            return cases.filter(pk__in=_open_promises(actor).values("case"))
        case "judged":
            return own.filter(state__in=("replied", "closed", "ended"))
    return own.filter(state__in=("assigned", "refused"))


# Both start from the few that are owed, not from every case of the town.


def owed_opinions() -> QuerySet[CoHandler]:
    """Opinions that a co-handler still owes the lead."""
    return CoHandler.objects.filter(
        given_at__isnull=True, round=F("case__round"), case__state__in=AT_UNIT_STATES
    )


def _own_opinions(actor: Actor) -> QuerySet[CoHandler]:
    return owed_opinions().filter(unit__in=actor.unit_ids)


def _open_promises(actor: Actor) -> QuerySet[Commitment]:
    # While a case is handled again its promises wait for the new reply; an ended case keeps none.
    return Commitment.objects.filter(
        kept_at__isnull=True, case__lead__in=actor.unit_ids,
        case__state__in=CASE.moves["keep_promise"].sources,
    )  # fmt: skip


def unit_counts(actor: Actor) -> dict[str, int]:
    """How much lies under each tab of the units' desk, and how much of it is overdue. Three queries."""
    own = Case.objects.filter(lead__in=actor.unit_ids, state__in=AT_UNIT_STATES)
    today = clock.today()
    counts = own.aggregate(
        waiting=Count("id", filter=Q(state__in=("assigned", "refused"))),
        handling=Count("id", filter=Q(state__in=("handling", "stopped"))),
        signing=Count("id", filter=Q(state="signing")),
        overdue=Count("id", filter=Q(state__in=OWING_STATES, due__lt=today)),
    )
    for tab, owed in (("opinions", _own_opinions(actor)), ("promises", _open_promises(actor))):
        counts[tab] = owed.aggregate(cases=Count("case", distinct=True))["cases"]
    return counts


def office_cases(tab: str) -> QuerySet[Case]:
    """What waits at the town office, by tab (see OFFICE_TABS)."""
    cases = Case.objects.select_related("lead")
    match tab:
        case "refused":
            return cases.filter(state="refused")
        case "extensions":
            return cases.filter(pk__in=_asked_extensions().values("case"))
        case "overdue":
            return cases.filter(state__in=OWING_STATES, due__lt=clock.today())
        case "at_units":
            return cases.filter(state__in=AT_UNIT_STATES)
    return cases.filter(state="at_office")


def _asked_extensions() -> QuerySet[Request]:
    return Request.objects.filter(
        kind=Request.Kind.EXTEND, state=Request.State.ASKED,
        case__state__in=CASE.moves["grant_extension"].sources,
    )  # fmt: skip


def office_counts() -> dict[str, int]:
    """How much waits under each tab of the office's desk. Two queries."""
    today = clock.today()
    counts = Case.objects.filter(state__in=OWING_STATES).aggregate(
        to_assign=Count("id", filter=Q(state="at_office")),
        refused=Count("id", filter=Q(state="refused")),
        overdue=Count("id", filter=Q(state__in=OWING_STATES, due__lt=today)),
        at_units=Count("id", filter=Q(state__in=AT_UNIT_STATES)),
    )
    asked = _asked_extensions().aggregate(cases=Count("case", distinct=True))
    counts["extensions"] = asked["cases"]
    return counts


@dataclass
class CasePage:
    """Everything that the page of a case shows; nothing in it names a resident who did not agree."""

    case: Case
    brief: Brief
    cohandlers: list[CoHandler] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    photos: list[CaseFile] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    # Of a suggestion's case: talks with the deputies, their forms, what followed a second "not satisfied".
    consultations: list[Consultation] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    next_steps: list[NextStep] = field(default_factory=list)

    @property
    def unconsulted(self) -> bool:
        """Whether the deputies must be talked with before this round's reply, and have not been."""
        owed = self.case.origin_kind == "suggestion" and self.case.state in OWING_STATES
        held = {(one.round, one.unit_id) for one in self.consultations}
        return owed and (self.case.round, self.case.lead_id) not in held

    @property
    def asked_extension(self) -> Request | None:
        """The request for more time that waits for the office, if one does."""
        return next((r for r in self.requests if r.kind == "extend" and r.state == "asked"), None)

    @property
    def asked_refusal(self) -> Request | None:
        """The request to take the case back that waits for the office, if one does."""
        return next((r for r in self.requests if r.kind == "refuse" and r.state == "asked"), None)


def with_parts(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what their page and its moves ask about, so that neither asks again."""
    return cases.select_related("lead", "town").prefetch_related(
        Prefetch("cohandlers", CoHandler.objects.select_related("unit").order_by("-round", "due"))
    )


def case_page(case: Case) -> CasePage:
    """Collect the page of a case from `with_parts`; a constant number of queries, fewer before a reply."""
    answered = case.round > 1 or case.state not in OWING_STATES
    assigned = case.assigned_at is not None
    # Once a reply is signed, what was asked for on the way is told by the events.
    asking = assigned and case.state in OWING_STATES
    page = CasePage(
        case=case,
        brief=origin_of(case).brief(case.origin_id),
        cohandlers=list(case.cohandlers.all()),
        requests=list(case.requests.select_related("unit").order_by("-id")) if asking else [],
        replies=list(case.replies.select_related("unit").order_by("-round")) if answered else [],
        commitments=list(case.commitments.order_by("due", "id")) if answered else [],
        photos=list(case.photos.select_related("file").order_by("id")) if assigned else [],
        events=list(
            Event.objects.filter(kind="case", subject_id=case.pk)
            .select_related("content")
            .order_by("-id")[:60]
        ),
    )
    if case.origin_kind == "suggestion" and assigned:
        page.consultations = list(case.consultations.select_related("unit", "answered_by"))
        if answered:
            page.opinions = list(case.opinions.select_related("deputy").order_by("-round", "id"))
            page.next_steps = list(case.next_steps.all())
    return page


def may_see_file(actor: Actor, stored: StoredFile) -> bool:
    """Whether the file belongs to a case that the actor may open (its own photos or the origin's)."""
    if CaseFile.objects.filter(file=stored, case__in=cases_seen_by(actor)).exists():
        return True
    return (
        stored.kind == StoredFile.Kind.PHOTO
        and cases_seen_by(actor)
        .filter(
            origin_kind="matter",
            origin_id__in=stored.voices.values("matter_id"),
        )
        .exists()
    )
