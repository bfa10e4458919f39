"""Checking an entry card: what one has (the printed code) and what one knows (the PIN)."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.errors import HuyingError
from huying.town.actions import card_digest
from huying.town.models import Account, EntryCard

TRIES = 5
LOCK = dt.timedelta(minutes=15)


def check(*, token: str, pin: str) -> Account:
    """The account of a card with its PIN. Five wrong PINs lock the card for a quarter of an hour.

    Raises HuyingError with what to do; a failed try is counted even though it raises.
    """
    with transaction.atomic():
        card = (
            EntryCard.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(token_digest=card_digest(token), account__is_active=True)
            .first()
        )
        error = _try(card, pin)
    if error is not None or card is None:
        raise error or HuyingError("")
    return card.account


def _try(card: EntryCard | None, pin: str) -> HuyingError | None:
    if card is None:
        return HuyingError(_("这张二维码已经失效，请找镇人大办重新打印。"), code="card_gone")
    now = clock.now()
    if card.locked_until is not None and card.locked_until > now:
        return HuyingError(_("密码错得太多，这张卡先锁十五分钟，请稍后再试。"), code="card_locked")
    if check_password(pin, card.pin):
        card.failures, card.locked_until = 0, None
        card.save(update_fields=["failures", "locked_until"])
        return None
    card.failures += 1
    if card.failures >= TRIES:
        card.failures, card.locked_until = 0, now + LOCK
    card.save(update_fields=["failures", "locked_until"])
    return HuyingError(_("密码不对，请再输一次。"), code="wrong_pin")
