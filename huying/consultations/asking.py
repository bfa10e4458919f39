"""The staff's side: write a consultation, open it, moderate its statements, close it, publish what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huying.consultations.models import Consultation, Kind, Remark, Statement
from huying.core import clock, ledger
from huying.core.errors import HuyingError, Missing
from huying.core.models import Town
from huying.core.permissions import Actor, require
from huying.core.transitions import advance
from huying.rulebook import queries as rulebook
from huying.voices import actions as voices
from huying.voices.actions import Said
from huying.voices.models import Channel, Voice
from huying.voices.models import Kind as VoiceKind


@dataclass(frozen=True)
class Question:
    """What is asked and until when. Dates are days of the town; both are days on which one may answer."""

    kind: str
    title: str
    intro: str
    opens_on: dt.date
    closes_on: dt.date
    short_reason: str = ""
    takes_statements: bool = True
    takes_remarks: bool = True


@transaction.atomic
def start(*, town: Town, by: Actor, question: Question) -> Consultation:
    """A new draft; writes a ledger event. Raises Denied, HuyingError."""
    require(by, "consultations.run")
    _in_order(question)
    made = Consultation.objects.create(town=town, **asdict(question))
    ledger.record(
        town_id=town.pk, kind="consultation", verb="start", subject_id=made.pk, by=by,
        after=made.state, body={"title": made.title},
    )  # fmt: skip
    return made


def write(
    *, consultation: Consultation, by: Actor, question: Question, version: int | None = None
) -> None:
    """Change a draft. Raises Stale, WrongState, Denied, HuyingError."""
    _in_order(question)
    said = asdict(question)
    told = {"title": question.title, "intro": question.intro}
    advance(consultation, "write", by=by, version=version, changes=said, facts=told)


def _in_order(question: Question) -> None:
    if question.closes_on < question.opens_on:
        raise HuyingError(_("截止日要在开始日之后。"), field="closes_on")


@transaction.atomic
def add_statements(
    *, consultation: Consultation, by: Actor, texts: Iterable[str]
) -> list[Statement]:
    """Add statements of the staff's own, each once; what stands there already is left as it is."""
    require(by, "consultations.run", consultation)
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if locked.state not in ("draft", "open"):
        raise HuyingError(_("已经截止，不能再添说法。"))
    made = []
    for text in texts:
        statement, new = Statement.objects.get_or_create(
            consultation=consultation, text=text, defaults={"town_id": consultation.town_id}
        )
        if new:
            made.append(statement)
            ledger.record(
                town_id=consultation.town_id, kind="statement", verb="write",
                subject_id=statement.pk, by=by, after=statement.state,
                body={"consultation": consultation.pk, "text": text},
            )  # fmt: skip
    return made


@transaction.atomic
def open_it(*, consultation: Consultation, by: Actor, version: int | None = None) -> None:
    """Make it public; residents may answer from its first to its last day.

    A policy that is open for fewer days than the town's rule says wants a reason, which is shown
    (重大行政决策程序暂行条例 §15). Raises Missing, HuyingError, Stale, WrongState, Denied.
    """
    _may_open(consultation)
    advance(
        consultation, "open", by=by, version=version,
        facts={
            "title": consultation.title, "opens_on": consultation.opens_on.isoformat(),
            "closes_on": consultation.closes_on.isoformat(), "reason": consultation.short_reason,
        },
    )  # fmt: skip


def _may_open(consultation: Consultation) -> None:
    first = max(consultation.opens_on, clock.today())
    days = (consultation.closes_on - first).days + 1
    if days < 1:
        raise HuyingError(_("截止日已经过了，请先改日期。"), field="closes_on")
    wanted = least_days(consultation.town, consultation.kind)
    if days < wanted and not consultation.short_reason:
        raise Missing(
            _("征求意见一般不少于%(wanted)s天，现在只有%(days)s天：请改日期，或者说明为什么时间短。")
            % {"wanted": wanted, "days": days},
            field="short_reason",
        )  # fmt: skip
    if (
        not consultation.takes_remarks
        and not consultation.statements.filter(state="shown").exists()
    ):
        raise HuyingError(_("还没有一条可以表态的说法：请先添几条，或者让群众可以写几句。"))


