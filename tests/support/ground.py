"""The ground of every test: the platform and two organizations, migrated once per session."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db import connection

from tenants import context
from tenants.kernel import clock
from tenants.models import Domain, MailRoute, Tenant

ORGANIZATIONS = {"acme": "Acme Cloud", "globex": "Globex Handel"}


def lay() -> None:
    """Create the platform row, acme and globex with their starter content."""
    connection.set_schema_to_public()
    platform = Tenant.objects.create(
        schema_name="public", slug="public", name="Deskhand", state=Tenant.State.ACTIVE, ready_at=clock.now()
    )
    Domain.objects.create(domain="localhost", tenant=platform, is_primary=True)
    for slug, name in ORGANIZATIONS.items():
        organization(slug, name)


def organization(slug: str, name: str) -> Tenant:
    """A served organization with its own schema, domain, mail route and starter content."""
    connection.set_schema_to_public()
    row = Tenant.objects.create(
        schema_name=slug, slug=slug, name=name, state=Tenant.State.ACTIVE, ready_at=clock.now()
    )
    Domain.objects.create(domain=f"{slug}.localhost", tenant=row, is_primary=True)
    MailRoute.objects.get_or_create(address=f"support@{slug}.localhost", tenant=row)
    row.create_schema(check_if_exists=True, verbosity=0)
    with context.tenant(row):
        for app in settings.INSTALLED_APPS:
            if find_spec(f"{app}.starter"):
                import_module(f"{app}.starter").seed(row)
    connection.set_schema_to_public()
    return row
