"""What residents and the public see of a matter, joined from voices and handling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from huying.core import search
from huying.core.models import Event, StoredFile, Town
from huying.core.permissions import Actor
from huying.handling.judging import case_of
from huying.handling.models import Case, CaseFile, Commitment, Grade
from huying.handling.states import CASE
from huying.rulebook.clock import Due
from huying.voices.actions import agreed_name, standing
from huying.voices.models import Kind, Matter, Support, Voice
from huying.voices.states import LIVE_STATES, MATTER, MatterState

HIDDEN_STATES = ("merged", "withdrawn", "thanked")
UNANSWERED_STATES = tuple(sorted(set(MatterState.values) - {"answered", "closed"}))
SHOWN_STATES = tuple(state for state in LIVE_STATES if state != "thanked")
ANSWERS = ("answer_on_spot", "redirect", "pass_on_thanks", "answer_from_county", "reply")
# Grades appear as counts, never as moments that could be tied to a person; what the case says
# again of the matter is told once.
UNTOLD = ("judge", "absorb", *ANSWERS)
OF_CASE = ("reassign", "accept", "grant_extension", "stop_clock", "resume_clock", "keep_promise")
TONES = {
    "close": "done", "assigned": "moving", "reopen": "warning", "end": "stopped",
    "withdraw": "stopped", "stop_clock": "warning", "grant_extension": "warning",
    "keep_promise": "done",
}  # fmt: skip
MOST_EVENTS = 200


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the register. category: an item's key, or a group's with a dot (`water.`)."""

    q: str = ""
    state: str = ""
    category: str = ""
    division_id: int | None = None
    since: Any = None


def register_list(town: Town, wanted: Wanted, *, newest: int = 0) -> QuerySet[Matter]:
    """Public matters that match, thanks, merged and withdrawn ones aside; page it by -id.

    newest: look only among so many of the newest that hold the words (see `search.matching`).
    """
    # What is left out is excluded, not chosen by state, and `public` is a value, not a condition:
    # so on SQLite, too, an index serves that ends in the id, without a sort.
    rows = (
        Matter.objects.filter(town=town, public__in=(True,))
        .exclude(state__in=HIDDEN_STATES)
        .exclude(kind=Kind.THANKS)
        .select_related("division")
    )
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.category:
        group = wanted.category.endswith(".")
        exact = "category__startswith" if group else "category"
        rows = rows.filter(**{exact: wanted.category})
    if wanted.division_id:
        rows = rows.filter(division_id=wanted.division_id)
    if wanted.since:
        rows = rows.filter(first_said_at__gte=wanted.since)
    return search.matching(rows, "matter", town.pk, wanted.q, newest=newest)


def public_thanks(town: Town) -> QuerySet[Matter]:
    """Thanks that staff made public; page it by -id."""
    rows = Matter.objects.filter(town=town, public=True, kind=Kind.THANKS)
    return rows.exclude(state__in=("merged", "withdrawn")).select_related("division")


def latest_answered(town: Town, limit: int = 5) -> list[Matter]:
    """The latest public matters with an answer."""
    rows = Matter.objects.filter(town=town, public=True).exclude(state__in=UNANSWERED_STATES)
    return list(rows.select_related("division").order_by("-id")[:limit])


@dataclass
class MatterView:
    """A matter as its residents and the public see it; it names nobody who did not agree.

    due: {who, date, why, provisional, stopped} of the step that is owed now, or None. answers: the
    newest first. ended: why it was ended without being settled, or ''. words: what was said, as
    staff made it public, each with the name that its speaker agreed to publish, or ''. photos: public
    ones of the voices.
    """

    matter: Matter
    case: Case | None = None
    due: dict[str, Any] | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    case_photos: list[CaseFile] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    photos: list[StoredFile] = field(default_factory=list)
    ended: str = ""

    @property
    def judgeable(self) -> bool:
        """Whether there is an answer to judge."""
        return self.matter.state in ("answered", "closed")

    @property
    def verdict(self) -> dict[str, int]:
        """How often each grade was given to the present answer, of how many asked."""
        given = {grade: self.matter.grades.get(grade, 0) for grade in Grade.values}
        judged = sum(given.values())
        asked = max(judged, self.matter.voice_count + self.matter.support_count)
        solved = self.matter.grades.get("solved", 0)
        return {
            **given, "judged": judged, "asked": asked, "missing": asked - judged, "solved": solved
        }  # fmt: skip


def public_matter(town: Town, pk: int) -> Matter:
    """The public matter `pk`, or the one in which it stands now. Raises Http404."""
    found = Matter.objects.filter(town=town, pk=pk).select_related("division").first()
    if found is None:
        raise Http404
    stands = standing(found)
    if not stands.public:
        raise Http404
    return stands


def view_of(matter: Matter, *, words: bool = False) -> MatterView:
    """Collect a matter's page: five queries, two more with what was said (`words`)."""
    case = case_of(matter)
    events = _events(matter, case)
    view = MatterView(
        matter=matter, case=case, due=_owed(matter, case),
        answers=_answers(matter, events), events=_timeline(matter, events),
        ended=_ended(matter, events),
    )  # fmt: skip
    if case is not None:
        view.commitments = list(case.commitments.all())
        if view.answers:
            view.case_photos = list(case.photos.select_related("file").order_by("-when", "id"))
    if words and matter.state != "withdrawn":
        spoken = matter.voices.filter(state="received").order_by("id")[:50]
        photos = Prefetch("files", StoredFile.objects.filter(kind="photo").order_by("id"))
        for voice in spoken.select_related("contact").prefetch_related(photos):
            if voice.redacted:
                view.words.append((voice.redacted, agreed_name(voice, voice.consent_publish)))
            view.photos += list(voice.files.all()) if voice.photos_public else []
    return view


