"""The life of an organization: in good standing or not, standing still, leaving, running again.

Data is never touched here. Running processes feel a change within HOST_TTL. Each verb is one transaction
with one line in the platform's record and one event; repeating it changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from tenants import context, platform, rules, shards
from tenants.events.bus import publish
from tenants.http import hosts
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line
from tenants.models import Tenant
from tenants.provisioning.events import TenantLeaving, TenantReactivated, TenantStanding, TenantSuspended

State = Tenant.State
DECIDED = (State.SUSPENDED, State.LEAVING)  # by people; billing's word waits below them


class NotServedYet(Conflict):
    """data: slug."""

    code = "tenant.not_ready"
    sentence = "“{slug}” is still being prepared."


class WrongState(Conflict):
    """data: state, wanted."""

    code = "tenant.wrong_state"
    sentence = "An organization that is {state} cannot become {wanted}."


def stand(tenant: Tenant, standing: str, *, by: Actor = SYSTEM, reason: str = "") -> Tenant:
    """What billing says of it: trial, active, past_due or restricted. Returns the fresh row.

    While people keep it suspended or leaving it only shows afterwards. Emits TenantStanding.
    """
    with context.tenant(tenant), shards.atomic():
        row = _locked(tenant)
        if row.standing == standing or row.state == State.PURGED:
            return row

        was, row.standing = row.standing, standing
        row.save(update_fields=["standing"])
        if row.state not in DECIDED:
            _turn(row, standing)

        before, after = {"standing": was}, {"standing": standing}
        platform.record("tenant.standing", on=row, by=by, before=before, after=after, reason=reason)
        publish(TenantStanding(tenant_id=row.pk, standing=standing, was=was))
    return row


def suspend(tenant: Tenant, *, by: Actor, reason: str) -> Tenant:
    """No page, no API and no mail out from now on; what comes in is kept. Returns the fresh row.

    Raises Invalid without a reason, NotServedYet, WrongState. Emits TenantSuspended.
    """
    reason = _said(reason)
    with context.tenant(tenant), shards.atomic():
        row = _locked(tenant)
        if row.state == State.SUSPENDED:
            return row
        was, row.suspended_reason = row.state, reason
        _turn(row, State.SUSPENDED)

        _record("tenant.suspended", row, was, by, reason)
        publish(TenantSuspended(tenant_id=row.pk, reason=reason, by=by.ref))
    return row


def leave(tenant: Tenant, *, by: Actor, reason: str) -> Tenant:
    """Begin the export window: its owners may fetch their data, everything else is closed.

    Raises Invalid without a reason, NotServedYet, WrongState. Emits TenantLeaving.
    """
    reason = _said(reason)
    with context.tenant(tenant), shards.atomic():
        row = _locked(tenant)
        if row.state == State.LEAVING:
            return row
        was = row.state
        _turn(row, State.LEAVING)

        _record("tenant.leaving", row, was, by, reason)
        publish(TenantLeaving(tenant_id=row.pk, until=(row.state_since + rules.EXPORT_WINDOW).isoformat()))
    return row


def reactivate(tenant: Tenant, *, by: Actor, reason: str = "") -> Tenant:
    """Out of suspension or the export window, to what billing says. Emits TenantReactivated."""
    with context.tenant(tenant), shards.atomic():
        row = _locked(tenant)
        if row.state not in DECIDED:
            return row
        was, row.suspended_reason = row.state, ""
        _turn(row, row.standing)

        _record("tenant.reactivated", row, was, by, reason)
        publish(TenantReactivated(tenant_id=row.pk, by=by.ref))
    return row


def _turn(row: Tenant, state: str) -> None:
    """Change the state of a locked row. WrongState."""
    if row.state == state:
        return
    if not rules.may_follow(state, row.state):
        raise WrongState(state=row.state, wanted=state)
    row.state, row.state_since = state, clock.now()
    row.save(update_fields=["state", "state_since", "suspended_reason"])
    context.after_commit(hosts.forget)


def _record(action: str, row: Tenant, was: str, by: Actor, reason: str) -> None:
    before, after = {"state": was}, {"state": row.state}
    # the shared schema keeps no names of an organization's people: their id is enough
    by = by if by.kind in ("operator", "system") else replace(by, name="")
    platform.record(action, on=row, by=by, before=before, after=after, reason=reason)


def _said(reason: str) -> str:
    if not (reason := one_line(reason, 200)):
        raise Invalid(fields={"reason": ["Say why; the organization will ask."]})
    return reason


def _locked(tenant: Tenant) -> Tenant:
    row = Tenant.objects.select_for_update(of=("self",)).get(pk=tenant.pk)
    if row.ready_at is None:
        raise NotServedYet(slug=row.slug)
    return row
