"""The outbox: messages written in the transaction that causes them, handed off later.

A key names a message once and for ever: posting it again changes nothing.
"""

from __future__ import annotations

from typing import Any

from huying.core import clock, sealing
from huying.core.models import Message

ADDRESS = "message.address"


def post(
    *,
    town_id: int,
    key: str,
    template: str,
    channel: str,
    address: str,
    context: dict[str, Any] | None = None,
    subject: tuple[str, int] | None = None,
) -> bool:
    """Put a message into the outbox; call it inside the act's transaction.

    key: unique for this message to this person about this act. channel: mail, sms, …
    context: what the template needs, without anything that identifies a resident.
    Returns whether it is new.
    """
    kind, pk = subject or ("", None)
    message = Message(
        town_id=town_id, key=key, template=template, channel=channel,
        address=sealing.seal(address, context=ADDRESS), context=context or {},
        subject_kind=kind, subject_id=pk, next_at=clock.now(),
    )  # fmt: skip
    Message._base_manager.bulk_create([message], ignore_conflicts=True)
    return _is_mine(message)


def _is_mine(message: Message) -> bool:
    # With conflicts ignored no id comes back, so the sealed address (random nonce) tells.
    stored = Message._base_manager.filter(key=message.key).values_list("address", flat=True).get()
    return bytes(stored) == bytes(message.address)


def address_of(message: Message) -> str:
    """The address in clear; only the delivery calls this."""
    return sealing.unseal(bytes(message.address), context=ADDRESS)
