"""What a new organization starts with: every app's `starter` module, in installation order.

A starter has two halves, each optional. `prepare()` adds what all organizations get alike, with
PLACE marks where something of their own belongs; it stands in every spare schema already. `stamp(tenant)`
fills the marks and adds what is this organization's alone: its owner, its address, its trial.

Both run inside the tenant and a transaction, and both are idempotent: a row is known by its
`seed_key`, a missing one is added, an existing one is never touched, so people's changes stay.
Storeys below come before those above, because INSTALLED_APPS is in that order.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from tenants import context
from tenants.migrator.target import target
from tenants.models import Tenant

log = logging.getLogger(__name__)
ORGANIZATION, TIME_ZONE = "{organization}", "{time_zone}"  # marks that `stamp` fills
Told = Callable[[str, int, int], None]  # what, number, of how many


def prepare(tenant: Tenant, told: Told) -> None:
    """What all get alike. Repeating it adds what later releases bring."""
    _each("prepare", tenant, told)


def stamp(tenant: Tenant, told: Told) -> None:
    """What is this organization's own. Repeating it changes nothing."""
    _each("stamp", tenant, told, tenant)


def sow(tenant: Tenant, told: Told) -> None:
    """Both halves: for organizations that exist when a release brings new content, and for tests."""
    prepare(tenant, told)
    stamp(tenant, told)


def stale() -> QuerySet[Tenant]:
    """Organizations that have not been given the running release's content, the oldest first."""
    here = target().edition
    return Tenant.objects.served().exclude(edition__in=(here, _failed(here))).order_by("id")


def refresh(limit: int) -> int:
    """Sow so many of them; how many there were. One that fails is marked, and waits for the next release."""
    rows = list(stale()[:limit])
    for row in rows:
        edition = target().edition
        try:
            sow(row, _nobody)
        except Exception:
            log.exception("starter content failed", extra={"schema": row.schema_name})
            edition = _failed(edition)
        Tenant.objects.filter(pk=row.pk).update(edition=edition)
    return len(rows)


def _failed(edition: str) -> str:
    return f"failed-{edition}"[:64]


def _nobody(what: str, number: int, of: int) -> None:
    """Nobody watches."""


def _each(half: str, tenant: Tenant, told: Told, *args: Any) -> None:
    every = list(_halves(half))
    with context.tenant(tenant):
        for number, (label, work) in enumerate(every):
            told(label, number, len(every))
            with transaction.atomic():
                work(*args)


def _halves(half: str) -> Iterator[tuple[str, Callable[..., object]]]:
    for app in apps.get_app_configs():
        module = sys.modules.get(f"{app.name}.starter")
        if module is not None and hasattr(module, half):
            yield app.label, getattr(module, half)
