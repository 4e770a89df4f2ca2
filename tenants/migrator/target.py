"""What the running code wants of a tenant's schema: which migrations, as a digest and a number.

Names on disk only: loading the migrations would cost every process half a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

Name = tuple[str, str]  # app label, migration


@dataclass(frozen=True)
class Target:
    """version: digest of all names. level: how many there are; a later release has more."""

    version: str
    level: int

    @classmethod
    def of(cls, names: Iterable[Name]) -> Target:
        every = sorted(f"{app}.{name}" for app, name in names)
        return cls(hashlib.sha256("\n".join(every).encode()).hexdigest(), len(every))


@cache
def wanted() -> frozenset[Name]:
    """Every migration of the apps that live in a tenant's schema."""
    return frozenset(_on_disk(settings.TENANT_APPS))  # type: ignore[misc]  # the stubs miss it


@cache
def wanted_shared() -> frozenset[Name]:
    """Every migration of the apps that live in the shared schema."""
    return frozenset(_on_disk(settings.SHARED_APPS))  # type: ignore[misc]


@cache
def target() -> Target:
    """Where every tenant's schema should stand."""
    return Target.of(wanted())


def _on_disk(labels: list[str]) -> Iterable[Name]:
    for app in apps.get_app_configs():
        if app.name in labels:
            for file in Path(app.path, "migrations").glob("[0-9]*.py"):
                yield app.label, file.stem
