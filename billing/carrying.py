"""What billing keeps of an organization that is purged: the agreement and its Stripe ids, for the books."""

from __future__ import annotations

from billing.models import CostCount, CostReservation, GrantedFeature, UsageMonth
from tenants.carrying.purge import on_purge
from tenants.models import Tenant


@on_purge
def end_counting(tenant: Tenant) -> None:
    """Grants and counters go; usage of past months counted messages, not people, but nobody needs it."""
    GrantedFeature.objects.filter(tenant=tenant).delete()
    UsageMonth.objects.filter(tenant=tenant).delete()
    CostCount.objects.filter(tenant=tenant).delete()
    CostReservation.objects.filter(tenant=tenant).delete()
