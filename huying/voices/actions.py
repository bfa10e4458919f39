"""Saying, supporting, withdrawing, asking back: what happens to voices."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huying.core import clock, codes, ledger, outbox, sealing, search
from huying.core.errors import HuyingError
from huying.core.models import StoredFile, Town
from huying.core.permissions import Actor, require
from huying.core.transitions import advance
from huying.town.models import Deputy, Division, Point, Unit
from huying.voices.clock import start_triage
from huying.voices.counts import recounted
from huying.voices.models import (
    Channel,
    Kind,
    Matter,
    Relay,
    Support,
    Voice,
    VoiceContact,
)

NAME = "voice.name"
REACH = "voice.reach"


@dataclass(frozen=True)
class Said:
    """One voice as it comes in. text is clean already; reach is a phone number or mail address."""

    text: str
    channel: str = Channel.WEB
    kind: str = Kind.PROBLEM
    division: Division | None = None
    place: str = ""
    point: Point | None = None
    name: str = ""
    reach: str = ""
    consent_pass_on: bool = False
    consent_publish: bool = False
    client_key: str | None = None
    said_at: dt.datetime | None = None
    provenance: str = ""
    thanks_unit: Unit | None = None
    thanks_point: Point | None = None
    thanks_deputy: Deputy | None = None
    files: list[StoredFile] = field(default_factory=list)


def say(*, town: Town, by: Actor, said: Said) -> Voice:
    """Take down a voice and open a matter for it, once for each client_key.

    A double tap or a retry with the same client_key gives back the voice that it made before.
    Writes two ledger events; the tracking code and secret link are on the voice. Raises Denied.
    """
    require(by, "voices.say")
    while True:
        # All that can be made beforehand is, so that the one writer's turn is short.
        rows = _prepare(town, by, said)
        try:
            with transaction.atomic():
                return _take_down(town, by, said, rows)
        except IntegrityError:
            # The same key came twice at once, and the other request has made the voice …
            made = said.client_key and Voice.objects.filter(client_key=said.client_key).first()
            if made:
                return made
            # … or the tracking code was drawn before: among a million, for one voice in three thousand.
            if not Voice._base_manager.filter(code=rows[1].code).exists():
                raise


def _prepare(town: Town, by: Actor, said: Said) -> tuple[Matter, Voice, VoiceContact | None]:
    said_at = said.said_at or clock.now()
    matter = Matter(
        town=town, kind=said.kind, division=said.division, place=said.place,
        first_said_at=said_at, state_since=said_at,
        **start_triage(town, timezone.localdate(said_at)),
    )  # fmt: skip
    voice = Voice(
        town=town, matter=matter, kind=said.kind, code=codes.new_code(), token=codes.new_token(),
        client_key=said.client_key, text=said.text, division=said.division, place=said.place,
        channel=said.channel, point=said.point, entered_by_id=by.account_id,
        provenance=said.provenance, said_at=said_at, state_since=said_at,
        consent_pass_on=said.consent_pass_on, consent_publish=said.consent_publish,
        thanks_unit=said.thanks_unit, thanks_point=said.thanks_point,
        thanks_deputy=said.thanks_deputy,
    )  # fmt: skip
    contact = None
    if said.name or said.reach:
        contact = VoiceContact(
            voice=voice, name=sealing.seal(said.name, context=NAME),
            reach=sealing.seal(said.reach, context=REACH), channel=reach_channel(said.reach),
        )  # fmt: skip
    return matter, voice, contact


def _take_down(
    town: Town, by: Actor, said: Said, rows: tuple[Matter, Voice, VoiceContact | None]
) -> Voice:
    matter, voice, contact = rows
    matter.save(force_insert=True)
    voice.matter_id = matter.pk
    voice.save(force_insert=True)
    if said.files:
        voice.files.set(said.files)
    if contact is not None:
        contact.voice_id = voice.pk
        contact.save(force_insert=True)
    search.put("voice", voice.pk, town.pk, f"{voice.code} {said.text} {said.place}")
    ledger.record_many(
        [
            ledger.prepare(
                town_id=town.pk, kind="voice", verb="say", subject_id=voice.pk, by=by,
                after=voice.state, at=voice.said_at,
                body={"text": said.text, "channel": said.channel, "matter": matter.pk},
            ),
            ledger.prepare(
                town_id=town.pk, kind="matter", verb="open", subject_id=matter.pk, by=by,
                after=matter.state, body={"voice": voice.pk}, public=True, at=voice.said_at,
            ),
        ]
    )  # fmt: skip
    return voice


def reach_channel(reach: str) -> str:
    """By what a contact can be reached: mail, sms, or '' for none."""
    if not reach:
        return ""
    return "mail" if "@" in reach else "sms"


def clean_reach(text: str) -> str:
    """A phone number or mail address in one form. Raises HuyingError where it is neither."""
    reach = re.sub(r"[\s\-()（）]", "", text.translate(_FULL_WIDTH))
    if not reach:
        return ""
    if re.fullmatch(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+", reach) and len(reach) <= 120:
        return reach
    if re.fullmatch(r"(\+?86)?1\d{10}|0\d{9,11}|\d{7,8}", reach):
        return reach
    raise HuyingError(
        _("这不像手机号、座机号或邮箱，请核对；也可以空着不填。"), code="bad_reach", field="reach"
    )


_FULL_WIDTH = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord("＠"): "@", ord("．"): ".", ord("＋"): "+", ord("－"): "-", ord("—"): "-", ord("–"): "-",
}  # fmt: skip


def support(*, town: Town, matter: Matter, by: Actor, client_key: str, reach: str = "") -> Support:
    """Say "me too" on a public matter, once for each client_key; it counts and is answered too."""
    require(by, "voices.say")
    before = Support.objects.filter(client_key=client_key).first()
    if before is not None:
        return before
    target = standing(matter)
    if not target.public:
        raise HuyingError(_("这件事没有公开，不能附议。您可以自己说一件。"))
    try:
        with transaction.atomic():
            new = Support.objects.create(
                town=town, matter=target, token=codes.new_token(), client_key=client_key,
                reach=sealing.seal(reach, context=REACH), channel=reach_channel(reach),
            )  # fmt: skip
            Matter.objects.filter(pk=target.pk).update(support_count=F("support_count") + 1)
            ledger.record(
                town_id=town.pk, kind="support", verb="say", subject_id=new.pk, by=by,
                body={"matter": target.pk},
            )  # fmt: skip
            return new
    except IntegrityError:
        return Support.objects.get(client_key=client_key)


def standing(matter: Matter) -> Matter:
    """The matter that a merged one now stands in; itself where it was not merged."""
    while matter.merged_into_id:
        matter = Matter.objects.get(pk=matter.merged_into_id)
    return matter


@transaction.atomic
def withdraw_voice(*, voice: Voice, by: Actor, reason: str, version: int | None = None) -> None:
    """Take a voice back; the matter goes with it where nobody else stands behind it."""
    advance(voice, "withdraw", by=by, facts={"reason": reason}, version=version)
    matter = Matter.objects.select_for_update().get(pk=voice.matter_id)
    Matter.objects.filter(pk=matter.pk).update(**recounted(matter))
    others = matter.voices.filter(state="received").exists() or matter.supports.exists()
    if not others and matter.state in ("new", "with_town", "for_suggestion", "at_county"):
        advance(matter, "withdraw", by=by, facts={"reason": reason})


@transaction.atomic
def open_contact(*, voice: Voice, by: Actor, why: str) -> tuple[str, str]:
    """The name and contact in clear; who looked and why goes into the ledger.

    Returns ('', '') where none was left. Raises Missing without a reason, Denied.
    """
    advance(voice, "open_contact", by=by, facts={"why": why})
    contact = VoiceContact.objects.filter(voice=voice).first()
    if contact is None:
        return "", ""
    return (
        sealing.unseal(bytes(contact.name), context=NAME),
        sealing.unseal(bytes(contact.reach), context=REACH),
    )


def agreed_name(voice: Voice, consent: bool) -> str:
    """How who said it wants to be called, where they agreed that it be told; else ''.

    consent: `voice.consent_pass_on` or `voice.consent_publish`. Takes the contact from the voice:
    select_related("contact") beforehand.
    """
    if not consent or not hasattr(voice, "contact"):
        return ""
    return sealing.unseal(bytes(voice.contact.name), context=NAME)


@transaction.atomic
def ask_back(*, voice: Voice, by: Actor, text: str) -> Relay:
    """Ask who said it something, without seeing a contact; it appears at their link."""
    advance(voice, "ask", by=by, facts={"text": text})
    relay = Relay.objects.create(
        town_id=voice.town_id, voice=voice, from_staff=True, text=text, at=clock.now()
    )
    tell_speaker(voice, "question", key=f"question:{relay.pk}")
    return relay


@transaction.atomic
def tell_more(*, voice: Voice, by: Actor, text: str) -> Relay:
    """The resident's word back, or anything that they want to add."""
    advance(voice, "tell", by=by, facts={"text": text})
    return Relay.objects.create(
        town_id=voice.town_id, voice=voice, from_staff=False, text=text, at=clock.now()
    )


