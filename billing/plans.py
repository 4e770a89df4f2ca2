"""What a plan gives, as a value that adds and multiplies: plan + seats × per seat + grants.

Pure Python. `Bundle` is the only arithmetic of allowances in the house; the database keeps its
JSON form. An amount of None means "without limit" and swallows every sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Amount = int | None  # None: without limit

# Counted per month and spent: reserved before the work, committed after it.
FLOWS = ("ai_messages", "drafts", "messages")
# Counted as they stand; the owner of the rows registers the count, see meters.py.
STOCKS = ("agents", "mailboxes", "queues", "sla", "automations")
METERS = (*FLOWS, *STOCKS)
AI_METERS = ("ai_messages", "drafts")  # what costs us money per use
FEATURES = (
    "kb_mining",
    "replay",
    "quality_review",
    "dry_run",
    "custom_domain",
    "branding_off",
    "sso_oidc",
    "sso_saml",
    "scim",
    "custom_roles",
    "audit_export",
    "ai_own_key",
)


@dataclass(frozen=True)
class Bundle:
    """Amounts by meter and a set of switches. A meter that is not named is granted 0."""

    amounts: Mapping[str, Amount] = field(default_factory=dict)
    features: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "amounts", MappingProxyType(dict(self.amounts)))
        object.__setattr__(self, "features", frozenset(self.features))

    def __add__(self, other: Bundle) -> Bundle:
        meters = [*self.amounts, *(meter for meter in other.amounts if meter not in self.amounts)]
        amounts = {meter: _sum(self.limit(meter), other.limit(meter)) for meter in meters}
        return Bundle(amounts, self.features | other.features)

    def __mul__(self, times: int) -> Bundle:
        """The same thing `times` over; nothing of it for 0."""
        if times < 0:
            raise ValueError("a bundle cannot be taken a negative number of times")
        if times == 0:
            return Bundle()
        amounts = {
            meter: None if amount is None else amount * times for meter, amount in self.amounts.items()
        }
        return Bundle(amounts, self.features)

    def limit(self, meter: str) -> Amount:
        """How much of the meter is granted; 0 when it is not named."""
        return self.amounts.get(meter, 0)

    def has(self, name: str) -> bool:
        """Whether a switch is on, or anything of a meter is granted."""
        return name in self.features or (name in self.amounts and self.amounts[name] != 0)

    def replaced(self, other: Bundle, meters: Iterable[str]) -> Bundle:
        """The same with these meters taken from another bundle."""
        return Bundle({**self.amounts, **{meter: other.limit(meter) for meter in meters}}, self.features)

    def as_json(self) -> dict[str, Any]:
        """{"amounts": {...}, "features": [...]}, sorted, so that equal bundles are equal JSON."""
        return {"amounts": dict(sorted(self.amounts.items())), "features": sorted(self.features)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Bundle:
        """Back from as_json."""
        return cls(stored.get("amounts", {}), frozenset(stored.get("features", ())))


def total(base: Bundle, per_seat: Bundle, seats: int, grants: Iterable[Bundle] = ()) -> Bundle:
    """Everything an organization may use."""
    return sum(grants, base + per_seat * seats)


def _sum(one: Amount, other: Amount) -> Amount:
    return None if one is None or other is None else one + other
