"""Assignment meetings (交办会): prepared with proposals, held one after another, closed as one act."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from huying.congress.models import Session
from huying.core import clock, ledger
from huying.core.errors import HuyingError, Missing, Stale
from huying.core.models import Town
from huying.core.numerals import chinese
from huying.core.permissions import Actor, require
from huying.core.transitions import advance
from huying.handling.models import Case, Meeting, MeetingItem
from huying.handling.states import OPEN_MEETINGS, ItemState, MeetingState
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.minutes import minutes_of
from huying.handling.suggestions.proposals import propose
from huying.suggestions.models import Suggestion
from huying.town.models import Unit

# What is still to be settled, or put off, before the close; in this order onto the screen.
UNSETTLED = (ItemState.WAITING, ItemState.DISPUTED, ItemState.TO_LEADER)


def title_for(session: Session | None, day: dt.date) -> str:
    """What the meeting after `session`, or one on `day` between sessions, is called. Chinese: it stands on papers."""
    if session is None:
        return f"{day.year}年{day.month}月代表建议交办会"
    term, number = chinese(session.term.number), chinese(session.number)
    return f"第{term}届人大{number}次会议代表建议交办会"


@transaction.atomic
def prepare(
    *, town: Town, by: Actor, title: str, held_on: dt.date, session: Session | None = None
) -> Meeting:
    """Prepare a meeting with everything that waits to be assigned, each with proposed units and reasons."""
    require(by, "meetings.hold")
    if not title.strip():
        raise Missing(_("请写会议名称。"), field="title")
    meeting = Meeting.objects.create(
        town=town, title=title, held_on=held_on, session=session, state_since=clock.now()
    )
    ledger.record(
        town_id=town.pk, kind="meeting", verb="prepare", subject_id=meeting.pk, by=by,
        after=meeting.state, body={"title": title, "held_on": held_on},
    )  # fmt: skip
    waiting = Suggestion.objects.filter(state="accepted").exclude(pk__in=_listed())
    _list(meeting, list(waiting.select_related("lead").order_by("series", "number", "id")))
    return meeting


def _listed() -> object:
    return MeetingItem.objects.filter(meeting__state__in=OPEN_MEETINGS).values("suggestion")


def _list(meeting: Meeting, suggestions: list[Suggestion]) -> None:
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    proposals = propose(suggestions)
    MeetingItem.objects.bulk_create(
        MeetingItem(
            town_id=meeting.town_id, meeting=meeting, suggestion=one, position=last + number,
            lead=proposals[one.pk].lead, others=[unit.pk for unit in proposals[one.pk].others],
            reasons=proposals[one.pk].reasons,
        )
        for number, one in enumerate(suggestions, start=1)
    )  # fmt: skip


@transaction.atomic
def list_more(*, meeting: Meeting, suggestions: list[Suggestion], by: Actor) -> None:
    """Put further suggestions on the list. Raises HuyingError for one that does not wait."""
    listed = set(
        MeetingItem.objects.filter(meeting__state__in=OPEN_MEETINGS).values_list(
            "suggestion_id", flat=True
        )
    )
    for one in suggestions:
        if one.state != "accepted" or one.pk in listed:
            raise HuyingError(
                _("《%(title)s》不在待交办里，或者已经列入一次会议。") % {"title": one}
            )
    advance(meeting, "list_item", by=by, facts={"suggestions": [one.pk for one in suggestions]})
    _list(meeting, suggestions)
    if meeting.state == MeetingState.RUNNING and meeting.current_id is None:
        _put_on_screen(meeting, _following(meeting))


@transaction.atomic
def take_off(*, item: MeetingItem, by: Actor) -> None:
    """Take a suggestion off the list; it goes on waiting."""
    meeting = item.meeting
    advance(meeting, "drop_item", by=by, facts={"suggestion": item.suggestion_id})
    here, position = meeting.current_id == item.pk, item.position
    item.delete()
    if here:
        _put_on_screen(meeting, _following(meeting, position))


def arrange(
    *, meeting: Meeting, by: Actor, title: str, held_on: dt.date, place: str, chair: str,
    present: str, version: int | None = None,
) -> None:  # fmt: skip
    """When, where, who leads it, who is there."""
    if not title.strip():
        raise Missing(_("请写会议名称。"), field="title")
    advance(
        meeting, "arrange", by=by, version=version,
        changes={
            "title": title, "held_on": held_on, "place": place, "chair": chair, "present": present,
        },
        facts={"held_on": held_on, "place": place, "chair": chair, "present": present},
    )  # fmt: skip


@transaction.atomic
def begin(*, meeting: Meeting, by: Actor, version: int | None = None) -> None:
    """Open it: the first one comes onto the screen."""
    if not meeting.items.exists():
        raise HuyingError(_("还没有列入建议。"))
    first = _pk(_following(meeting))
    advance(meeting, "begin", by=by, version=version, changes={"current_id": first})


@transaction.atomic
def decide(
    *,
    item: MeetingItem,
    by: Actor,
    state: str,
    lead: Unit | None,
    others: list[Unit],
    separately: bool = False,
    instruction: str = "",
    dispute: str = "",
    settlement: str = "",
    seen: dt.datetime | None = None,
) -> None:
    """Settle one, or note what is disputed about it; where it was on the screen, the next one comes there.

    state: see `ItemState`; WAITING only changes what is proposed. A dispute is noted with what the unit
    said; settled, with how. One that the leader is asked about (TO_LEADER) is open until the leader's word
    settles it. seen: when the person's page had it decided last; another time raises Stale.
    """
    # The meeting first: who decides the next one at the same moment waits for what comes onto the screen.
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    now = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if seen != now.decided_at:
        raise Stale(now)
    _check(state, lead, others, separately, dispute, settlement)
    changes = {
        "state": state, "lead": lead, "others": [unit.pk for unit in others],
        "separately": separately, "instruction": instruction, "dispute": dispute,
        "settlement": settlement, "decided_at": clock.now(),
    }  # fmt: skip
    for name, value in changes.items():
        setattr(now, name, value)
        setattr(item, name, value)
    now.save(update_fields=list(changes))
    moved = {}
    if meeting.current_id == now.pk and state != ItemState.WAITING:
        moved = {"current_id": _pk(_following(meeting, now.position))}
    advance(
        meeting, "decide", by=by, changes=moved,
        facts={
            "suggestion": now.suggestion_id, "state": state, "lead": lead and lead.name,
            "others": [unit.name for unit in others], "separately": separately,
            "dispute": dispute, "settlement": settlement,
        },
    )  # fmt: skip


def _check(
    state: str, lead: Unit | None, others: list[Unit], separately: bool, dispute: str, settlement: str
) -> None:  # fmt: skip
    if state == ItemState.AGREED and lead is None:
        raise Missing(_("请选主办单位。"), field="lead")
    if lead is not None and lead in others:
        raise HuyingError(_("主办单位不能同时是协办单位。"), field="others")
    if separately and not others:
        raise HuyingError(_("分别办理要再选至少一个单位。"), field="others")
    if state == ItemState.DISPUTED and not dispute.strip():
        raise Missing(_("请记下是哪个单位、什么意见。"), field="dispute")
    if dispute.strip() and state == ItemState.AGREED and not settlement.strip():
        raise Missing(_("请记下分歧是怎么定的。"), field="settlement")


def _following(meeting: Meeting, after: int = 0) -> MeetingItem | None:
    """What comes next: the next one that waits, then those that wait before it, then what is disputed."""
    unsettled = list(meeting.items.filter(state__in=UNSETTLED))
    return min(
        unsettled,
        key=lambda one: (
            UNSETTLED.index(ItemState(one.state)), one.position <= after, one.position
        ),
        default=None,
    )  # fmt: skip


def _put_on_screen(meeting: Meeting, item: MeetingItem | None) -> None:
    meeting.current_id = _pk(item)
    meeting.save(update_fields=["current"])


def _pk(item: MeetingItem | None) -> int | None:
    return item.pk if item else None


@transaction.atomic
def show(*, meeting: Meeting, item: MeetingItem, by: Actor) -> None:
    """Put this one onto the screen."""
    require(by, "meetings.hold", meeting)
    Meeting.objects.filter(pk=meeting.pk, state__in=OPEN_MEETINGS).update(current=item)


@transaction.atomic
def agree_all(*, meeting: Meeting, by: Actor) -> int:
    """Settle as proposed whatever waits undisputed and has a lead. Returns how many."""
    done = 0
    for item in meeting.items.filter(state=ItemState.WAITING, lead__isnull=False):
        decide(
            item=item, by=by, state=ItemState.AGREED, lead=item.lead,
            others=list(Unit.objects.filter(pk__in=item.others)), separately=item.separately,
            instruction=item.instruction, seen=item.decided_at,
        )  # fmt: skip
        done += 1
    return done


@transaction.atomic
def close(*, meeting: Meeting, by: Actor, version: int | None = None) -> list[Case]:
    """Close it as one act: all that is settled is assigned, clocks start, units are told, minutes are written.

    What is put off goes on waiting. Raises HuyingError while something is undecided or disputed.
    """
    items = list(meeting.items.select_related("suggestion__lead", "lead"))
    open_ones = [one for one in items if one.state in UNSETTLED]
    if open_ones:
        codes = "、".join(one.suggestion.code for one in open_ones[:10])
        raise HuyingError(_("还有没定的：%(codes)s。请商定，或标为这次不交办。") % {"codes": codes})
    settled = [one for one in items if one.state == ItemState.AGREED]
    if not settled:
        raise HuyingError(_("没有可以交办的。可以取消会议。"))
    units = Unit.objects.in_bulk()
    advance(
        meeting, "close", by=by, version=version, changes={"current_id": None},
        facts={"assigned": [one.suggestion_id for one in settled]},
    )  # fmt: skip
    cases = assign_all(
        [
            Plan(
                one.suggestion, one.lead, [units[pk] for pk in one.others], one.separately,
                one.instruction,
            )
            for one in settled
        ],
        by=by,
    )  # fmt: skip
    meeting.minutes = minutes_of(meeting, items, units)
    meeting.save(update_fields=["minutes"])
    return cases


def cancel(*, meeting: Meeting, by: Actor, reason: str, version: int | None = None) -> None:
    """Call it off; what was on its list goes on waiting."""
    advance(meeting, "cancel", by=by, version=version, facts={"reason": reason})
