"""How advice is doing as a whole: who is asked, what waits, which versions are at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from ai import book, routes
from ai.models import Run, Task, TrainedHead
from ai.prompts import triage
from ai.selectors.providers import condition, listed
from tenants.kernel import clock

OPEN = (Run.State.QUEUED, Run.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Queue:
    """Runs that nobody has settled. oldest: seconds that the first of them has waited; 0 without any."""

    queued: int
    running: int
    oldest: int


def queue() -> Queue:
    waiting = Run.objects.filter(state__in=OPEN).aggregate(
        queued=Count("pk", filter=Q(state=Run.State.QUEUED)),
        running=Count("pk", filter=Q(state=Run.State.RUNNING)),
        since=Min("created_at"),
    )
    since: datetime | None = waiting.pop("since")
    oldest = int((clock.now() - since).total_seconds()) if since else 0
    return Queue(**waiting, oldest=max(oldest, 0))


def breakers() -> list[dict[str, Any]]:
    """[{name, state, failures, last_error, last_success_at}] in the order they are asked, those in use."""
    return [
        {
            "id": row.public_id,
            "name": row.name,
            "state": {"open": "open"}.get(condition(row), "closed"),
            "failures": row.failures,
            "last_error": row.last_error,
            "last_success_at": row.last_success_at,
        }
        for row in listed()
        if row.is_on
    ]


def versions() -> dict[str, Any]:
    """{models: {task: name}, prompts: {task: version}, local: [{kind, version, sha256, learned_from}]}."""
    decided = book.decided()
    asked = {task: [where.model for where in routes.to(task)] for task in Task.values}
    heads = TrainedHead.objects.filter(is_active=True).values("kind", "version", "sha256", "learned_from")
    return {
        "models": {task: models for task, models in asked.items() if models},
        "prompts": {
            "triage": triage.version(decided.guidance, decided.prompt("triage")),
            "draft": decided.prompt("draft"),
        },
        "local": [one | {"sha256": one["sha256"][:12]} for one in heads],
    }
