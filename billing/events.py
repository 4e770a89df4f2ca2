"""Facts of billing, published inside the organization they concern. Moments are ISO 8601 in UTC."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("billing.trial_started")
@dataclass(frozen=True)
class TrialStarted:
    ends_at: str


@event("billing.trial_ending")
@dataclass(frozen=True)
class TrialEnding:
    """Three days before the end, no card on file."""

    ends_at: str


@event("billing.plan_changed")
@dataclass(frozen=True)
class PlanChanged:
    """Another plan or another number of seats. `was` and `plan` are codes."""

    plan: str
    was: str
    seats: int
    seats_were: int
    by: str


@event("billing.state_changed")
@dataclass(frozen=True)
class PaymentStateChanged:
    """trial, active, past_due, restricted or canceled."""

    state: str
    was: str


@event("billing.entitlements_changed")
@dataclass(frozen=True)
class EntitlementsChanged:
    """Some limit or feature moved; whoever caches them reads again."""

    names: list[str]


@event("billing.allowance_low")
@dataclass(frozen=True)
class AllowanceLow:
    """80 percent of a month's allowance is spent."""

    meter: str
    limit: int
    used: int


@event("billing.allowance_spent")
@dataclass(frozen=True)
class AllowanceSpent:
    """Nothing is left of a month's allowance."""

    meter: str
    limit: int
    renews_on: str


@event("billing.budget_low")
@dataclass(frozen=True)
class BudgetLow:
    """80 percent of a cap on models is set aside or spent. feature "": of all. Millionths of the currency."""

    feature: str
    span: str
    limit: int
    used: int


@event("billing.budget_spent")
@dataclass(frozen=True)
class BudgetSpent:
    """A cap on models refused work for the first time in this day or month."""

    feature: str
    span: str
    limit: int
