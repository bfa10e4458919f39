"""A paper's photos read into the form of the one who enters it; the pictures wait beside it until it is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from huying.core import clock, files
from huying.core.models import StoredFile
from huying.listening.facts import facts_in, place_in
from huying.listening.paper import Read
from huying.town.models import Division
from huying.voices.models import Channel

SALT = "paper-kept"
# As long as somebody may need to compare a page of writing and send the form.
KEPT = dt.timedelta(hours=4)


def keep(stored: list[StoredFile], read: Read, key: str) -> str:
    """Pictures and what was read from them, signed for the form with this key."""
    value = {"tokens": [one.token for one in stored], "text": read.text, "doubtful": read.doubtful}
    return signing.dumps(value, salt=f"{SALT}:{key}", compress=True)


def kept(signed: str, key: str) -> tuple[list[StoredFile], Read | None]:
    """What `keep` signed, ([], None) for anything else."""
    try:
        value = signing.loads(signed, salt=f"{SALT}:{key}", max_age=KEPT)
    except signing.BadSignature:
        return [], None
    found = {one.token: one for one in StoredFile.objects.filter(token__in=value["tokens"])}
    stored = [found[token] for token in value["tokens"] if token in found]
    return stored, Read(value["text"], len(stored), tuple(value["doubtful"]))


def filled(typed: dict[str, Any], read: Read, offered: Any = "") -> dict[str, Any]:
    """What was typed, with what was read and the places found in it where nothing was typed yet.

    offered: the village that the form offered by itself: nobody chose it, so the paper's goes before it.
    """
    text = "\n".join(filter(None, [str(typed.get("text") or "").strip(), read.text]))
    divisions = list(Division.objects.all())
    found = facts_in(read.text, divisions)
    villages = {one.value for one in found if one.kind == "village"}
    filled = {**typed, "text": text, "channel": Channel.PAPER}
    if not typed.get("place"):
        filled["place"] = place_in(found)
    unchosen = str(typed.get("division") or "") in ("", str(offered or ""))
    if unchosen and len(villages) == 1:
        filled["division"] = next((d.pk for d in divisions if d.name in villages), "")
    return filled


def shown(request: HttpRequest, stored: list[StoredFile]) -> list[dict[str, str]]:
    """Where the waiting pictures are to be seen."""
    return [
        {"url": reverse("station-paper", args=[request.town.slug, one.token])} for one in stored
    ]


def picture(request: HttpRequest, token: str) -> HttpResponse:
    """A picture that waits beside the form: no voice has it yet, and its link is known to who sent it only."""
    since = clock.now() - KEPT
    waiting = StoredFile.objects.filter(
        kind=StoredFile.Kind.PAPER, voices__isnull=True, created_at__gte=since
    )
    stored = waiting.filter(token=token).first()
    if stored is None:
        raise Http404
    response = FileResponse(files.path_of(stored).open("rb"), content_type=stored.mime)
    response["X-Content-Type-Options"] = "nosniff"
    return response
