"""The calls we make to Stripe: five verbs. Each has a timeout, an idempotency key and named failures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any

import stripe
from django.db import connection

from billing import rules
from billing.gateway import shapes
from billing.gateway.errors import CardRefused, GatewayAway, GatewayRefused
from billing.gateway.shapes import RemoteSubscription

TIMEOUT = (3.0, 12.0)  # seconds to connect, to read; their slow calls take about four
RETRIES = 1  # by the vendor's client, under the same idempotency key
LIST_LIMIT = 100  # subscriptions of one customer, ended ones included


class StripeAccount:
    """One Stripe account. Thread-safe; keep one per process."""

    def __init__(self, key: str, base: str = "") -> None:
        """base: address of another server that speaks this API."""
        hosts: Any = dict.fromkeys(("api", "connect", "files", "meter_events"), base) if base else None
        self._api = stripe.StripeClient(
            key,
            base_addresses=hosts,
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
        ).v1

    def create_customer(self, *, tenant: str, name: str) -> str:
        """The customer of an organization (its public id); the same one when asked again within a day."""
        params: Any = {"name": name, "metadata": {"tenant": tenant}}
        with _named():
            return self._api.customers.create(params, {"idempotency_key": f"customer-{tenant}"}).id

    def open_checkout(
        self,
        *,
        customer: str,
        tenant: str,
        price: str,
        seats: int,
        trial_ends_at: datetime | None,
        success_url: str,
        cancel_url: str,
        attempt: str,
    ) -> str:
        """Address of the page where a plan is bought. trial_ends_at: first charge, now when None.

        attempt: the same for a button pressed twice, so that one page is opened.
        """
        chosen: dict[str, Any] = {"metadata": {"tenant": tenant}}
        if trial_ends_at:
            chosen["trial_end"] = int(trial_ends_at.timestamp())
        params: Any = {
            "mode": "subscription",
            "customer": customer,
            "client_reference_id": tenant,
            "line_items": [{"price": price, "quantity": seats}],
            "subscription_data": chosen,
            "payment_method_collection": "always",
            "success_url": success_url,
            "cancel_url": cancel_url,
        }
        with _named():
            session = self._api.checkout.sessions.create(params, {"idempotency_key": _key(attempt, params)})
        return session.url or ""

    def open_portal(self, *, customer: str, return_url: str) -> str:
        """Address of the page where cards, invoices and cancellation are managed."""
        with _named():
            return self._api.billing_portal.sessions.create(
                {"customer": customer, "return_url": return_url}
            ).url

    def subscription_of(self, customer: str) -> RemoteSubscription | None:
        """The subscription that counts for a customer, None when none is alive.

        Asked by customer, not by id: a late event of an ended subscription must not hide a new one.
        """
        with _named():
            found = self._api.subscriptions.list({"customer": customer, "status": "all", "limit": LIST_LIMIT})
            alive = [row for row in found.data if row.status in rules.PREFERENCE]
            alive.sort(key=lambda row: (rules.PREFERENCE.index(row.status), -row.created))
            return shapes.subscription(alive[0].to_dict()) if alive else None

    def change_seats(self, subscription: str, seats: int) -> None:
        """Set the quantity; the difference is charged or credited, except in a trial."""
        with _named():
            found = self._api.subscriptions.retrieve(subscription)
            item = found["items"].data[0]
            if item.quantity == seats:
                return
            proration: Any = "none" if found.status == "trialing" else "create_prorations"
            params: Any = {"items": [{"id": item.id, "quantity": seats}], "proration_behavior": proration}
            self._api.subscriptions.update(subscription, params)


@contextmanager
def _named() -> Iterator[None]:
    """One call: without a database connection held meanwhile, its errors translated once."""
    if not connection.in_atomic_block:
        connection.close()  # back to the pool while we wait
    try:
        yield
    except stripe.CardError as error:
        raise CardRefused(reason=error.code or "declined") from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayAway(reason=type(error).__name__) from error
    except stripe.StripeError as error:
        if (error.http_status or 500) >= 500 or error.http_status == 409:
            raise GatewayAway(reason=f"http {error.http_status}") from error
        raise GatewayRefused(reason=error.code or type(error).__name__) from error


def _key(attempt: str, params: dict[str, Any]) -> str:
    """Idempotency key: other parameters are another request, which Stripe would refuse under one key."""
    return sha256(f"{attempt} {sorted(params.items())}".encode()).hexdigest()
