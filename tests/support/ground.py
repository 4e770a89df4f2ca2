"""The ground of every test: the platform and two organizations, migrated once per session."""

from __future__ import annotations

from django.db import connection, transaction

from tenants import switches
from tenants.kernel import clock
from tenants.migrator.target import target
from tenants.models import Domain, MailRoute, Tenant
from tenants.provisioning import spares, starters

ORGANIZATIONS = {"acme": "Acme Cloud", "globex": "Globex Handel"}
USED = dict.fromkeys(switches.DEFAULTS, True)  # every part of the desk: tests walk all doors


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
    spare = spares.make(lambda what, number, of: None)
    row = Tenant.objects.create(
        schema_name=slug, slug=slug, name=name, state=Tenant.State.ACTIVE, standing="active", ready_at=clock.now(),
        switches=switches.kept(USED), edition=spare.edition, schema_version=target().version, schema_level=target().level,
    )  # fmt: skip
    Domain.objects.create(domain=f"{slug}.localhost", tenant=row, is_primary=True)
    MailRoute.objects.get_or_create(address=f"support@{slug}.localhost", tenant=row)
    with transaction.atomic():
        spares.hand_over(spare, row)
        starters.stamp(row, lambda what, number, of: None)
    connection.set_schema_to_public()
    return row
