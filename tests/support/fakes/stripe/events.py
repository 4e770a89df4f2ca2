"""Events of the fake account: kept, signed as Stripe signs, and posted to the application."""

import copy
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from tests.support.fakes.stripe.store import Object, Store

API_VERSION = "2026-10-28.endive"
DELIVERY_TIMEOUT = 10.0  # seconds


class EventLog:
    """All events, oldest first. With a `url` each one is posted there in the background."""

    def __init__(self, store: Store, secret: str) -> None:
        self.events: list[Object] = []
        self.url: str | None = None
        self.deliveries: list[tuple[str, int]] = []  # (event id, HTTP status; 0 when unreachable)
        self._store, self._secret = store, secret
        self._pool = ThreadPoolExecutor(2)
        self._running: list[Future[int]] = []

    def emit(self, kind: str, about: Object) -> Object:
        """Record that something happened; the event carries the object as it is now."""
        event = self._store.new(
            "event",
            type=kind,
            api_version=API_VERSION,
            pending_webhooks=1,
            data={"object": copy.deepcopy(about)},
        )
        self.events.append(event)
        if self.url:
            self._running.append(self._pool.submit(self.deliver, event))
        return event

    def signed(self, event: Object, *, secret: str | None = None, at: int | None = None) -> tuple[bytes, str]:
        """Body and Stripe-Signature header. at: the signing time, now unless given."""
        body, stamp = json.dumps(event).encode(), at or int(time.time())
        mac = hmac.new((secret or self._secret).encode(), f"{stamp}.".encode() + body, hashlib.sha256)
        return body, f"t={stamp},v1={mac.hexdigest()}"

    def deliver(self, event: Object, url: str | None = None) -> int:
        """Post one event; returns the status the application answered, 0 when it could not be reached."""
        body, header = self.signed(event)
        headers = {"Content-Type": "application/json", "Stripe-Signature": header}
        request = urllib.request.Request(url or self.url or "", body, headers)
        status = _status(lambda: urllib.request.urlopen(request, timeout=DELIVERY_TIMEOUT).status)
        self.deliveries.append((event["id"], status))
        return status

    def settle(self) -> None:
        """Wait for the deliveries under way."""
        while self._running:
            self._running.pop().result(DELIVERY_TIMEOUT)


def _status(post: Callable[[], int]) -> int:
    try:
        return post()
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0
