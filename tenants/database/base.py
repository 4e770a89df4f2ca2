"""What `ENGINE = "tenants.database"` means."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_tenants.postgresql_backend import base

from tenants.database.lean import LeanSchemaEditor
from tenants.database.pooled import PooledMixin

_Base: Any = PooledMixin if settings.POOLED else base.DatabaseWrapper


class DatabaseWrapper(_Base):  # type: ignore[misc]
    SchemaEditorClass = LeanSchemaEditor
