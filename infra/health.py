"""GET /api/health: is each part answering? Before the tenant door, so any host may ask.

200 when the desk can work (database), 503 otherwise; a part that is away is named either way.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.files import scanning, waiting
from core.mail.watcher.beat import is_alive
from tenants import lineage, shards
from tenants.alarms.bell import schemas_with
from tenants.storage import store

BEAT = "{}-beat"  # cache key; a worker process (worker, advice) writes it every few seconds
SILENT = 60  # seconds without a beat until it counts as away
PATHS = ("/api/health", "/api/health/")
Answer = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return report() if request.path in PATHS else self.get_response(request)


def report() -> JsonResponse:
    """{status: ok|degraded|down, files: folder|s3,
    checks: {database, redis, files, email, letters, worker, advice, mail_watch, scanner: ok|away},
    scanner: {configured, last_answer: ISO 8601 or null, organizations_waiting}}; no check of a scanner
    where there is none."""
    wanted = CHECKS if scanning.is_on() else {name: CHECKS[name] for name in CHECKS if name != "scanner"}
    checks = {name: "ok" if _holds(check) else "away" for name, check in wanted.items()}
    if checks["database"] != "ok":
        status = "down"
    else:
        status = "ok" if all(state == "ok" for state in checks.values()) else "degraded"
    told = {"status": status, "checks": checks, "files": store().kind, "scanner": _about_scanner(checks)}
    return JsonResponse(told, status=503 if status == "down" else 200)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # any fault means the same here: away
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _redis() -> bool:
    cache.set("health", "1", 5)
    return bool(cache.get("health") == "1")


def _files() -> bool:
    return store().answers()


def _email() -> bool:
    with smtplib.SMTP(settings.RELAY_HOST, settings.RELAY_PORT, timeout=2) as relay:
        return relay.noop()[0] == 250


def _letters() -> bool:
    """Away: a database was restored, and letters are held until `manage.py mail_reconcile`."""
    return all(lineage.is_whole() for _shard in shards.each())


def _beats(part: str) -> bool:
    return time.time() - float(cache.get(BEAT.format(part), 0)) < SILENT


def _about_scanner(checks: dict[str, str]) -> dict[str, Any]:
    """What waits is said in organizations: their files are their own."""
    told: dict[str, Any] = {"configured": scanning.is_on(), "last_answer": None, "organizations_waiting": 0}
    with suppress(Exception):  # what is away is named in checks
        told["last_answer"] = scanning.last_answer()
    if checks["database"] == "ok":
        told["organizations_waiting"] = len(schemas_with(waiting.NET, but=[]))
    return told


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "redis": _redis,
    "files": _files,
    "email": _email,
    "letters": _letters,
    "worker": partial(_beats, "worker"),
    "advice": partial(_beats, "advice"),
    "mail_watch": is_alive,
    "scanner": scanning.answers,
}
