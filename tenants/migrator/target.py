"""What the running code wants of a tenant's schema: which migrations and which starter content.

Names and texts on disk only: loading the migrations would cost every process half a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings

Name = tuple[str, str]  # app label, migration


@dataclass(frozen=True)
class Target:
    """version: digest of the migrations' names. level: how many there are; a later release has more.

    edition: digest of them and of the starter content: what a spare must bear to be taken.
    """

    version: str
    level: int
    edition: str


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
    names = sorted(f"{app}.{name}" for app, name in wanted())
    return Target(_digest(*names), len(names), _digest(*names, *_starters()))


def _on_disk(labels: list[str]) -> Iterable[Name]:
    for app in apps.get_app_configs():
        if app.name in labels:
            for file in _folder(app).glob("[0-9]*.py"):
                yield app.label, file.stem


def _folder(app: AppConfig) -> Path:
    """Where an app's migrations lie, also when settings.MIGRATION_MODULES says so."""
    if elsewhere := settings.MIGRATION_MODULES.get(app.label):
        return Path(str(import_module(elsewhere).__file__)).parent
    return Path(app.path, "migrations")


def _starters() -> Iterable[str]:
    """The texts of all starter modules, in order."""
    for app in apps.get_app_configs():
        for file in sorted([*Path(app.path).glob("starter.py"), *Path(app.path).glob("starter/*.py")]):
            yield file.read_text()


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
