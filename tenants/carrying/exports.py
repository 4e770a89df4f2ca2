"""The life of an export: asked, made by one worker at a time, ready for a week, then deleted."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from tenants import context, platform, secrets
from tenants.carrying import archive
from tenants.carrying.models import Export
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound
from tenants.models import Tenant
from tenants.tasks import wake

log = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=5)  # renewed with every table and file
MOST_ATTEMPTS = 3
LINK = "export"  # purpose of the signed link
State = Export.State


class LostTurn(Exception):
    """The lease ran out and another worker makes it; ours is thrown away."""


def ask(tenant: Tenant, *, by: Actor) -> Export:
    """Have an archive made; the one under way, if there is one."""
    with context.shared(), transaction.atomic():
        try:
            with transaction.atomic():
                row = Export.objects.create(tenant=tenant, asked_by=by.ref)
        except IntegrityError:
            return Export.objects.get(tenant=tenant, state__in=Export.LIVE)
        # the shared schema keeps no names of an organization's people
        platform.record("tenant.export_asked", on=tenant, by=Actor(by.kind, by.id, ""))
        wake("carrying.export", row.pk)
    return row


def of(tenant: Tenant) -> QuerySet[Export]:
    """The organization's archives, newest first."""
    return Export.objects.filter(tenant=tenant)


def link(row: Export) -> str:
    """The signed part of the address it is fetched at; made inside the organization."""
    return secrets.sign(LINK, row.public_id)


def fetch(tenant: Tenant, signed: str) -> Export:
    """The archive of a signed link. BadLink, or NotFound when it has expired."""
    public_id = secrets.unsign(LINK, signed, KEPT_FOR)
    row = of(tenant).filter(public_id=public_id, state=State.READY, expires_at__gt=clock.now()).first()
    if row is None:
        raise NotFound
    return row


def opened(row: Export) -> File:
    """Its bytes; the caller closes. NotFound when the storage has lost them."""
    with context.shared():
        try:
            return default_storage.open(row.path, "rb")
        except FileNotFoundError:
            raise NotFound from None


def make(export_id: int) -> None:
    """Make it unless it is done or in other hands. A fault is noted, and the next try set."""
    with context.shared():
        if (row := _claim(export_id)) is None:
            return
        try:
            with tempfile.TemporaryFile() as target:
                archive.write(row.tenant, target, told=lambda number, of: _tell(row, number, of))
                _keep(row, target)
        except LostTurn:
            return
        except Exception:
            log.exception("export failed", extra={"export": row.public_id})
            _fail(row)
            raise


def due() -> QuerySet[Export]:
    """Asked for, or left by a worker that died."""
    free = Q(lease_until=None) | Q(lease_until__lt=clock.now())
    return Export.objects.filter(free, state__in=Export.LIVE)


def expire() -> int:
    """Delete archives whose week is over. How many those were."""
    over = Export.objects.filter(state=State.READY, expires_at__lte=clock.now())
    for row in over:
        drop(row)
    return len(over)


def drop(row: Export) -> None:
    """Its bytes and then its readiness; the line that it was made stays."""
    with context.shared():
        if row.path:
            default_storage.delete(row.path)
        Export.objects.filter(pk=row.pk).update(state=State.EXPIRED, path="")


def _claim(export_id: int) -> Export | None:
    won = due().filter(pk=export_id).update(
        state=State.RUNNING, lease_until=clock.now() + LEASE, turn=F("turn") + 1, attempts=F("attempts") + 1
    )  # fmt: skip
    return Export.objects.select_related("tenant").get(pk=export_id) if won else None


def _tell(row: Export, number: int, of: int) -> None:
    """Progress, and a longer lease. LostTurn."""
    with context.shared():
        percent = min(99, 100 * number // max(of, 1))
        if percent != row.progress or number % 50 == 0:
            _write(row, progress=percent, lease_until=clock.now() + LEASE)
            row.progress = percent


def _keep(row: Export, target: IO[bytes]) -> None:
    size = target.tell()
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]
    target.seek(0)
    path = default_storage.save(f"exports/{row.public_id}-{row.turn}.zip", File(target))
    moment = clock.now()
    try:
        _write(row, state=State.READY, progress=100, path=path, size=size, sha256=digest,
               lease_until=None, expires_at=moment + KEPT_FOR)  # fmt: skip
    except LostTurn:
        default_storage.delete(path)
        raise


def _fail(row: Export) -> None:
    given_up = row.attempts >= MOST_ATTEMPTS
    values = {"state": State.FAILED, "reason": "It could not be made. We have been told; please try again."}
    Export.objects.filter(pk=row.pk, turn=row.turn).update(
        lease_until=clock.now() + LEASE, **(values if given_up else {})
    )


def _write(row: Export, **values: object) -> None:
    if not Export.objects.filter(pk=row.pk, turn=row.turn).update(**values):
        raise LostTurn
