"""The full notice, the published heads of the ledger, and the files that a page shows."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from huying.core import files
from huying.core.models import Event, LedgerHead, StoredFile
from huying.rulebook import clock
from huying.rulebook import queries as rulebook
from huying.web.public.queries import may_see_file
from huying.web.tokens import token_in

SHOWN_HEADS = 30
MOST_HEADS = 5000


def notice(request: HttpRequest) -> HttpResponse:
    """Who handles what a resident says, why, for how long, and what the resident may demand."""
    triage = rulebook.rule(request.town, "matter.triage_workdays").period
    return render(request, "public/notice.html", {"triage": clock.say(triage)})


def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger's published heads, for outsiders to keep."""
    heads = LedgerHead.objects.filter(town=request.town).order_by("-day")[:SHOWN_HEADS]
    unsealed = Event.objects.filter(town=request.town, seq__isnull=True).count()
    return render(request, "public/ledger.html", {"heads": list(heads), "unsealed": unsealed})


def heads(request: HttpRequest) -> HttpResponse:
    """All published heads as JSON: what `verify-ledger` compares with."""
    rows = LedgerHead.objects.filter(town=request.town).order_by("-day")[:MOST_HEADS]
    told = [{"day": row.day.isoformat(), "seq": row.seq, "link": row.link} for row in rows]
    return JsonResponse({"town": request.town.code, "heads": told})


def file(request: HttpRequest, token: str, size: str) -> HttpResponse:
    """A photo or clip, to whom it may be shown; size is `full` or `thumb`. See `may_see_file`."""
    if size not in ("full", "thumb"):
        raise Http404
    stored = get_object_or_404(StoredFile, token=token, town=request.town)
    if not may_see_file(request.town, stored, token_in(request.GET.get("by", ""))):
        raise Http404
    small = size == "thumb" and stored.kind != StoredFile.Kind.CLIP
    path = files.thumb_of(stored) if small else files.path_of(stored)
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=stored.mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
