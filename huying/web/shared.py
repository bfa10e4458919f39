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
from huying.web.forms import new_key

SECONDS = 5
MOST = 400
# What every visitor has of their own: the form's token, and the key that makes a retry one act.
_OWN = re.compile(r'(name="(csrfmiddlewaretoken|client_key)" value=")\w*(?=")')

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
        return HttpResponse(_for_visitor(request, html))
    response = make()
    if response.status_code == 200 and not response.streaming:
        _keep(key, response.content.decode())
    return response


def _keep(key: tuple[str, ...], html: str) -> None:
    with _lock:
        _kept[key] = (time.monotonic(), html)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _for_visitor(request: HttpRequest, html: str) -> str:
    def own(found: re.Match[str]) -> str:
        return found[1] + (new_key() if found[2] == "client_key" else get_token(request))

    return _OWN.sub(own, html)
