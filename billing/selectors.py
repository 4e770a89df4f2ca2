"""Every read of billing: what is allowed, what was used, what was agreed.

`allowance` is asked all over the house, so it costs one query for the agreement and one for the
use. An organization without an agreement is treated as on the Free plan, never as unlimited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from billing import meters, rules
from billing.ledger import Costs as Costs
from billing.ledger import Standing as Standing
from billing.ledger import costs_by_tenant as costs_by_tenant
from billing.ledger import costs_now as costs_now
from billing.ledger import names_of as names_of
from billing.models import GrantedFeature, Plan, Subscription, UsageMonth
from billing.plans import METERS, Bundle
from billing.seeds import FREE, SEEDS
from tenants import context
from tenants.kernel import clock
from tenants.kernel.errors import NotFound
from tenants.models import Tenant


class NoSuchPlan(NotFound):
    """data: plan (code)."""

    code = "billing.no_such_plan"
    sentence = "There is no plan called {plan}."


class NoSubscription(NotFound):
    """data: tenant (id)."""

    code = "billing.no_subscription"
    sentence = "This organization has no subscription yet."


@dataclass(frozen=True)
class Allowance:
    """What may be used of one meter. limit None: without limit."""

    meter: str
    limit: int | None
    used: int
    reserved: int = 0
    renews_on: date | None = None  # None for stocks

    @property
    def left(self) -> int | None:
        """Units still free, never below 0; None without a limit."""
        return None if self.limit is None else max(self.limit - self.used - self.reserved, 0)

    @property
    def percent(self) -> int:
        """Share of the limit in use, 0-100; 0 without a limit."""
        return rules.percent(self.used + self.reserved, self.limit)

    def allows(self, units: int = 1) -> bool:
        """Whether so many more would still fit."""
        return self.left is None or self.left >= units


def allowance(meter: str, tenant: Tenant | None = None) -> Allowance:
    """The limit and the use of one meter; of the current tenant unless one is given."""
    return allowances((meter,), tenant)[0]


def allowances(names: Iterable[str] = METERS, tenant: Tenant | None = None) -> list[Allowance]:
    """Several meters with the same two queries, plus one count per stock."""
    tenant = tenant or context.current_tenant()
    names = list(names)
    agreed = Subscription.objects.filter(tenant=tenant).first()
    bundle, period = entitled(agreed), period_for(agreed)
    rows = UsageMonth.objects.filter(
        tenant=tenant, period=period, meter__in=[n for n in names if meters.is_flow(n)]
    )
    used = {row.meter: row for row in rows}
    return [_allowance(name, bundle, used.get(name), period, agreed, tenant) for name in names]


def has_feature(name: str, tenant: Tenant | None = None) -> bool:
    """Whether the plan or a grant switches the feature on, or grants any of a meter of that name."""
    return entitled(Subscription.objects.filter(tenant=tenant or context.current_tenant()).first()).has(name)


def subscription_for(tenant: Tenant) -> Subscription:
    """The agreement with its plan. NoSubscription when none was started."""
    found = Subscription.objects.select_related("plan").filter(tenant=tenant).first()
    if found is None:
        raise NoSubscription(tenant=tenant.pk)
    return found


def subscriptions_by_tenant() -> dict[int, Subscription]:
    """Tenant id -> agreement with its plan, all of them in one query (operator console)."""
    return {row.tenant_id: row for row in Subscription.objects.select_related("plan")}


def usage_by_tenant(month: date) -> dict[int, dict[str, int]]:
    """Tenant id -> {meter: units used} of the allowance months that began in this calendar month.

    One query for all tenants.
    """
    rows = (
        UsageMonth.objects.filter(period__range=rules.month_of(month))
        .values_list("tenant_id", "meter")
        .annotate(total=Sum("used"))
    )
    found: dict[int, dict[str, int]] = {}
    for tenant_id, meter, used in rows:
        found.setdefault(tenant_id, {})[meter] = used
    return found


def plan(code: str) -> Plan:
    """The plan of this code. NoSuchPlan."""
    found = Plan.objects.filter(code=code).first()
    if found is None:
        raise NoSuchPlan(plan=code)
    return found


def plans(*, offered: bool = False) -> list[Plan]:
    """All plans in order of display; only those that can be bought online when `offered`."""
    rows = Plan.objects.all()
    return list(rows.filter(is_offered=True) if offered else rows)


def grants_of(tenant: Tenant) -> list[Bundle]:
    """What was given by hand and has not run out."""
    rows = GrantedFeature.objects.filter(tenant=tenant).exclude(expires_at__lte=clock.now())
    return [as_bundle(row) for row in rows]


def as_bundle(grant: GrantedFeature) -> Bundle:
    """A grant in the arithmetic of plans."""
    if grant.name in METERS:
        return Bundle({grant.name: grant.amount})
    return Bundle(features=frozenset((grant.name,)))


def entitled(agreed: Subscription | None) -> Bundle:
    """The sum that was worked out for the agreement; the Free plan without one."""
    if agreed and agreed.entitled:
        return agreed.bundle
    free = Plan.objects.filter(code=FREE).first()
    return free.bundle if free else next(seed.base for seed in SEEDS if seed.code == FREE)


def period_for(agreed: Subscription | None) -> date:
    """First day of the running allowance month."""
    return rules.period_of(clock.now().date(), agreed.anchor_day if agreed else 1)


def _allowance(
    name: str,
    bundle: Bundle,
    row: UsageMonth | None,
    period: date,
    agreed: Subscription | None,
    tenant: Tenant,
) -> Allowance:
    if not meters.is_flow(name):
        return Allowance(name, bundle.limit(name), meters.counted(name, tenant))
    renews = rules.next_period(period, agreed.anchor_day if agreed else 1)
    return Allowance(name, bundle.limit(name), row.used if row else 0, row.reserved if row else 0, renews)


def tenants_to_reconcile() -> list[int]:
    """Ids of all organizations that are served."""
    return list(Tenant.objects.served().values_list("pk", flat=True))


def tenant_of(tenant_id: int) -> Tenant | None:
    """The organization, None when it is gone."""
    return Tenant.objects.filter(pk=tenant_id).first()
