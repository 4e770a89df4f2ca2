"""GET /api/health: is each part answering? Before the tenant door, so any host may ask.

200 when the desk can work (database), 503 otherwise; a part that is away is named either way.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.mail.watcher.beat import is_alive
from tenants.storage import store

WORKER_BEAT = "worker-beat"  # cache key; the worker writes it every few seconds
WORKER_SILENT = 60  # seconds without a beat until the worker counts as away
PATHS = ("/api/health", "/api/health/")
Answer = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return report() if request.path in PATHS else self.get_response(request)


def report() -> JsonResponse:
    """{status: ok|degraded|down, files: folder|s3,
    checks: {database, redis, files, email, worker, mail_watch: ok|away}}"""
    checks = {name: "ok" if _holds(check) else "away" for name, check in CHECKS.items()}
    if checks["database"] != "ok":
        status = "down"
    else:
        status = "ok" if all(state == "ok" for state in checks.values()) else "degraded"
    told = {"status": status, "checks": checks, "files": store().kind}
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


def _worker() -> bool:
    return time.time() - float(cache.get(WORKER_BEAT, 0)) < WORKER_SILENT


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "redis": _redis,
    "files": _files,
    "email": _email,
    "worker": _worker,
    "mail_watch": is_alive,
}
