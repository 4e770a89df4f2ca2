"""The plans of a fresh installation (spec/defaults 5.11). Names, figures and prices are the owner's.

Seeding adds a plan that is missing and never touches one that exists. Prices are not ours to
know: a plan can be bought online once STRIPE_PRICES names a price for its code.
"""

from __future__ import annotations

from dataclasses import dataclass

from billing.plans import Bundle

TRIAL, FREE, TEAM, BUSINESS, ENTERPRISE = "trial", "free", "team", "business", "enterprise"
WITHOUT_LIMIT = None
NOTHING = Bundle()
EVERY_PLAN = {"messages": WITHOUT_LIMIT}  # mail is always accepted; the figure is for the console
TEAM_FEATURES = ["kb_mining", "custom_domain"]
BUSINESS_FEATURES = [
    *TEAM_FEATURES,
    "replay",
    "quality_review",
    "dry_run",
    "branding_off",
    "sso_oidc",
    "custom_roles",
]
ENTERPRISE_FEATURES = [*BUSINESS_FEATURES, "sso_saml", "scim", "audit_export", "ai_own_key"]
LARGE: dict[str, int | None] = dict.fromkeys(("mailboxes", "queues", "drafts", "sla", "automations"))


@dataclass(frozen=True)
class Seed:
    """One plan. seats: how many may be bought (None: any number)."""

    code: str
    name: str
    base: Bundle
    per_seat: Bundle = NOTHING
    offered: bool = False  # may be chosen online
    least_seats: int = 1
    most_seats: int | None = None


def _base(features: list[str] | None = None, **amounts: int | None) -> Bundle:
    return Bundle({**EVERY_PLAN, **amounts}, frozenset(features or ()))


def _seat(ai_messages: int) -> Bundle:
    return Bundle({"agents": 1, "ai_messages": ai_messages})


SEEDS = (
    Seed(
        TRIAL,
        "Trial",
        _base(
            ["kb_mining"],
            agents=25,
            mailboxes=3,
            queues=None,
            ai_messages=500,
            drafts=None,
            sla=None,
            automations=None,
        ),
        most_seats=25,
    ),
    Seed(
        FREE,
        "Free",
        _base(agents=2, mailboxes=1, queues=2, ai_messages=100, drafts=50, sla=1, automations=5),
        most_seats=2,
    ),
    Seed(
        TEAM,
        "Team",
        _base(TEAM_FEATURES, mailboxes=3, queues=10, drafts=None, sla=3, automations=25),
        _seat(ai_messages=1_000),
        offered=True,
    ),
    Seed(BUSINESS, "Business", _base(BUSINESS_FEATURES, **LARGE), _seat(ai_messages=2_000), offered=True),
    # The contract says how much; until a grant adds it, the floor is that of Business.
    Seed(ENTERPRISE, "Enterprise", _base(ENTERPRISE_FEATURES, **LARGE), _seat(ai_messages=2_000)),
)
