"""Replies: drafted by the clerk, signed by the head; what they promise stays open until shown done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock as the_clock
from huying.core import files, ledger
from huying.core.errors import HuyingError
from huying.core.models import StoredFile
from huying.core.permissions import Actor, require, system_actor
from huying.core.transitions import advance
from huying.handling import clock
from huying.handling.leaving import leave
from huying.handling.models import Case, CaseFile, Commitment, Reply
from huying.handling.origins import origin_of
from huying.handling.states import CASE, Outcome

# A reply that puts something off must say what will be done by when.
PROMISING = frozenset({Outcome.IN_PROGRESS, Outcome.PLANNED})


@dataclass(frozen=True)
class Promise:
    """What will be done, and by which day."""

    text: str
    due: dt.date


def save_draft(
    *, case: Case, by: Actor, text: str, outcome: str, promises: list[Promise],
    version: int | None = None,
) -> None:  # fmt: skip
    """Keep an unfinished reply; nothing about it is checked yet."""
    advance(case, "save_draft", by=by, version=version, changes=_drafted(text, outcome, promises))


def draft(
    *, case: Case, by: Actor, text: str, outcome: str, promises: list[Promise],
    version: int | None = None,
) -> None:  # fmt: skip
    """Lay a reply before the head for signature.

    Raises HuyingError where it puts something off and promises nothing by a date.
    """
    _check(text, outcome, promises)
    advance(
        case, "draft", by=by, version=version, changes=_drafted(text, outcome, promises),
        facts={"text": text, "outcome": outcome},
    )  # fmt: skip


def send_back(*, case: Case, by: Actor, reason: str, version: int | None = None) -> None:
    """The head wants the reply mended first."""
    advance(case, "send_back", by=by, version=version, facts={"reason": reason})


@transaction.atomic
def sign(*, case: Case, by: Actor, code: str = "", version: int | None = None) -> Reply:
    """Sign the drafted reply: it goes out, and everybody behind the case is told and asked.

    code: its number as a letter (文号), where it is one.
    """
    text, outcome = case.draft_text, case.draft_outcome
    promises = [Promise(p["text"], dt.date.fromisoformat(p["due"])) for p in case.draft_commitments]
    _check(text, outcome, promises)
    origin_of(case).before_reply(case)
    _changes, lapsed = leave(case, "sign")
    event = advance(
        case, "sign", by=by, version=version, facts={"text": text, "outcome": outcome, **lapsed},
        changes={"draft_text": "", "draft_outcome": "", "draft_commitments": [], **clock.NO_STEP},
    )  # fmt: skip
    assert case.lead is not None
    reply = Reply.objects.create(
        town_id=case.town_id, case=case, unit=case.lead, round=case.round, text=text,
        outcome=outcome, signed_by_id=by.account_id, signer=by.name, signed_at=event.at,
        due=case.due, code=code,
    )  # fmt: skip
    for promise in promises:
        Commitment.objects.create(
            town_id=case.town_id, case=case, reply=reply, text=promise.text, due=promise.due
        )
    origin_of(case).replied(case, reply, by)
    return reply


@transaction.atomic
def draft_and_sign(
    *, case: Case, by: Actor, text: str, outcome: str, promises: list[Promise], code: str = "",
    version: int | None = None,
) -> Reply:  # fmt: skip
    """A head who writes the reply lays it before nobody."""
    draft(case=case, by=by, text=text, outcome=outcome, promises=promises, version=version)
    return sign(case=case, by=by, code=code)


@transaction.atomic
def keep_promise(
    *, commitment: Commitment, by: Actor, text: str, photos: list[StoredFile] | None = None
) -> None:
    """Show that what was promised has been done."""
    if commitment.kept_at is not None:
        raise HuyingError(_("这一条承诺已经登记兑现了。"))
    case = commitment.case
    event = advance(
        case, "keep_promise", by=by, facts={"text": text, "commitment": commitment.text}
    )
    commitment.kept_at = event.at
    commitment.shown = text
    commitment.save(update_fields=["kept_at", "shown"])
    for photo in photos or []:
        CaseFile.objects.create(
            town_id=case.town_id, case=case, round=case.round, when=CaseFile.When.AFTER, file=photo
        )
    if case.state == "promised" and not open_promises(case):
        close_case(case)


def close_case(case: Case) -> None:
    """Close a judged case, or keep it open on what it promised."""
    by = system_actor(case.town_id)
    if not open_promises(case):
        advance(case, "close", by=by)
        origin_of(case).closed(case, by)
    elif case.state in CASE.moves["promise"].sources:
        advance(case, "promise", by=by)


def open_promises(case: Case) -> bool:
    """Whether something promised has not been shown done."""
    return Commitment.objects.filter(case=case, kept_at__isnull=True).exists()


def add_photo(*, case: Case, by: Actor, when: str, stream: BinaryIO, filename: str) -> CaseFile:
    """Add a photo of before or after. Raises PhotoError."""
    require(by, "cases.handle", case)
    stored = files.keep_photo(case.town, stream, filename)
    with transaction.atomic():
        photo = CaseFile.objects.create(
            town_id=case.town_id, case=case, round=case.round, when=when, file=stored
        )
        ledger.record(
            town_id=case.town_id, kind="case", verb="photo", subject_id=case.pk, by=by,
            body={"when": when, "sha256": stored.original_sha256},
        )  # fmt: skip
    return photo


def _drafted(text: str, outcome: str, promises: list[Promise]) -> dict[str, object]:
    return {
        "draft_text": text,
        "draft_outcome": outcome,
        "draft_commitments": [{"text": p.text, "due": p.due.isoformat()} for p in promises],
    }


def _check(text: str, outcome: str, promises: list[Promise]) -> None:
    if not text.strip():
        raise HuyingError(_("请写答复内容。"), field="text")
    if outcome not in Outcome.values:
        raise HuyingError(_("请选择办理结果。"), field="outcome")
    if outcome in PROMISING and not promises:
        raise HuyingError(
            _("结果是“正在解决”或“列入计划”时，请至少写一条承诺：做什么、哪天前做到。"),
            field="commitments",
        )
    for promise in promises:
        if promise.due < the_clock.today():
            raise HuyingError(_("承诺的日期已经过去了，请改成以后的日期。"), field="commitments")
