"""Who counts what stands in a tenant: core registers a count, allowances ask for it.

    @meter("agents")
    def active_agents() -> int: ...

The function runs inside the tenant and returns the number of units in use now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from billing.plans import FLOWS, STOCKS
from tenants import context
from tenants.models import Tenant

Count = Callable[[], int]
C = TypeVar("C", bound=Count)
_counts: dict[str, Count] = {}


class UnknownMeter(LookupError):
    """A meter no plan knows: a spelling mistake of ours, never of a person."""


def meter(name: str) -> Callable[[C], C]:
    """Register the count of a stock. Twice the same name is an error."""
    if name not in STOCKS:
        raise UnknownMeter(name)

    def register(function: C) -> C:
        if _counts.setdefault(name, function) is not function:
            raise ValueError(f"meter {name} is counted by {_counts[name]}")
        return function

    return register


def counted(name: str, tenant: Tenant) -> int:
    """Units in use now; 0 for a stock nobody counts yet. UnknownMeter for a name no plan knows."""
    if name not in STOCKS:
        raise UnknownMeter(name)
    count = _counts.get(name)
    if count is None:
        return 0
    with context.tenant(tenant):
        return count()


def is_flow(name: str) -> bool:
    """True for what is spent per month, False for what stands. UnknownMeter for neither."""
    if name not in FLOWS and name not in STOCKS:
        raise UnknownMeter(name)
    return name in FLOWS
