"""Directory rows (organizations, domains, billing) are read and written at home, wherever a thread is."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections

from tenants import shards

DIRECTORY = frozenset({"tenants", "billing", "carrying"})  # app labels


class DirectoryRouter:
    """Says nothing while the thread is at home, where TenantSyncRouter decides about migrations."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        if shards.is_home():
            return None
        return shards.HOME if model._meta.app_label in DIRECTORY else shards.DEFAULT

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        """A directory row bears the name under which its database was known when it was read."""
        both = {one._meta.app_label, other._meta.app_label}
        return True if both <= DIRECTORY else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """On other databases, too, each schema holds the apps of its kind."""
        if db == shards.DEFAULT:
            return None
        in_shared = connections[db].schema_name == "public"  # type: ignore[attr-defined]
        wanted = settings.SHARED_APPS if in_shared else settings.TENANT_APPS  # type: ignore[misc]
        return apps.get_app_config(app_label).name in wanted
