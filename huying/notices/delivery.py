"""The delivery: takes due messages one by one and leaves behind how each hand-off ended.

A message is marked as being handed over before it is, in a transaction of its own. A worker that dies in
between leaves that mark, and the next one reads from it: sent again where the far end knows the key,
"unknown" where it does not.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import F
from django.utils.translation import gettext as _

from huying.core import clock, outbox
from huying.core.models import Message
from huying.core.tenancy import across_towns
from huying.notices.gateways import Lost, NotHanded, Refused, gateway_for
from huying.notices.texts import render

log = logging.getLogger(__name__)

BACK_OFF_MINUTES = (1, 5, 30, 120, 360, 720, 1440)
# No gateway takes longer than a minute; past this a mark was left by a worker that died.
LEASE = dt.timedelta(minutes=5)


def deliver_due(limit: int = 200) -> int:
    """Hand over what is due. Returns how many hand-offs were tried."""
    with across_towns():
        pick_up_orphans()
        due = Message.objects.filter(
            state=Message.State.WAITING, next_at__lte=clock.now()
        ).order_by("next_at")
        tried = 0
        for message in due[:limit]:
            tried += _claim(message) and _deliver(message)
        return tried


def pick_up_orphans() -> int:
    """Decide about messages that a dead worker was handing over. Returns how many."""
    left = Message.objects.filter(state=Message.State.SENDING, handed_at__lt=clock.now() - LEASE)
    count = 0
    for message in left:
        gateway = gateway_for(message.channel)
        again = gateway is not None and gateway.deduplicates
        count += Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(
            state=Message.State.WAITING if again else Message.State.UNKNOWN,
            last_error=_("发送时程序中断，不知道对方是否收到"),
        )
    return count


def _claim(message: Message) -> bool:
    return bool(
        Message.objects.filter(pk=message.pk, state=Message.State.WAITING).update(
            state=Message.State.SENDING, handed_at=clock.now(), attempts=F("attempts") + 1
        )
    )


def _deliver(message: Message) -> bool:
    message.refresh_from_db()
    gateway = gateway_for(message.channel)
    if gateway is None:
        _settle(message, Message.State.FAILED, _("没有配置这种消息的发送网关"))
        return True
    try:
        subject, text = render(message)
        to = outbox.address_of(message)
    except Exception as error:  # a fault of ours before anything left: shown, not retried blindly
        log.exception("message %s", message.key)
        _settle(message, Message.State.FAILED, repr(error))
        return True
    try:
        gateway.send(to=to, subject=subject, text=text, key=message.key)
    except NotHanded as error:
        _try_later(message, str(error))
    except Refused as error:
        _settle(message, Message.State.FAILED, str(error))
    except Lost as error:
        if gateway.deduplicates:
            _try_later(message, str(error))
        else:
            _settle(message, Message.State.UNKNOWN, str(error))
    else:
        _settle(message, Message.State.SENT, "")
    return True


def _try_later(message: Message, error: str) -> None:
    if message.attempts > len(BACK_OFF_MINUTES):
        _settle(message, Message.State.FAILED, error)
        return
    wait = dt.timedelta(minutes=BACK_OFF_MINUTES[message.attempts - 1])
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.WAITING, next_at=clock.now() + wait, last_error=error[:300]
    )


def _settle(message: Message, state: str, error: str) -> None:
    Message.objects.filter(pk=message.pk).update(state=state, last_error=error[:300])
    if error:
        log.warning("message %s: %s (%s)", message.key, state, error)
