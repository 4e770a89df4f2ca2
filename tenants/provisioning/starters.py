"""What a new organization starts with: every app's `starter.seed(tenant)`, in installation order.

A starter runs inside the tenant and its own transaction. It is idempotent: a row is known by
its `seed_key`, a missing one is added, an existing one is never touched, so people's changes
stay. Storeys below are seeded before those above, because INSTALLED_APPS is in that order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import transaction

from tenants import context
from tenants.models import Tenant

Seed = Callable[[Tenant], object]


def starters() -> Iterator[tuple[str, Seed]]:
    """(app label, seed) of each app that has a `starter` module."""
    for app in apps.get_app_configs():
        module = sys.modules.get(f"{app.name}.starter")
        if module is not None:
            yield app.label, module.seed


def sow(tenant: Tenant, told: Callable[[str, int, int], None]) -> None:
    """Run all starters; `told(label, number, of)` before each. Repeating it adds what is missing."""
    every = list(starters())
    for number, (label, seed) in enumerate(every):
        told(label, number, len(every))
        with context.tenant(tenant), transaction.atomic():
            seed(tenant)
