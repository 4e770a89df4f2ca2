"""Standing still and running again. Data is never touched here."""

from __future__ import annotations

from django.db import transaction

from tenants import context, platform
from tenants.events.bus import publish
from tenants.http import hosts
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line
from tenants.models import PlatformRecord, Tenant
from tenants.provisioning.events import TenantReactivated, TenantSuspended

SUSPENDED = "tenant.suspended"
State = Tenant.State


class NotServedYet(Conflict):
    """data: slug."""

    code = "tenant.not_ready"
    sentence = "“{slug}” is still being prepared."


def suspend(tenant: Tenant, *, by: Actor, reason: str) -> Tenant:
    """No page, no mail and no API from now on; workers finish what they hold. Returns the fresh row.

    Running processes feel it within HOST_TTL. Raises Invalid without a reason, NotServedYet.
    Emits TenantSuspended. Repeating it changes nothing.
    """
    if not (reason := one_line(reason, 200)):
        raise Invalid(fields={"reason": ["Say why; the organization will ask."]})
    with context.tenant(tenant), transaction.atomic():
        row = _locked(tenant)
        if row.state == State.SUSPENDED:
            return row

        was, row.state, row.suspended_reason = row.state, State.SUSPENDED, reason
        row.save(update_fields=["state", "suspended_reason"])

        before, after = {"state": was}, {"state": row.state}
        platform.record(SUSPENDED, on=row, by=by, before=before, after=after, reason=reason)
        publish(TenantSuspended(tenant_id=row.pk, reason=reason, by=by.ref))
        context.after_commit(hosts.forget)
    return row


def reactivate(tenant: Tenant, *, by: Actor, reason: str = "") -> Tenant:
    """Back to the state it had before. Emits TenantReactivated. Repeating it changes nothing."""
    with context.tenant(tenant), transaction.atomic():
        row = _locked(tenant)
        if row.state != State.SUSPENDED:
            return row

        row.state, row.suspended_reason = _state_before(row), ""
        row.save(update_fields=["state", "suspended_reason"])

        before, after = {"state": State.SUSPENDED}, {"state": row.state}
        platform.record("tenant.reactivated", on=row, by=by, before=before, after=after, reason=reason)
        publish(TenantReactivated(tenant_id=row.pk, by=by.ref))
        context.after_commit(hosts.forget)
    return row


def _locked(tenant: Tenant) -> Tenant:
    row = Tenant.objects.select_for_update(of=("self",)).get(pk=tenant.pk)
    if row.ready_at is None:
        raise NotServedYet(slug=row.slug)
    return row


def _state_before(row: Tenant) -> str:
    """What the last suspension interrupted; active when the record does not say."""
    last = PlatformRecord.objects.filter(tenant=row, action=SUSPENDED).order_by("-id").first()
    was = (last.before or {}).get("state") if last else None
    return str(was) if was in (State.TRIAL, State.ACTIVE) else State.ACTIVE
