"""Writing and reading the record. Called by services, never overheard from save signals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from core.audit.models import Record
from tenants.database import hot
from tenants.database.composed import composed
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


TOLD = ("at", "action", "actor_kind", "actor_id", "actor_name", "after")


def newest(of: models.Model, most: int, since: datetime | None = None) -> list[Record]:
    """The last `most` lines of a thing, oldest first, with the columns of TOLD. For pages."""
    kind = of._meta.label_lower
    return _newest(kind, most, since is not None, of=of.pk, since=since)[::-1]


@composed
def _newest(kind: str, most: int, is_later: bool, *, of: Any, since: Any) -> models.QuerySet[Record]:
    lines = Record.objects.filter(object_type=kind, object_id=of).only(*TOLD)
    return (lines.filter(at__gte=since) if is_later else lines).order_by("-id")[:most]


def done_by(kind: str, pk: int) -> models.QuerySet[Record]:
    """What somebody did, newest first. kind, pk: as in an actor's ref, "user" and 5."""
    return Record.objects.filter(actor_kind=kind, actor_id=pk).order_by("-id")
