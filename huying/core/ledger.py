"""The sealed ledger: one append-only chain of events for each town.

An event holds a salted digest of its content; the content stands beside it and can be erased.
Writers never queue for a head: they insert, and one sealer numbers and links what is committed,
in order. Until then an event belongs to the unsealed tail, whose length every check reports.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.models import Event, EventContent, LedgerHead, Town
from huying.core.permissions import Actor, require
from huying.core.tenancy import across_towns

GENESIS = "0" * 64
BATCH = 1000


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the one text that is hashed."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder
    )


def content_digest(salt: str, body: Any) -> str:
    """SHA-256 of salt and content, in hex. With the salt erased the content cannot be guessed."""
    return hashlib.sha256(f"{salt}:{canonical(body)}".encode()).hexdigest()


def chain_link(previous: str, event: Event, town_code: str) -> str:
    """The link of `event` after `previous`: covers everything about it but the content itself."""
    header = [
        event.seq,
        town_code,
        event.at.astimezone(dt.UTC).isoformat(),
        event.kind,
        event.verb,
        event.subject_id,
        event.before,
        event.after,
        event.actor_kind,
        event.actor_id,
        event.public,
        event.digest,
    ]
    return hashlib.sha256(f"{previous}:{canonical(header)}".encode()).hexdigest()


def record(
    *,
    town_id: int,
    kind: str,
    verb: str,
    subject_id: int,
    by: Actor,
    before: str = "",
    after: str = "",
    body: dict[str, Any] | None = None,
    public: bool = False,
    at: dt.datetime | None = None,
) -> Event:
    """Write one event and its content; must run inside the transaction of the act itself."""
    event, content = prepare(
        town_id=town_id, kind=kind, verb=verb, subject_id=subject_id, by=by, before=before,
        after=after, body=body, public=public, at=at,
    )  # fmt: skip
    event.save(force_insert=True)
    content.event_id = event.pk
    content.save(force_insert=True)
    return event


def record_many(prepared: list[tuple[Event, EventContent]]) -> None:
    """Write many events at once (imports), each with its content."""
    with across_towns():
        Event.objects.bulk_create([event for event, _content in prepared], batch_size=BATCH)
    for event, content in prepared:
        content.event_id = event.pk
    EventContent.objects.bulk_create([content for _event, content in prepared], batch_size=BATCH)


def prepare(
    *,
    town_id: int,
    kind: str,
    verb: str,
    subject_id: int,
    by: Actor,
    before: str = "",
    after: str = "",
    body: dict[str, Any] | None = None,
    public: bool = False,
    at: dt.datetime | None = None,
) -> tuple[Event, EventContent]:
    """An event and its content, not yet written."""
    # What is hashed must be what the database gives back, so it goes through JSON once.
    said = json.loads(canonical({"by": by.name, **(body or {})}))
    salt = secrets.token_hex(16)
    event = Event(
        town_id=town_id, at=at or clock.now(), kind=kind, verb=verb, subject_id=subject_id,
        before=before, after=after, actor_kind=by.kind, actor_id=by.account_id,
        digest=content_digest(salt, said), public=public,
    )  # fmt: skip
    return event, EventContent(salt=salt, body=said)


def erase(*, event: Event, reason: str, by: Actor) -> None:
    """Erase what an event said; the chain stays whole and the erasure is an event itself."""
    require(by, "ledger.erase", event)
    with transaction.atomic():
        EventContent.objects.filter(event_id=event.pk).delete()
        record(
            town_id=event.town_id, kind="ledger", verb="erase", subject_id=event.pk, by=by,
            body={"reason": reason},
        )  # fmt: skip


def seal_pending(limit: int = 20_000) -> int:
    """Number and link committed events, each town's in order. Returns how many were sealed.

    Only one sealer may run; a second one is refused by the unique (town, seq), not by luck.
    """
    sealed = 0
    with across_towns():
        waiting = Event.objects.filter(seq__isnull=True).order_by()
        for town_id in sorted(waiting.values_list("town_id", flat=True).distinct()):
            sealed += _seal_town(Town.objects.get(pk=town_id), limit)
    return sealed


def _seal_town(town: Town, limit: int) -> int:
    sealed = 0
    while sealed < limit:
        with transaction.atomic():
            # The town's row is the sealer's lock where two workers were started by mistake.
            Town.objects.select_for_update().get(pk=town.pk)
            seq, link = head(town)
            events = list(Event.objects.filter(town=town, seq__isnull=True).order_by("id")[:BATCH])
            for event in events:
                seq += 1
                event.seq = seq
                event.link = link = chain_link(link, event, town.code)
            Event.objects.bulk_update(events, ["seq", "link"], batch_size=200)
        sealed += len(events)
        if len(events) < BATCH:
            break
    return sealed


def head(town: Town) -> tuple[int, str]:
    """The number and link of the last sealed event; (0, GENESIS) for an empty chain."""
    with across_towns():
        last = (
            Event.objects.filter(town=town, seq__isnull=False)
            .order_by("-seq")
            .values_list("seq", "link")
            .first()
        )
    return (last[0] or 0, last[1]) if last else (0, GENESIS)


def publish_heads() -> int:
    """Fix each town's head of yesterday, once. Returns how many were published."""
    yesterday = clock.today() - dt.timedelta(days=1)
    midnight = timezone.make_aware(dt.datetime.combine(clock.today(), dt.time.min))
    published = 0
    with across_towns():
        for town in Town.objects.all():
            if LedgerHead.objects.filter(town=town, day__gte=yesterday).exists():
                continue
            last = Event.objects.filter(town=town, seq__isnull=False, at__lt=midnight).aggregate(
                seq=Max("seq")
            )["seq"]
            if last is None:
                continue
            link = Event.objects.get(town=town, seq=last).link
            LedgerHead.objects.create(town=town, day=yesterday, seq=last, link=link)
            published += 1
    return published


