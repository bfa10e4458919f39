"""Entering sessions."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.congress.models import Session
from huying.core import ledger
from huying.core.errors import HuyingError
from huying.core.permissions import Actor, require
from huying.rulebook import changes
from huying.town.models import Term


@transaction.atomic
def keep_session(
    *, term: Term, number: int, opens: dt.date, closes: dt.date | None, by: Actor
) -> Session:
    """Enter a session, or correct the days of one that is entered.

    Raises HuyingError where it would close before it opens, or overlaps another one.
    """
    require(by, "sessions.keep", term)
    if closes is not None and closes < opens:
        raise HuyingError(_("闭幕不能早于开幕，请核对日期。"), field="closes")
    others = Session.objects.filter(term__town=term.town).exclude(term=term, number=number)
    for other in others:
        if other.opens <= (closes or opens) and opens <= (other.closes or other.opens):
            raise HuyingError(_("这几天已经登记了%(other)s。") % {"other": other}, field="opens")
    session, _new = Session.objects.update_or_create(
        town=term.town, term=term, number=number, defaults={"opens": opens, "closes": closes}
    )
    ledger.record(
        town_id=term.town_id, kind="session", verb="keep", subject_id=session.pk, by=by,
        public=True, body={"session": session.title, "opens": opens, "closes": closes},
    )  # fmt: skip
    # What counts from its close moves with it.
    changes.recompute(term.town)
    return session
