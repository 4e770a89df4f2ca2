"""The API side: one function per kind of resource, chosen by the path."""

from collections.abc import Callable
from typing import Any

from tests.support.fakes.stripe.lifecycle import FAILING, GOOD, Lifecycle
from tests.support.fakes.stripe.store import Fault, Object, Store

Params = dict[str, Any]


class Api:
    """`handle(method, path, params)` returns the object to show or raises Fault."""

    def __init__(self, store: Store, life: Lifecycle, url: str) -> None:
        self.store, self.life, self.url = store, life, url
        self._rooms: dict[str, Callable[[str, list[str], Params], Object]] = {
            "customers": self._customers,
            "products": lambda method, rest, given: self._simple("product", method, rest, given),
            "prices": self._prices,
            "subscriptions": self._subscriptions,
            "invoices": self._invoices,
            "events": lambda method, rest, given: self._simple("event", method, rest, given),
            "checkout/sessions": self._checkout,
            "billing_portal/sessions": self._portal,
            "billing/meter_events": self._meter_events,
        }

    def handle(self, method: str, path: str, params: Params) -> Object:
        """Answer one call; path is what follows /v1/."""
        for name, room in self._rooms.items():
            if path == name or path.startswith(f"{name}/"):
                expand = params.pop("expand", [])
                return self.store.expanded(room(method, path[len(name) + 1 :].split("/"), params), expand)
        raise Fault(404, "invalid_request_error", f"Unrecognized request URL ({method}: /v1/{path})")

    def _simple(
        self, kind: str, method: str, rest: list[str], given: Params, filters: tuple[str, ...] = ()
    ) -> Object:
        if rest[0]:
            found = self.store.get(rest[0], kind)
            if method == "POST":
                found["metadata"] |= given.pop("metadata", {})
                found.update(given)
            return found
        return self.store.new(kind, **given) if method == "POST" else self.store.page(kind, given, filters)

    def _customers(self, method: str, rest: list[str], given: Params) -> Object:
        if method == "POST" and not rest[0]:
            card = given.pop("payment_method", None)
            given["invoice_settings"] = {"default_payment_method": _card(card)}
        if method == "DELETE":
            return self.store.get(rest[0], "customer") | {"deleted": True}
        found = self._simple("customer", method, rest, given, ("email",))
        if method == "POST":
            self.life.log.emit("customer.updated" if rest[0] else "customer.created", found)
        return found

    def _prices(self, method: str, rest: list[str], given: Params) -> Object:
        if method == "POST" and not rest[0]:
            given = {
                "currency": "eur",
                "active": True,
                "type": "recurring",
                "recurring": {"interval": "month"},
            } | given
        return self._simple("price", method, rest, given, ("product",))

    def _subscriptions(self, method: str, rest: list[str], given: Params) -> Object:
        if not rest[0]:
            if method == "POST":
                return self.life.create(given)
            return self._subscription_list(given)
        found = self.store.get(rest[0], "subscription")
        if method == "DELETE":
            return self.life.cancel(found)
        return self.life.change(found, given) if method == "POST" else found

    def _subscription_list(self, given: Params) -> Object:
        """Ended subscriptions are listed only on demand, as Stripe does."""
        wanted = given.pop("status", "")
        page = self.store.page("subscription", given, ("customer",))
        alive = [row for row in page["data"] if row["status"] != "canceled"]
        chosen = [row for row in page["data"] if row["status"] == wanted] if wanted else alive
        return page | {"data": page["data"] if wanted == "all" else chosen}

    def _invoices(self, method: str, rest: list[str], given: Params) -> Object:
        if rest[-1] != "pay":
            return self._simple("invoice", method, rest, given, ("customer", "status"))
        invoice = self.store.get(rest[0], "invoice")
        if invoice["status"] == "open" and not self.life.collect(invoice):
            raise Fault(402, "card_error", "Your card was declined.", "card_declined")
        return invoice

    def _checkout(self, method: str, rest: list[str], given: Params) -> Object:
        if method == "GET":
            return self._simple("checkout.session", method, rest, given, ("customer",))
        for line in given.get("line_items", []):
            self.store.get(line["price"], "price")
        session = self.store.new(
            "checkout.session", status="open", payment_status="unpaid", subscription=None, **given
        )
        session["url"] = f"{self.url}/pay/{session['id']}"
        return session

    def _portal(self, method: str, rest: list[str], given: Params) -> Object:
        self.store.get(given["customer"], "customer")
        session = self.store.new("billing_portal.session", **given)
        session["url"] = f"{self.url}/portal/{session['id']}"
        return session

    def _meter_events(self, method: str, rest: list[str], given: Params) -> Object:
        if any(one["identifier"] == given.get("identifier") for one in self.store.all("billing.meter_event")):
            raise Fault(400, "invalid_request_error", "An event already exists with this identifier")
        return self.store.new("billing.meter_event", **{"identifier": None} | given)


def _card(method: str | None) -> str | None:
    if method is None:
        return None
    return FAILING if "Declined" in method or "declined" in method or method == FAILING else GOOD
