"""Money. Without a Stripe key plans are arranged by hand on the operator console."""

from __future__ import annotations

from infra.settings.env import env

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "")  # another server that speaks Stripe's API
STRIPE_PRICES: dict[str, str] = env.json("STRIPE_PRICES", default={})  # {"team": "price_…"}
