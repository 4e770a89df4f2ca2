"""Five tags to begin with. Triage chooses only among tags that exist."""

from __future__ import annotations

# name, description, colour
TAGS = (
    ("vip", "A customer of special weight: strategic account, executive, press.", "#D97706"),
    ("bug", "The product does not do what it should: error message, crash, wrong result.", "#DC2626"),
    ("waiting-on-vendor", "We wait for a third party: a payment provider, a hosting company.", "#6B7280"),
    ("churn-risk", "The customer says or hints that they will leave.", "#BE185D"),
    ("kb-gap", "The customer looked for documentation and did not find it, or found it wrong.", "#2563EB"),
)
