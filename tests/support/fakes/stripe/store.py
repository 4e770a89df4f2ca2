"""The fake's memory: objects by id, lists with pages, and Stripe's error object."""

import secrets
from typing import Any

from tests.support.fakes.server import Reply

Object = dict[str, Any]
PREFIXES = {
    "customer": "cus",
    "product": "prod",
    "price": "price",
    "subscription": "sub",
    "subscription_item": "si",
    "invoice": "in",
    "checkout.session": "cs_test",
    "billing_portal.session": "bps",
    "event": "evt",
    "payment_method": "pm",
    "billing.meter_event": "mev",
}


class Fault(Exception):
    """An error of the API: status, type, message, code."""

    def __init__(self, status: int, kind: str, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.error = status, {"type": kind, "message": message, "code": code}

    def reply(self) -> Reply:
        """Stripe's error body."""
        return Reply.of({"error": self.error}, self.status)


class Store:
    """Everything the fake account holds. `now` is its clock, in seconds since 1970."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._objects: dict[str, Object] = {}

    def new(self, kind: str, **fields: Any) -> Object:
        """Create and keep an object."""
        identity = f"{PREFIXES[kind]}_{secrets.token_hex(8)}"
        made = {
            "id": identity,
            "object": kind,
            "created": self.now,
            "livemode": False,
            "metadata": {},
        } | fields
        self._objects[identity] = made
        return made

    def get(self, identity: str, kind: str | None = None) -> Object:
        """The object, or Stripe's 404."""
        found = self._objects.get(identity)
        if found is None or kind not in (None, found["object"]):
            raise Fault(404, "invalid_request_error", f"No such {kind}: '{identity}'", "resource_missing")
        return found

    def all(self, kind: str, **where: Any) -> list[Object]:
        """Objects of a kind, newest first."""
        found = [item for item in reversed(self._objects.values()) if item["object"] == kind]
        return [item for item in found if all(item.get(key) == value for key, value in where.items())]

    def page(self, kind: str, params: dict[str, Any], filters: tuple[str, ...]) -> Object:
        """A list answer with cursor pages."""
        items = self.all(kind, **{key: params[key] for key in filters if key in params})
        if after := params.get("starting_after"):
            items = items[[item["id"] for item in items].index(after) + 1 :]
        size = params.get("limit", 10)
        return {"object": "list", "data": items[:size], "has_more": len(items) > size, "url": ""}

    def expanded(self, found: Object, names: list[str]) -> Object:
        """The object with the named top-level references replaced by what they point at."""
        known = {name: self._objects[found[name]] for name in names if found.get(name) in self._objects}
        return found | known
