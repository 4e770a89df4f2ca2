"""Reads of what models cost: an organization's counters now, all organizations' in a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from billing.models import CostCount
from tenants.kernel import clock
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one organization in one month, in millionths. platform: the part the platform paid.

    tickets: that models were asked about, as of last night; 0 before they were counted.
    """

    used: int
    platform: int
    calls: int
    tickets: int = 0


class Standing(NamedTuple):
    """taken: spent and set aside. told: percent of a cap that administrators have been told of, 100 once
    something was refused for it.
    """

    taken: int
    told: int


def costs_now(tenant: Tenant) -> dict[tuple[str, str], Standing]:
    """(feature or "", day or month) -> how it stands, of today and of this month."""
    today = clock.now().date()
    current = Q(span="day", begins=today) | Q(span="month", begins=today.replace(day=1))
    rows = CostCount.objects.filter(current, tenant=tenant)
    return {(row.feature, row.span): Standing(row.used + row.reserved, row.told) for row in rows}


def costs_by_tenant(month: date) -> dict[int, Costs]:
    """Tenant id -> what it spent in the calendar month. One query for all tenants."""
    rows = CostCount.objects.filter(span="month", begins=month.replace(day=1), feature="")
    return {row.tenant_id: Costs(row.used, row.platform, row.calls, row.tickets) for row in rows}


def names_of(tenants: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Tenant id -> (public id, name), those that are gone left out."""
    rows = Tenant.objects.filter(pk__in=list(tenants)).exclude(state="purged")
    return {pk: (public_id, name) for pk, public_id, name in rows.values_list("pk", "public_id", "name")}
