"""The list of an organization's own domains: add one, look again, take one off.

A claim is an intention and leads nowhere: two organizations may claim the same host, and only the
one whose record stands in DNS gets it (checking.py).
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from tenants import context, limits, platform, tasks
from tenants.domains import names, rules, selectors
from tenants.http import hosts
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.models import Domain, DomainClaim, Tenant

CHECK = "domains.check"


class TooManyDomains(Conflict):
    """data: most."""

    code = "domain.too_many"
    sentence = "An organization can have {most} domains of its own. Remove one that you no longer use."


def add(tenant: Tenant, typed: str, *, by: Actor) -> DomainClaim:
    """Claim a host and look at DNS at once. Raises HostInvalid, TooManyDomains, TooMany. Twice is once."""
    host = names.clean(typed)
    limits.hit("domains", tenant.pk)
    with transaction.atomic():
        Tenant.objects.select_for_update(of=("self",)).get(pk=tenant.pk)  # the list is counted under it
        known = DomainClaim.objects.filter(tenant=tenant, host=host).first()
        if known is not None:
            return known
        if DomainClaim.objects.filter(tenant=tenant).count() >= rules.MOST:
            raise TooManyDomains(most=rules.MOST)

        row = DomainClaim.objects.create(tenant=tenant, host=host, check_at=clock.now())

        note("domain.added", row, by, after={"host": host})
        tasks.wake(CHECK, row.pk)
    return row


def ask_look(claim: DomainClaim, *, by: Actor) -> DomainClaim:
    """Look at DNS now. Within some seconds of the last look nothing happens. Raises TooMany."""
    limits.hit("domains", claim.tenant_id)
    with transaction.atomic():
        row, now = locked(claim), clock.now()
        if row.checked_at and now - row.checked_at < rules.SHORTEST_PAUSE:
            return row
        row.check_at = now
        row.save(update_fields=["check_at"])
        tasks.wake(CHECK, row.pk)
    return row


def remove(claim: DomainClaim, *, by: Actor) -> None:
    """Take it off the list; its links stop working at once, the brand of it is forgotten. Twice is once."""
    with transaction.atomic():
        row = DomainClaim.objects.select_for_update(of=("self",)).filter(pk=claim.pk).first()
        if row is None:
            return

        stop_serving(row)
        before = {"host": row.host, "state": row.state}
        row.delete()

        note("domain.removed", row, by, before=before)


def stop_serving(row: DomainClaim) -> None:
    """The host leads nowhere from now on; if it was primary, our own address is again."""
    served = Domain.objects.filter(claim=row).first()
    if served is None:
        return
    served.delete()
    own = selectors.platform_domain(row.tenant)
    if served.is_primary and own is not None:
        own.is_primary = True
        own.save()
    context.after_commit(hosts.forget)


def locked(claim: DomainClaim) -> DomainClaim:
    """The fresh row under its lock; NoSuchDomain when it is gone."""
    rows = DomainClaim.objects.select_for_update(of=("self",)).select_related("tenant")
    row = rows.filter(pk=claim.pk).first()
    if row is None:
        raise selectors.NoSuchDomain
    return row


def note(action: str, row: DomainClaim, by: Actor, before: object = None, after: object = None) -> None:
    """The shared schema keeps no names of a tenant's people: their id is enough."""
    platform.record(action, on=row.tenant, by=replace(by, name=""), before=before, after=after)
