"""Pages that are kept for a while, so that looking again costs next to nothing.

`for_strangers`: public pages, for a few seconds, for everybody who is not signed in. On the evening when
the whole town looks, a page is made a few times a minute instead of a hundred times a second. What
somebody did is on their own page at once; the register follows within seconds.

`for_one`: a signed-in person's own page, as long as nothing at all in the database has changed since it
was made. It is never out of date; a desk that is looked at all day is made when there is news.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from huying.core import clock, standstill
from huying.core.standstill import Mark
from huying.web.context import LARGE_COOKIE
from huying.web.forms import new_key

SECONDS = 5
MOST = 400
# The hour moves on though the database stands still: who else is here, whose sign-in has run out.
OWN_SECONDS = 20
MOST_OWN = 60
# What every visitor has of their own: the form's token, and the key that makes a retry one act.
_NAMES = re.compile(rb'name="(?:csrfmiddlewaretoken|client_key)"')
_THEIRS = re.compile(rb'(name="(csrfmiddlewaretoken|client_key)" value=")\w*(?=")')

Make = Callable[[], HttpResponse]


@dataclass(frozen=True)
class _Kept:
    at: float
    mark: Mark | None
    body: bytes
    headers: dict[str, str]


class _Store:
    """The pages kept last, at most so many."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Hashable, _Kept] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, seconds: float) -> _Kept | None:
        with self.lock:
            kept = self.pages.get(key)
        return kept if kept and time.monotonic() - kept.at < seconds else None

    def put(self, key: Hashable, page: HttpResponse, most: int, mark: Mark | None = None) -> None:
        kept = _Kept(time.monotonic(), mark, page.content, dict(page.headers))
        with self.lock:
            self.pages[key] = kept
            self.pages.move_to_end(key)
            while len(self.pages) > most:
                self.pages.popitem(last=False)


_strangers = _Store()
# A mark says something to the connection that made it, and each thread has its own.
_own = threading.local()


def for_strangers(request: HttpRequest, make: Make) -> HttpResponse:
    """The page as it was made within the last seconds, or made now by `make`."""
    if not _may_keep(request):
        return make()
    packed = _takes_packed(request)
    key = (packed, *_key(request))
    kept = _strangers.get(key, SECONDS)
    if kept:
        return _for_visitor(request, kept)
    page = make()
    if _is_page(page):
        theirs = len(_THEIRS.findall(page.content))
        # One that cannot be made each visitor's own is nobody's to be kept.
        if theirs == len(_NAMES.findall(page.content)):
            if packed and not theirs:
                _pack(page)
            _strangers.put(key, page, MOST)
    return page


def for_one(request: HttpRequest, make: Make) -> HttpResponse:
    """The page as it was made for this session, if the database stands still since, or made now."""
    cookies = request.COOKIES
    session = cookies.get(settings.SESSION_COOKIE_NAME)
    if not (session and _takes_packed(request) and _may_keep(request)):
        return make()
    if (mark := standstill.mark()) is None:
        return make()
    if not hasattr(_own, "store"):
        _own.store = _Store()
    store: _Store = _own.store
    key = (session, cookies.get(settings.CSRF_COOKIE_NAME), clock.today(), *_key(request))
    kept = store.get(key, OWN_SECONDS)
    if kept and kept.mark == mark:
        return HttpResponse(kept.body, headers=kept.headers)
    page = make()
    # A form that makes a retry one act has another key at each look. A form's token may stay: it does
    # not change while the page stays the same, and another page has another, so that who guesses at
    # tokens by the length of packed pages learns nothing.
    if _is_page(page) and b"client_key" not in page.content:
        _pack(page)
        patch_vary_headers(page, ("Cookie",))
        store.put(key, page, MOST_OWN, mark)
    return page


def _may_keep(request: HttpRequest) -> bool:
    # A part of a page is asked for with more headers than a key names; what was just told is told once.
    return (
        request.method == "GET"
        and "messages" not in request.COOKIES
        and "HX-Request" not in request.headers
    )


def _takes_packed(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _pack(page: HttpResponse) -> None:
    """Compress once what will be served many times; the server's own compressing passes it by."""
    page.content = compress_string(page.content, max_random_bytes=100)
    page["Content-Encoding"] = "gzip"
    page["Content-Length"] = str(len(page.content))
    patch_vary_headers(page, ("Accept-Encoding",))


def _is_page(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    whole = response.status_code == 200 and not response.streaming and not response.cookies
    return whole and kind.startswith("text/html")


def _key(request: HttpRequest) -> tuple[str, ...]:
    language = str(getattr(request, "LANGUAGE_CODE", ""))
    return request.get_full_path(), language, request.COOKIES.get(LARGE_COOKIE, "")


def _for_visitor(request: HttpRequest, kept: _Kept) -> HttpResponse:
    if "Content-Encoding" in kept.headers:
        return HttpResponse(kept.body, headers=kept.headers)
    token = get_token(request).encode() if b"csrfmiddlewaretoken" in kept.body else b""

    def own(found: re.Match[bytes]) -> bytes:
        return found[1] + (new_key().encode() if found[2] == b"client_key" else token)

    return HttpResponse(_THEIRS.sub(own, kept.body), headers=kept.headers)
