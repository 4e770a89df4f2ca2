"""Looks at DNS are carried here. The claim's row says what is owed; a task only looks at it now."""

from __future__ import annotations

from celery import shared_task
from django.db.models import Q

from tenants import context
from tenants.domains import services
from tenants.domains.look import look
from tenants.domains.selectors import platform_host
from tenants.kernel import clock
from tenants.lookup import DnsSilent
from tenants.models import DomainClaim
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="domains.check", lane="default", soft_time_limit=110)
def check(claim_id: int, **newer: object) -> None:
    """Look at one domain's records. Silence of DNS is no answer: the row says when to ask again."""
    claim = services.claim_look(claim_id, context.current_tenant())
    if claim is None:
        return
    try:
        seen = look(claim.host, platform_host(claim.tenant))  # no transaction is open here
    except DnsSilent as silence:
        services.release(claim, silence.message)
    else:
        services.settle(claim, seen)


@shared_task(base=TenantTask, name="domains.sweep", scope="platform", lane="clock")
def sweep(limit: int = 200) -> None:
    """Every minute: wake the looks that are due, those of a lost worker too."""
    now = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = DomainClaim.objects.select_related("tenant").filter(free, check_at__lte=now).order_by("check_at")
    for claim in due[:limit]:
        if claim.tenant.is_served:
            with context.tenant(claim.tenant):
                check.wake(claim.pk)
