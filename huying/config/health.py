"""The health page: what an operator's monitor asks every minute. 200 when all is well, else 503."""

from __future__ import annotations

import shutil
import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from huying.config.worker import heartbeat_file
from huying.core.models import Event, Message
from huying.core.tenancy import across_towns

WORKER_SILENT_SECONDS = 60
FREE_BYTES = 500 * 2**20
UNSEALED = 10_000


def health(request: HttpRequest) -> JsonResponse:
    """Database, worker, disk, ledger and outbox, each with its number and whether it is well."""
    checks = {"disk": _disk(), "worker": _worker()}
    try:
        connection.ensure_connection()
        checks |= {"database": {"ok": True}, "ledger": _ledger(), "outbox": _outbox()}
    except DatabaseError as error:
        checks["database"] = {"ok": False, "error": type(error).__name__}
    ok = all(check["ok"] for check in checks.values())
    return JsonResponse({"ok": ok, **checks}, status=200 if ok else 503)


def _disk() -> dict[str, Any]:
    free = shutil.disk_usage(settings.HUYING_DATA).free
    return {"ok": free > FREE_BYTES, "free_bytes": free}


def _worker() -> dict[str, Any]:
    try:
        age = time.time() - heartbeat_file().stat().st_mtime
    except FileNotFoundError:
        return {"ok": False, "seconds_since": None}
    return {"ok": age < WORKER_SILENT_SECONDS, "seconds_since": round(age)}


def _ledger() -> dict[str, Any]:
    with across_towns():
        tail = Event.objects.filter(seq__isnull=True).count()
    return {"ok": tail < UNSEALED, "unsealed": tail}


def _outbox() -> dict[str, Any]:
    with across_towns():
        stuck = Message.objects.filter(state__in=["failed", "unknown"]).count()
        waiting = Message.objects.filter(state="waiting").count()
    # Stuck messages are for people to settle on their page; they do not take the site down.
    return {"ok": True, "stuck": stuck, "waiting": waiting}
