"""What `ENGINE = "tenants.database"` means."""

from __future__ import annotations

from typing import Any

from django_tenants.postgresql_backend import base

from tenants.database.lean import LeanSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]  # django-tenants ships no types
    SchemaEditorClass: Any = LeanSchemaEditor
