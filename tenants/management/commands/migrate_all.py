"""`manage.py migrate_all`: the shared schema first, then every organization, with one line each."""

from __future__ import annotations

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from tenants import selectors, services
from tenants.provisioning import schema, starters


class Command(BaseCommand):
    help = "Bring all schemas up to date. Can be repeated; an interrupted run goes on where it stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        services.ensure_platform()
        self.stdout.write("shared schema: up to date")
        for tenant in selectors.organizations().filter(ready_at__isnull=False).order_by("id"):
            began = time.monotonic()
            schema.migrate(tenant, _quietly)
            starters.sow(tenant, _quietly)  # what later releases bring; a row known by its key stays as it is
            self.stdout.write(f"{tenant.schema_name}: up to date ({time.monotonic() - began:.2f} s)")


def _quietly(what: str, number: int, of: int) -> None:
    """One line per organization is enough."""
