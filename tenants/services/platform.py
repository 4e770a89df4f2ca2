"""The platform itself is a tenant, too: the shared schema, at the platform's own host name."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from tenants.kernel import clock
from tenants.models import Domain, Tenant


@transaction.atomic
def ensure_platform() -> Tenant:
    """The row and the host of the platform's site. Repeating it changes nothing."""
    row, _is_new = Tenant.objects.get_or_create(
        schema_name="public",
        defaults={
            "slug": "public",
            "name": settings.PLATFORM_NAME,
            "state": Tenant.State.ACTIVE,
            "ready_at": clock.now(),
        },
    )
    Domain.objects.get_or_create(
        domain=settings.PLATFORM_DOMAIN, defaults={"tenant": row, "is_primary": True}
    )
    return row