def least_days(town: Town, kind: str) -> int:
    """For how many days a consultation of this kind is open at least, unless a reason is given."""
    return int(rulebook.value(town, "consultation.least_days")) if kind == Kind.POLICY else 0


def extend(
    *, consultation: Consultation, by: Actor, closes_on: dt.date, reason: str,
    version: int | None = None,
) -> None:  # fmt: skip
    """Move the last day, with a reason that is shown; not into the past."""
    if closes_on < max(clock.today(), consultation.opens_on):
        raise HuyingError(_("新的截止日不能在今天以前，也不能在开始日以前。"), field="closes_on")
    advance(
        consultation, "extend", by=by, version=version, changes={"closes_on": closes_on},
        facts={"closes_on": closes_on.isoformat(), "reason": reason},
    )  # fmt: skip


def close(*, consultation: Consultation, by: Actor, version: int | None = None) -> None:
    """Take no more answers; the worker does this after the last day. It counts them next."""
    advance(consultation, "close", by=by, version=version)


@transaction.atomic
def publish(
    *, consultation: Consultation, by: Actor, outcome: str, done: str, version: int | None = None
) -> None:
    """Show what came of it with all figures, and what is done with it. Raises HuyingError while it is counted."""
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if locked.state == "closed" and not locked.up_to_date:
        raise HuyingError(_("程序还在汇总，请过一分钟再公布。"))
    if locked.statements.filter(state="proposed").exists():
        raise HuyingError(_("还有群众添的说法没有看：请先逐条定下来。"))
    advance(
        consultation, "publish", by=by, version=version,
        changes={"outcome": outcome, "done": done, "published_at": clock.now()},
        facts={"outcome": outcome, "done": done},
    )  # fmt: skip


@transaction.atomic
def follow_up(*, consultation: Consultation, by: Actor, text: str) -> None:
    """Add what was done since; it stands under the outcome with its day."""
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    told = [*locked.follow_ups, {"on": clock.today().isoformat(), "text": text}]
    advance(consultation, "follow_up", by=by, changes={"follow_ups": told}, facts={"text": text})


def drop(*, consultation: Consultation, by: Actor, version: int | None = None) -> None:
    """Give up a draft that nobody has seen."""
    advance(consultation, "drop", by=by, version=version)


@transaction.atomic
def moderate(*, statement: Statement, by: Actor, verb: str, reason: str = "") -> None:
    """Show or refuse what a resident proposed, or take a statement down (`verb`), which changes the figures.

    Nothing is moved after the outcome was published. Raises Missing, WrongState, Denied, HuyingError.
    """
    whole = Consultation.objects.select_for_update(of=("self",)).get(pk=statement.consultation_id)
    if whole.state == "published" or (verb == "show" and whole.state == "closed"):
        raise HuyingError(_("已经截止，不能再改大家表态的说法。"))
    advance(
        statement, verb, by=by,
        facts={"reason": reason, "text": statement.text, "consultation": whole.pk},
    )  # fmt: skip
    if verb == "take_down":
        Consultation.objects.filter(pk=whole.pk).update(changes=F("changes") + 1)


def classify(*, remark: Remark, by: Actor, category: str) -> None:
    """Say what a remark is about; "" for nothing of the list."""
    with transaction.atomic():
        advance(
            remark, "classify", by=by, changes={"category": category}, facts={"category": category}
        )
        Consultation.objects.filter(pk=remark.consultation_id).update(changes=F("changes") + 1)


@transaction.atomic
def take_up(*, remark: Remark, by: Actor) -> Voice:
    """Pass a remark to triage as a voice, once, so that somebody answers it."""
    locked = Remark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if locked.voice_id:
        return Voice.objects.get(pk=locked.voice_id)
    kind = VoiceKind.IDEA if remark.consultation.kind == Kind.IDEAS else VoiceKind.PROBLEM
    said = Said(
        text=remark.text, channel=Channel.WEB, kind=kind, division=remark.division,
        said_at=remark.created_at, client_key=f"remark:{remark.pk}",
        provenance=str(_("征求意见“%(title)s”里写的")) % {"title": remark.consultation.title},
    )  # fmt: skip
    voice = voices.say(town=remark.town, by=by, said=said)
    advance(remark, "take_up", by=by, changes={"voice_id": voice.pk}, facts={"voice": voice.pk})
    return voice
