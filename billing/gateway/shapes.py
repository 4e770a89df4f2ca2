"""What we take from Stripe's objects: a few plain values, so that nobody else knows their shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class RemoteSubscription:
    """A subscription as Stripe has it now. Moments are aware, in UTC."""

    id: str
    status: str
    price_id: str
    seats: int
    period_started_at: datetime
    period_ends_at: datetime
    trial_ends_at: datetime | None
    cancels_at_period_end: bool


@dataclass(frozen=True)
class RemoteEvent:
    """A verified event. customer "" when it concerns none."""

    id: str
    kind: str
    customer: str
    object_id: str


def subscription(raw: Mapping[str, Any]) -> RemoteSubscription:
    """From Stripe's object. Periods live on the items since API 2025-03-31."""
    item = raw["items"]["data"][0]
    return RemoteSubscription(
        id=raw["id"],
        status=raw["status"],
        price_id=item["price"]["id"],
        seats=max(item["quantity"], 1),
        period_started_at=_moment(item["current_period_start"]),
        period_ends_at=_moment(item["current_period_end"]),
        trial_ends_at=_moment(raw["trial_end"]) if raw["trial_end"] else None,
        cancels_at_period_end=bool(raw["cancel_at_period_end"]),
    )


def event(raw: Mapping[str, Any]) -> RemoteEvent:
    """From Stripe's event. The customer is the object itself, its id, or an expanded object."""
    about = raw["data"]["object"]
    customer = about["id"] if about.get("object") == "customer" else about.get("customer") or ""
    if isinstance(customer, Mapping):
        customer = customer["id"]
    return RemoteEvent(raw["id"], raw["type"], customer, about.get("id", ""))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