def _owed(matter: Matter, case: Case | None) -> dict[str, Any] | None:
    if matter.state == "new" and matter.triage_due:
        return _due(_("人大办"), matter.triage_due, matter.triage_due_basis)
    if matter.state != "with_town" or case is None:
        return None
    if case.state in ("at_office", "refused") and case.step_due:
        return _due(_("党政办"), case.step_due, case.step_due_basis)
    if case.due:
        stopped = case.state == "stopped"
        return _due(matter.answerer, case.due, case.due_basis) | {"stopped": stopped}
    return None


def _due(who: str, day: Any, basis: dict[str, Any]) -> dict[str, Any]:
    derived = Due.from_json(basis) if basis else None
    return {
        "who": who, "date": day, "why": derived.sentence() if derived else "",
        "provisional": bool(derived and derived.provisional), "stopped": False,
    }  # fmt: skip


def _events(matter: Matter, case: Case | None) -> list[Event]:
    about = Q(kind="matter", subject_id=matter.pk, public=True) & ~Q(verb="judge")
    if case is not None:
        about |= Q(kind="case", subject_id=case.pk, verb__in=OF_CASE)
    found = Event.objects.filter(about, town_id=matter.town_id).select_related("content")
    return list(found.order_by("id")[:MOST_EVENTS])


def _ended(matter: Matter, events: list[Event]) -> str:
    last = next((one for one in reversed(events) if one.verb in ("end", "close", "reopen")), None)
    if matter.state != "closed" or last is None or last.verb != "end":
        return ""
    return _said(last).get("reason", "")


def _said(event: Event) -> dict[str, Any]:
    content = getattr(event, "content", None)
    return content.body if content else {}


def _answers(matter: Matter, events: list[Event]) -> list[dict[str, Any]]:
    given = [
        {
            "at": event.at, "text": _said(event).get("text", ""),
            "who": _said(event).get("answerer", ""), "outcome": _said(event).get("outcome", ""),
        }
        for event in events
        if event.verb in ANSWERS and _said(event).get("text")
    ]  # fmt: skip
    if not given and matter.answer:
        given = [
            {
                "at": matter.answered_at, "text": matter.answer, "who": matter.answerer,
                "outcome": matter.outcome,
            }
        ]  # fmt: skip
    for number, answer in enumerate(given, start=1):
        answer["round"] = number
    return given[::-1]


def _timeline(matter: Matter, events: list[Event]) -> list[dict[str, Any]]:
    rows = []
    for event in events:
        if event.verb in UNTOLD and event.verb not in ANSWERS:
            continue
        said = _said(event)
        label = _("收到") if event.verb == "open" else _label(event)
        who = said.get("lead") or said.get("answerer") or ""
        # Names of staff stay out; so does every word that is not an answer or a public reason.
        note = said.get("reason", "") if event.verb not in ("reopen", "publish", "reassign") else ""
        tone = "done" if event.verb in ANSWERS else TONES.get(event.verb, "")
        rows.append({"at": event.at, "what": label, "who": who, "note": note, "tone": tone})
    return rows


def _label(event: Event) -> Any:
    table = CASE if event.kind == "case" else MATTER
    return table.moves[event.verb].label


def voice_by_token(town: Town, token: str) -> Voice:
    """The voice of a secret link, with its matter as it stands now. Raises Http404."""
    rows = Voice.objects.filter(town=town).select_related("matter__division", "division", "point")
    voice = rows.filter(token=token).first()
    if voice is None:
        raise Http404
    voice.matter = standing(voice.matter)
    return voice


def support_by_token(town: Town, token: str) -> Support:
    """The "me too" of a secret link, with its matter as it stands now. Raises Http404."""
    rows = Support.objects.filter(town=town).select_related("matter__division")
    found = rows.filter(token=token).first()
    if found is None:
        raise Http404
    found.matter = standing(found.matter)
    return found


def speaker(voice: Voice) -> Actor:
    """Who opened a voice's secret link."""
    return Actor(kind="resident", name="群众", town_id=voice.town_id, voice_id=voice.pk)


def supporter(support: Support) -> Actor:
    """Who opened a "me too"'s secret link."""
    return Actor(kind="resident", name="群众", town_id=support.town_id, support_id=support.pk)


def may_see_file(town: Town, stored: StoredFile, link: str) -> bool:
    """Whether the public, or whoever holds the secret `link`, may see a file. One or two queries.

    Public: photos of a voice that staff published with its matter, and a unit's photos once the
    matter is public and answered. A voice's link opens its own files, and the unit's photos of its
    matter, as a supporter's does. Clips and papers are for the speaker alone.
    """
    mine = Q(public=True, answered_at__isnull=False)
    if link:
        mine |= Q(voices__token=link) | Q(supports__token=link)
    matters = Matter.objects.filter(mine, town=town).exclude(state="withdrawn")
    worked = CaseFile.objects.filter(
        file=stored, case__origin_kind="matter", case__replies__isnull=False,
        case__origin_id__in=matters.values("pk"),
    )  # fmt: skip
    allowed = Q(photos_public=True, state="received", matter__public=True) & ~Q(
        matter__state="withdrawn"
    )
    if stored.kind != StoredFile.Kind.PHOTO:
        allowed = Q(pk__in=[])
    if link:
        allowed |= Q(token=link)
    return stored.voices.filter(allowed).exists() or worked.exists()
