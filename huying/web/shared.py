"""Public pages that many look at, kept for a few seconds for everybody who is not signed in.

On the evening when the whole town looks, a page is made a few times a minute instead of a hundred
times a second. What somebody did is on their own page at once; the register follows within seconds.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from huying.web.context import LARGE_COOKIE

SECONDS = 5
MOST = 400
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')
# Stands in the kept page where each visitor's own token goes.
_PLACE = "0" * 64

_kept: OrderedDict[tuple[str, ...], tuple[float, str]] = OrderedDict()
_lock = threading.Lock()


def serve(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page as it was made within the last seconds, or made now by `make`."""
    if request.method != "GET" or "messages" in request.COOKIES:
        return make()
    language = str(getattr(request, "LANGUAGE_CODE", ""))
    key = (request.get_full_path(), language, request.COOKIES.get(LARGE_COOKIE, ""))
    with _lock:
        at, html = _kept.get(key, (0.0, ""))
    if html and time.monotonic() - at < SECONDS:
        return HttpResponse(_with_token(request, html))
    response = make()
    if response.status_code == 200 and not response.streaming:
        _keep(key, response.content.decode())
    return response


def _keep(key: tuple[str, ...], html: str) -> None:
    found = _TOKEN.search(html)
    if found:
        html = html.replace(found.group(1), _PLACE)
    with _lock:
        _kept[key] = (time.monotonic(), html)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _with_token(request: HttpRequest, html: str) -> str:
    return html.replace(_PLACE, get_token(request)) if _PLACE in html else html