@dataclass(frozen=True)
class Check:
    """What a check of a chain found. broken: the first number that does not hold, or None."""

    events: int
    erased: int
    unsealed: int
    head: str
    broken: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken is None


def verify(town: Town, kept: dict[int, str] | None = None) -> Check:
    """Re-check a town's whole chain, its contents, its published heads and any `kept` by outsiders.

    kept: number → link, as an outsider wrote them down on some day.
    """
    with across_towns():
        expected = {h.seq: h.link for h in LedgerHead.objects.filter(town=town)} | (kept or {})
        unsealed = Event.objects.filter(town=town, seq__isnull=True).count()
        seq, link, erased = 0, GENESIS, 0
        for event, content in _sealed_events(town):
            seq += 1
            reason = _fault(event, content, seq, link, town.code)
            if not reason and event.link != expected.pop(seq, event.link):
                reason = _("与当日公布的校验值不符")
            if reason:
                return Check(seq, erased, unsealed, link, seq, reason)
            erased += content is None
            link = event.link
        if expected:
            missing = min(expected)
            return Check(seq, erased, unsealed, link, missing, _("公布过的记录不见了"))
    return Check(seq, erased, unsealed, link)


def _sealed_events(town: Town) -> Iterator[tuple[Event, EventContent | None]]:
    events = Event.objects.filter(town=town, seq__isnull=False).select_related("content")
    for event in events.order_by("seq").iterator(chunk_size=2000):
        yield event, getattr(event, "content", None)


def _fault(
    event: Event, content: EventContent | None, seq: int, previous: str, town_code: str
) -> str:
    if event.seq != seq:
        return _("少了第 %(seq)s 条记录") % {"seq": seq}
    if chain_link(previous, event, town_code) != event.link:
        return _("第 %(seq)s 条记录被改动过") % {"seq": seq}
    if content is not None and content_digest(content.salt, content.body) != event.digest:
        return _("第 %(seq)s 条记录的内容被改动过") % {"seq": seq}
    return ""