def tell_speaker(voice: Voice, template: str, *, key: str, context: dict[str, Any] | None = None):
    """Put a message to who said it into the outbox, where they left a contact."""
    contact = VoiceContact.objects.filter(voice_id=voice.pk).exclude(channel="").first()
    if contact is not None:
        outbox.post(
            town_id=voice.town_id, key=f"{key}:v{voice.pk}", template=template,
            channel=contact.channel, address=sealing.unseal(bytes(contact.reach), context=REACH),
            context={"token": voice.token, "code": voice.code, **(context or {})},
            subject=("voice", voice.pk),
        )  # fmt: skip


def tell_everyone(
    matter: Matter, template: str, *, key: str, context: dict[str, Any] | None = None
) -> None:
    """Tell every resident behind a matter, the "me too"s included, at most once for each key."""
    tell(matter.voices.all(), matter.supports.all(), template, key=key, context=context)


def tell(
    voices: QuerySet[Voice], supports: QuerySet[Support], template: str, *, key: str,
    context: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Tell those of them who stand and left a contact, at most once for each key."""
    for voice in voices.filter(state="received"):
        tell_speaker(voice, template, key=key, context=context)
    for supporter in supports.exclude(channel=""):
        outbox.post(
            town_id=supporter.town_id, key=f"{key}:s{supporter.pk}", template=template,
            channel=supporter.channel,
            address=sealing.unseal(bytes(supporter.reach), context=REACH),
            context={"token": supporter.token, **(context or {})},
            subject=("support", supporter.pk),
        )  # fmt: skip
