"""Writing and reading the record. Called by services, never overheard from save signals."""

from __future__ import annotations

from typing import Any

from django.db import models

from core.audit.models import Record
from tenants.database import hot
from tenants.kernel.actor import Actor
from tenants.watching import visit


def record(action: str, *, on: models.Model, by: Actor, before: Any = None, after: Any = None) -> None:
    """One line, in the transaction of the change. before/after: plain JSON values."""
    here = visit()
    hot.insert(
        Record(
            action=action,
            object_type=on._meta.label_lower,
            object_id=on.pk,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name[:120],
            before=before,
            after=after,
            ip=here.ip or None,
            request_id=here.request_id,
        )
    )


def history(of: models.Model, *actions: str) -> models.QuerySet[Record]:
    """What happened to a thing, oldest first; `actions` narrows it."""
    lines = Record.objects.filter(object_type=of._meta.label_lower, object_id=of.pk).order_by("id")
    return lines.filter(action__in=actions) if actions else lines


def done_by(kind: str, pk: int) -> models.QuerySet[Record]:
    """What somebody did, newest first. kind, pk: as in an actor's ref, "user" and 5."""
    return Record.objects.filter(actor_kind=kind, actor_id=pk).order_by("-id")
