"""Voices that other systems took down, as a kind of thing that tables bring in."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import codes, ledger, sealing, search
from huying.core.errors import Stale, WrongState
from huying.core.models import Town
from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.imports.actions import CHUNK
from huying.imports.kinds import Kind, Writer
from huying.imports.models import ImportBatch
from huying.voices.actions import NAME, REACH, reach_channel
from huying.voices.clock import start_triage
from huying.voices.import_rows import COLUMNS, Good, VoiceReader
from huying.voices.models import Matter, Voice, VoiceContact


class VoiceImport(Kind):
    """See `Kind`. An imported voice opens a matter of its own, which waits for triage."""

    key = "voices"
    label = gettext_lazy("群众意见")
    permission = "voices.import"
    columns = COLUMNS
    too_late = gettext_lazy("过了可以撤销的时间。不该导入的，请在梳理台一件一件撤回。")

    def reader(
        self, town: Town, headers: Sequence[str], mapping: Mapping[str, str],
        answers: Mapping[str, str],
    ) -> VoiceReader:  # fmt: skip
        return VoiceReader(town, headers, mapping)

    def pack(self, good: Good) -> list[object]:
        """Contacts are sealed here, before the one writer's turn."""
        sealed = None
        if good.name or good.reach:
            blobs = (sealing.seal(good.name, context=NAME), sealing.seal(good.reach, context=REACH))
            sealed = [
                *(base64.b64encode(blob).decode() for blob in blobs),
                reach_channel(good.reach),
            ]
        said_at = good.said_at and good.said_at.isoformat()
        return [
            good.text, said_at, good.division_id, good.place, good.category, good.channel,
            good.provenance, sealed,
        ]  # fmt: skip

    def writer(self, town: Town, by: Actor, batch: ImportBatch) -> Writer:
        return _Writer(town, by, batch)

    def left_of(self, batch: ImportBatch) -> QuerySet[Voice]:
        return Voice.objects.filter(batch=batch, state="received").select_related("matter")

    def untouched(self, batch: ImportBatch) -> QuerySet[Voice]:
        # Every verb raises a version: what is at 0 was only imported. "Me too"s need a public matter.
        return self.left_of(batch).filter(version=0, matter__version=0)

    def take_back(self, things: list[Voice], by: Actor) -> int:
        return sum(_undo_one(voice, by) for voice in things)

    def tidy(self, batch: ImportBatch) -> None:
        """Nothing is entered for voices besides."""

    def told(self, thing: Voice) -> str:
        return f"{thing.code}：{thing.matter.get_state_display()}"


VOICES = VoiceImport()


class _Writer(Writer):
    """Matter, voice, contact, events, search."""

    def __init__(self, town: Town, by: Actor, batch: ImportBatch) -> None:
        super().__init__(town, by, batch)
        self.dues: dict[dt.date, dict[str, Any]] = {}

    def chunk(self, rows: list[list[object]]) -> None:
        moments = [
            dt.datetime.fromisoformat(row[1]) if row[1] else self.batch.created_at for row in rows
        ]
        matters = [self._matter(row, at) for row, at in zip(rows, moments, strict=True)]
        Matter.objects.bulk_create(matters, batch_size=CHUNK)
        new = _fresh_codes(len(rows))
        voices = [self._voice(*each) for each in zip(rows, moments, matters, new, strict=True)]
        Voice.objects.bulk_create(voices, batch_size=CHUNK)
        VoiceContact.objects.bulk_create(
            [
                VoiceContact(
                    voice=voice, name=base64.b64decode(row[7][0]),
                    reach=base64.b64decode(row[7][1]), channel=row[7][2],
                )
                for row, voice in zip(rows, voices, strict=True)
                if row[7]
            ],
            batch_size=CHUNK,
        )  # fmt: skip
        search.put_many(
            "voice", [(v.pk, self.town.pk, f"{v.code} {v.text} {v.place}") for v in voices]
        )
        ledger.record_many([event for voice in voices for event in self._events(voice)])

    def _matter(self, row: list[object], at: dt.datetime) -> Matter:
        day = timezone.localdate(at)
        if day not in self.dues:
            self.dues[day] = start_triage(self.town, day)
        _text, _at, division_id, place, category, *_rest = row
        return Matter(
            town=self.town, division_id=division_id, place=place, category=category,
            first_said_at=at, state_since=at, **self.dues[day],
        )  # fmt: skip

    def _voice(self, row: list[object], at: dt.datetime, matter: Matter, code: str) -> Voice:
        text, _at, division_id, place, _category, channel, provenance, _sealed = row
        return Voice(
            town=self.town, matter=matter, code=code, token=codes.new_token(),
            text=text, division_id=division_id, place=place, channel=channel, batch=self.batch,
            entered_by_id=self.by.account_id, provenance=provenance, said_at=at, state_since=at,
        )  # fmt: skip

    def _events(self, voice: Voice) -> list:
        return [
            ledger.prepare(
                town_id=self.town.pk, kind="voice", verb="say", subject_id=voice.pk, by=self.by,
                after=voice.state, at=voice.said_at,
                body={"text": voice.text, "channel": voice.channel, "matter": voice.matter_id},
            ),
            ledger.prepare(
                town_id=self.town.pk, kind="matter", verb="open", subject_id=voice.matter_id,
                by=self.by, after=voice.matter.state, body={"voice": voice.pk}, public=True,
                at=voice.said_at,
            ),
        ]  # fmt: skip


def _fresh_codes(count: int) -> list[str]:
    """Tracking codes that no voice has: among 100,000 new ones, one or two come twice by chance."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {codes.new_code() for _each in range(count - len(found))}
        found |= drawn - set(
            Voice._base_manager.filter(code__in=drawn).values_list("code", flat=True)
        )
    return list(found)


def _undo_one(voice: Voice, by: Actor) -> bool:
    reason = {"reason": _("撤销导入")}
    try:
        with transaction.atomic():
            advance(voice, "undo_import", by=by, version=0)
            advance(
                voice.matter, "withdraw", by=system_actor(voice.town_id), version=0, facts=reason,
                changes={"voice_count": 0},
            )  # fmt: skip
    except (Stale, WrongState):
        return False  # somebody took it up just now, so it stays
    VoiceContact.objects.filter(voice=voice).delete()
    search.drop("voice", voice.pk)
    return True
