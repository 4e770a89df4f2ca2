"""What a signed-in agent asks of the pages and the API, kind by kind: for infra.benchmarks.pages."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

HOST = "acme.localhost"
FORGERY = "b" * 32  # what a form shows beside its cookie
VIEWS = (
    "my-open", "unassigned", "needs-reply", "very-negative", "escalated", "recently-closed", "breaching", "all-open",
)  # fmt: skip


@dataclass
class Visitor:
    """The session for pages, the token for the API."""

    port: int
    cookies: str
    token: str
    tickets: int
    views: Sequence[str] = VIEWS
    turn: Any = field(default_factory=count)

    def request(self, kind: str) -> tuple[str, str, str, dict[str, str]]:
        """(method, path, body, headers) of one more request of this kind."""
        number = next(self.turn)
        page = {"Host": HOST, "Cookie": self.cookies, "Accept-Encoding": "gzip"}
        api = {"Host": HOST, "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        part = page | {"HX-Request": "true"}
        there = f"/desk/tickets/{1 + number * 7919 % self.tickets}/"
        match kind:
            case "inbox":
                return "GET", "/desk/", "", page
            case "view":
                return "GET", f"/desk/?view={self.views[number % len(self.views)]}", "", part
            case "ticket":
                return "GET", there, "", page
            case "pane":
                return "GET", there, "", part
            case "board":
                return "GET", "/desk/?layout=board", "", page
            case "search":
                return "GET", "/desk/search/?q=zeppelin", "", page
            case "often":
                return "GET", "/desk/search/?q=refund", "", page
            case "list":
                return "GET", "/api/v1/tickets/?page_size=50", "", api
            case "reply":
                said = {
                    "kind": "reply",
                    "body": "It is on its way. " * 10,
                    "idempotency_key": f"bench-{time.time_ns()}",
                }
                form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": FORGERY}
                return "POST", f"{there}reply/", urlencode(said), part | form
        words = {
            "email": f"customer{1 + number % 50}@example.org",
            "subject": "Charged twice",
            "body": "Please help. " * 20,
        }
        return "POST", "/api/v1/tickets/", json.dumps(words), api


def load(visitor: Visitor, kind: str, requests: int, clients: int) -> list[float]:
    """Seconds of each request, by so many clients that each wait for their answer."""
    each = [requests // clients + (place < requests % clients) for place in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        return [
            took for part in pool.map(lambda number: _client(visitor, kind, number), each) for took in part
        ]


def _client(visitor: Visitor, kind: str, requests: int) -> list[float]:
    line = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=120)
    times = []
    for _ in range(requests):
        method, path, body, headers = visitor.request(kind)
        began = time.perf_counter()
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        content = answer.read()
        times.append(time.perf_counter() - began)
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path}: {answer.status} {content[:300]!r}")
    line.close()
    return times
