"""How endpoints are doing, as pages and the API tell it. Written by workers after a call, never during one.

A success is written once a minute, or when it ends a failure; a failure each time.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.db.models import Q, QuerySet

from ai import book, routes
from ai.gateway import Answer, BadAnswer, Endpoint, ModelAway, breaker
from ai.models import Provider
from tenants import context
from tenants.kernel import clock, memory
from tenants.kernel.text import one_line

SOON = 60.0  # seconds within which a further success is no news
NO_FAULT = ("breaker_open", "shut")  # nothing was asked
_fine: dict[tuple[str, int], float] = {}  # (schema, provider) -> monotonic time of the last success written
memory.droppable(_fine.clear)


def worked(where: Endpoint, answer: Answer) -> None:
    """It answered. What form it takes is remembered when that is news. A trial tells nothing."""
    if where.is_trial:
        return
    key, now = (context.require_tenant(), where.provider), time.monotonic()
    if now < _fine.get(key, 0.0) + SOON and where.form == answer.form:
        return
    _fine[key] = now
    row = _row(where)
    since = clock.now() - timedelta(seconds=SOON)
    stale = Q(failures__gt=0) | Q(last_success_at=None) | Q(last_success_at__lt=since) | ~Q(form=answer.form)
    row.filter(stale).update(failures=0, last_error="", last_success_at=clock.now(), form=answer.form)
    if where.form != answer.form:
        book.providers.changed()


def failed(where: Endpoint, away: ModelAway, why: str) -> None:
    """It did not. An answer that does not fit is told, but not counted as an outage."""
    if away.kind in NO_FAULT or where.is_trial:
        return
    _fine.pop((context.require_tenant(), where.provider), None)
    said = f"{why} ({away.detail})" if away.detail.startswith("HTTP ") else why
    told = {"last_error": one_line(said, 300), "last_error_at": clock.now()}
    if not isinstance(away, BadAnswer):
        told["failures"] = breaker.of(where.fuse).failures
    _row(where).update(**told)


def _row(where: Endpoint) -> QuerySet[Provider]:
    """The endpoint's row, as a query. The platform's is made when there is something to keep."""
    if where.provider:
        return Provider.objects.filter(pk=where.provider)
    Provider.objects.bulk_create([routes.platform_row()], ignore_conflicts=True)
    book.providers.changed()
    return Provider.objects.filter(is_platform=True)
