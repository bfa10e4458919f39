"""What a person decides about messages that are stuck."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock, ledger
from huying.core.errors import WrongState
from huying.core.models import Message
from huying.core.permissions import Actor, require


@transaction.atomic
def resend(*, message: Message, by: Actor) -> None:
    """Send a failed or unknown message again; where it is unknown it may arrive twice."""
    _settle(message, by, "resend", Message.State.WAITING)


@transaction.atomic
def drop(*, message: Message, by: Actor) -> None:
    """Give a message up, on purpose."""
    _settle(message, by, "drop", Message.State.DROPPED)


def _settle(message: Message, by: Actor, verb: str, state: str) -> None:
    require(by, "outbox.settle", message)
    stuck = Message.objects.filter(
        pk=message.pk, state__in=[Message.State.FAILED, Message.State.UNKNOWN]
    )
    if not stuck.update(state=state, attempts=0, next_at=clock.now()):
        raise WrongState(_("这条消息现在不是“没有送出”或“不知是否送到”。请刷新再看。"))
    ledger.record(
        town_id=message.town_id, kind="message", verb=verb, subject_id=message.pk, by=by,
        before=message.state, after=state,
    )  # fmt: skip
