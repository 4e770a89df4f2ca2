"""The server itself: keys, idempotency, scripted failures, clock; the rest is in the neighbours."""

import asyncio
import threading
import time
from collections import deque
from typing import Any

from tests.support.fakes.server import AsgiServer, Call, Reply
from tests.support.fakes.stripe import forms
from tests.support.fakes.stripe.api import Api
from tests.support.fakes.stripe.events import EventLog
from tests.support.fakes.stripe.lifecycle import DAY, FAILING, Lifecycle
from tests.support.fakes.stripe.pages import DECLINED_CARD, GOOD_CARD, LATER_DECLINED_CARD, Pages
from tests.support.fakes.stripe.store import Fault, Object, Store

__all__ = ["DECLINED_CARD", "GOOD_CARD", "LATER_DECLINED_CARD", "FakeStripe"]


class FakeStripe(AsgiServer):
    """`.url` is the base address for StripeClient; `.webhook_secret` signs the events."""

    webhook_secret = "whsec_fake"

    def __init__(self, *, now: int | None = None, deliver_to: str | None = None, port: int = 0) -> None:
        """now: the account's clock, seconds since 1970. deliver_to: address every event is posted to."""
        super().__init__(port)
        self.store = Store(now or int(time.time()))
        self.log = EventLog(self.store, self.webhook_secret)
        self.log.url = deliver_to
        self.life = Lifecycle(self.store, self.log)
        self.pages = Pages(self.store, self.life)
        self.delay = 0.0  # seconds before each API answer
        self.signed, self.deliver, self.settle = self.log.signed, self.log.deliver, self.log.settle
        self._api = Api(self.store, self.life, self.url)
        self._faults: deque[Fault] = deque()
        self._answered: dict[str, tuple[str, bytes, Reply]] = {}
        self._lock = threading.RLock()  # tests move the clock from their own thread

    @property
    def events(self) -> list[Object]:
        """All events, oldest first."""
        return self.log.events

    def sell(self, name: str, *, amount: int) -> str:
        """A product with a monthly price (amount in cents); returns the price id."""
        product = self.store.new("product", name=name, active=True)
        return self._api.handle("POST", "prices", {"product": product["id"], "unit_amount": amount})["id"]

    def complete(self, session_id: str, card: str = GOOD_CARD) -> Object:
        """The customer pays a checkout session; returns the subscription."""
        with self._lock:
            session = self.store.get(session_id, "checkout.session")
            assert self.pages.complete(session, card), "the card was declined"
            return self.store.get(session["subscription"])

    def advance(self, *, days: float) -> None:
        """Move the clock; trials end, periods renew, cards are charged."""
        with self._lock:
            self.store.now += int(days * DAY)
            self.life.tick()

    def break_card(self, customer_id: str) -> None:
        """From now on every charge of this customer fails."""
        with self._lock:
            self.store.get(customer_id)["invoice_settings"]["default_payment_method"] = FAILING
            for subscription in self.store.all("subscription", customer=customer_id):
                subscription["default_payment_method"] = FAILING

    def fail_next(self, status: int, kind: str = "api_error", code: str | None = None) -> None:
        """The next API call gets this error: 429, 500, 402 card_error …"""
        self._faults.append(Fault(status, kind, f"scripted {status}", code))

    async def respond(self, call: Call) -> Reply:
        await asyncio.sleep(self.delay)
        with self._lock:
            try:
                if call.path.startswith("/v1/"):
                    return self._authorised(call)
                return self.pages.handle(call)
            except Fault as fault:
                return fault.reply()

    def _authorised(self, call: Call) -> Reply:
        if not call.headers.get("authorization", "").startswith("Bearer sk_"):
            raise Fault(401, "invalid_request_error", "You did not provide an API key.")
        if self._faults:
            raise self._faults.popleft()
        key = call.headers.get("idempotency-key")
        if call.method != "POST" or not key:
            return self._answer(call)
        if key in self._answered:
            return self._again(call, *self._answered[key])
        self._answered[key] = (call.path, call.body, self._answer(call))
        return self._answered[key][2]

    def _again(self, call: Call, path: str, body: bytes, reply: Reply) -> Reply:
        if (call.path, call.body) != (path, body):
            raise Fault(400, "idempotency_error", "This key was first used with other parameters")
        return Reply(reply.status, reply.body, headers={"idempotent-replayed": "true"})

    def _answer(self, call: Call) -> Reply:
        params: dict[str, Any] = forms.parse(call.body.decode()) or forms.parse(_query(call))
        return Reply.of(self._api.handle(call.method, call.path.removeprefix("/v1/"), params))


def _query(call: Call) -> str:
    return "&".join(f"{name}={value}" for name, value in call.query.items())
