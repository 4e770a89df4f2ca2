"""What an organization may use, worked out and written down: plan × seats + grants.

`reconcile` is run by everything that changes an ingredient, on every webhook and every night, so
a missed step heals. It never takes a grant away and never keeps what the plan no longer gives.
"""

from __future__ import annotations

from datetime import datetime

from billing import selectors
from billing.events import EntitlementsChanged
from billing.models import GrantedFeature, Subscription, UsageMonth
from billing.plans import AI_METERS, FEATURES, METERS, Bundle, total
from billing.seeds import FREE
from billing.services.locking import agreement
from tenants import platform
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.models import Tenant


class NoSuchFeature(Invalid):
    """data: name."""

    code = "billing.no_such_feature"
    sentence = "There is no feature or meter called {name}."


def reconcile(tenant: Tenant) -> Subscription:
    """Work the entitlements out again. Repeating it changes nothing. Emits EntitlementsChanged."""
    with agreement(tenant) as row:
        settle(row)
    return row


def settle(row: Subscription) -> None:
    """The same for a row that is already locked, inside its tenant."""
    was, row.entitled = row.bundle, _worked_out(row).as_json()
    now = row.bundle
    if was == now:
        return
    row.save(update_fields=["entitled"])
    # Whoever was told that little is left hears it again if that is still so.
    UsageMonth.objects.filter(tenant=row.tenant, told__gt=0).update(told=0)
    publish(EntitlementsChanged(names=_changed(was, now)))


def grant(
    tenant: Tenant,
    name: str,
    *,
    by: Actor,
    reason: str,
    amount: int | None = None,
    expires_at: datetime | None = None,
) -> GrantedFeature:
    """Give something by hand: a feature, more of a meter, or (amount None) a meter without limit."""
    if name not in METERS and name not in FEATURES:
        raise NoSuchFeature(name=name)
    with agreement(tenant) as row:
        given = GrantedFeature.objects.create(
            tenant=tenant, name=name, amount=amount, expires_at=expires_at, reason=reason
        )
        settle(row)
        after = {"name": name, "amount": amount}
        platform.record("billing.granted", on=tenant, by=by, after=after, reason=reason)
    return given


def revoke(given: GrantedFeature, *, by: Actor, reason: str) -> None:
    """Take a grant back. Repeating it changes nothing."""
    with agreement(given.tenant) as row:
        gone, _ = GrantedFeature.objects.filter(pk=given.pk).delete()
        if not gone:
            return
        settle(row)
        before = {"name": given.name, "amount": given.amount}
        platform.record("billing.revoked", on=given.tenant, by=by, before=before, reason=reason)


def _worked_out(row: Subscription) -> Bundle:
    grants = selectors.grants_of(row.tenant)
    bundle = total(row.plan.bundle, row.plan.seat_bundle, row.seats, grants)
    if row.state == Subscription.State.RESTRICTED:
        # Months unpaid: what costs us money per use falls to the free amount, the data stay usable.
        return bundle.replaced(selectors.plan(FREE).bundle, AI_METERS)
    return bundle


def _changed(was: Bundle, now: Bundle) -> list[str]:
    meters = {name for name in METERS if was.limit(name) != now.limit(name)}
    return sorted(meters | (was.features ^ now.features))
