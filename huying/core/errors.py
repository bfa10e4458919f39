"""Errors that a person may see: a code for programs, a sentence that says what to do for people."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HuyingError(Exception):
    """Base of every error that pages and the API show.

    code: stable, for programs. message: a translatable sentence that says what to do.
    field: the form field it belongs to, or "" where it belongs to the whole act.
    """

    code = "error"
    status = 400

    def __init__(self, message: str | Promise, *, code: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class Denied(HuyingError):
    """The actor may not do this."""

    code = "denied"
    status = 403

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__(message or _("您没有办理这一步的权限。"))


class WrongState(HuyingError):
    """The thing is no longer in a state from which the verb leads on."""

    code = "wrong_state"
    status = 409


class Stale(HuyingError):
    """Somebody else changed the thing after the page was opened. `thing` is as it stands now."""

    code = "stale"
    status = 409

    def __init__(self, thing: Any) -> None:
        super().__init__(_("这件事刚刚被别人改动过。请看一下最新情况，再决定怎么办。"))
        self.thing = thing


class Missing(HuyingError):
    """A fact that the verb needs was not given; `field` names it."""

    code = "missing"


class TooMany(HuyingError):
    """A rate limit was reached. seconds: how long to wait."""

    code = "too_many"
    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = max(1, round(seconds / 60))
        super().__init__(_("提交得太频繁了，请过 %(minutes)s 分钟再试。") % {"minutes": minutes})
        self.seconds = seconds


class StoreFull(HuyingError):
    """There was no room for what was to be stored; nothing of it was."""

    code = "store_full"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("现在存不下了，这一次什么也没有存。您写的还在这一页，请过一会儿再提交。")
        )
