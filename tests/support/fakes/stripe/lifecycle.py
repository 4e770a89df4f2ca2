"""How subscriptions live: created, charged, renewed, overdue, ended. Time is the store's clock."""

from typing import Any

from tests.support.fakes.stripe.events import EventLog
from tests.support.fakes.stripe.store import Fault, Object, Store

DAY = 86_400
MONTH = 30 * DAY
GIVE_UP = 21 * DAY  # an invoice unpaid for this long makes the subscription unpaid
GOOD, FAILING = "pm_good", "pm_failing"


class Lifecycle:
    """Writes subscriptions and invoices and emits the events Stripe would send."""

    def __init__(self, store: Store, log: EventLog) -> None:
        self.store, self.log = store, log

    def create(self, params: dict[str, Any]) -> Object:
        """POST /v1/subscriptions."""
        customer = self.store.get(params["customer"], "customer")
        trial_end = params.get("trial_end") or self._trial_end(params)
        made = self.store.new(
            "subscription",
            customer=customer["id"],
            status="trialing" if trial_end else "incomplete",
            trial_end=trial_end,
            trial_start=self.store.now if trial_end else None,
            cancel_at_period_end=False,
            canceled_at=None,
            ended_at=None,
            latest_invoice=None,
            default_payment_method=params.get("default_payment_method"),
            metadata=params.get("metadata", {}),
            trial_settings=params.get(
                "trial_settings", {"end_behavior": {"missing_payment_method": "create_invoice"}}
            ),
        )
        items = [self._item(made, item, trial_end) for item in params["items"]]
        made["items"] = {"object": "list", "data": items, "has_more": False, "url": ""}
        self.log.emit("customer.subscription.created", made)
        if not trial_end:
            self.charge(made)
        return made

    def change(self, subscription: Object, params: dict[str, Any]) -> Object:
        """POST /v1/subscriptions/{id}."""
        if subscription["status"] == "canceled":
            raise Fault(400, "invalid_request_error", "A canceled subscription can only be read")
        for item in params.pop("items", []):
            self._change_item(subscription, item)
        metadata = params.pop("metadata", {})
        subscription["metadata"] |= metadata
        known = ("cancel_at_period_end", "trial_end", "default_payment_method")
        subscription.update({key: params[key] for key in known if key in params})
        self.log.emit("customer.subscription.updated", subscription)
        return subscription

    def cancel(self, subscription: Object) -> Object:
        """End it now."""
        subscription |= {"status": "canceled", "canceled_at": self.store.now, "ended_at": self.store.now}
        self.log.emit("customer.subscription.deleted", subscription)
        return subscription

    def charge(self, subscription: Object) -> Object:
        """Write an invoice for the items and try to collect it."""
        lines = subscription["items"]["data"]
        amount = sum(item["price"]["unit_amount"] * item["quantity"] for item in lines)
        parent = {
            "type": "subscription_details",
            "subscription_details": {"subscription": subscription["id"]},
        }
        invoice = self.store.new(
            "invoice", customer=subscription["customer"], parent=parent, status="open", amount_due=amount,
            amount_paid=0, attempt_count=0, currency="eur", hosted_invoice_url=None,
        )  # fmt: skip
        subscription["latest_invoice"] = invoice["id"]
        self.collect(invoice)
        return invoice

    def collect(self, invoice: Object) -> bool:
        """Try the card. True when paid; the subscription becomes active or past due."""
        subscription = self.store.get(invoice["parent"]["subscription_details"]["subscription"])
        paid = self._card_of(subscription) == GOOD
        invoice["attempt_count"] += 1
        if paid:
            invoice |= {"status": "paid", "amount_paid": invoice["amount_due"]}
        self._become(subscription, "active" if paid else "past_due")
        self.log.emit("invoice.paid" if paid else "invoice.payment_failed", invoice)
        return paid

    def tick(self) -> None:
        """Let happen what is due by the store's clock."""
        for subscription in reversed(self.store.all("subscription")):
            while self._step(subscription):
                pass

    def _step(self, subscription: Object) -> bool:
        status, now = subscription["status"], self.store.now
        if status == "trialing" and subscription["trial_end"] <= now:
            self._end_trial(subscription)
        elif status == "active" and (due := subscription["items"]["data"][0]["current_period_end"]) <= now:
            if subscription["cancel_at_period_end"]:
                self.cancel(subscription)
            else:
                self._renew(subscription, due)
        elif (
            status == "past_due"
            and self.store.get(subscription["latest_invoice"])["created"] + GIVE_UP <= now
        ):
            self._become(subscription, "unpaid")
        else:
            return False
        return True

    def _end_trial(self, subscription: Object) -> None:
        behaviour = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
        if behaviour == "cancel" and self._card_of(subscription) is None:
            self.cancel(subscription)
        else:
            self._renew(subscription, subscription["trial_end"])

    def _renew(self, subscription: Object, start: int) -> None:
        for item in subscription["items"]["data"]:
            item |= {"current_period_start": start, "current_period_end": start + MONTH}
        self.charge(subscription)

    def _become(self, subscription: Object, status: str) -> None:
        if subscription["status"] != status:
            subscription["status"] = status
            self.log.emit("customer.subscription.updated", subscription)

    def _card_of(self, subscription: Object) -> str | None:
        customer = self.store.get(subscription["customer"])
        return (
            subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
        )

    def _trial_end(self, params: dict[str, Any]) -> int | None:
        days = params.get("trial_period_days")
        return self.store.now + days * DAY if days else None

    def _item(self, subscription: Object, wanted: dict[str, Any], trial_end: int | None) -> Object:
        price = self.store.get(wanted["price"], "price")
        now = self.store.now
        period = {"current_period_start": now, "current_period_end": trial_end or now + MONTH}
        quantity = wanted.get("quantity", 1)
        return self.store.new(
            "subscription_item", price=price, quantity=quantity, subscription=subscription["id"], **period
        )

    def _change_item(self, subscription: Object, wanted: dict[str, Any]) -> None:
        item = next((one for one in subscription["items"]["data"] if one["id"] == wanted.get("id")), None)
        if item is None:
            raise Fault(400, "invalid_request_error", "The item does not belong to this subscription")
        if "price" in wanted:
            item["price"] = self.store.get(wanted["price"], "price")
        item["quantity"] = wanted.get("quantity", item["quantity"])
