"""What `ENGINE = "tenants.database"` means."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tenants.database.lean import LeanSchemaEditor
from tenants.database.pooled import PooledMixin
from tenants.database.prepared import PreparedMixin

_Base: Any = PooledMixin if settings.POOLED else PreparedMixin


class DatabaseWrapper(_Base):  # type: ignore[misc]
    SchemaEditorClass = LeanSchemaEditor
