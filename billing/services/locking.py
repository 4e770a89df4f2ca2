"""The one lock of billing and the one way to enter it: inside the tenant, one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from billing.models import Subscription
from billing.selectors import NoSubscription
from tenants import context, shards
from tenants.models import Tenant


@contextmanager
def agreement(tenant: Tenant) -> Iterator[Subscription]:
    """The tenant's subscription, locked until the block commits. Raises NoSubscription.

    Entered from any door: the operator console and Stripe's tasks run in the shared schema.
    """
    with context.tenant(tenant), shards.atomic():
        # lock first, read after: a locking read that joins the plan misses a row whose plan just changed
        if Subscription.objects.select_for_update().only("pk").filter(tenant=tenant).first() is None:
            raise NoSubscription(tenant=tenant.pk)
        yield Subscription.objects.select_related("plan", "tenant").get(tenant=tenant)
