"""Rate limits of the API, counted by tenants.limits under the names of settings.RATE_LIMITS.

Each refusal is a TooMany with `retry_after`, told as 429 with Retry-After. Services count the
limits that hold for every face (sign-in); a door counts only what belongs to the door.
"""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from tenants import limits
from tenants.http import address_of


class Throttle(BaseThrottle):
    """Counts one call of `limit` per signed-in actor, or per address for strangers."""

    limit = "api"

    def allow_request(self, request: Request, view: Any) -> bool:
        limits.hit(self.limit, who(request))
        return True


class ApiThrottle(Throttle):
    """All of the API: 100 calls a minute per person."""

    limit = "api"


class TicketCreateThrottle(Throttle):
    """New tickets: 10 a minute per person or address."""

    limit = "ticket_create"


class SearchThrottle(Throttle):
    limit = "search"


def who(request: Request) -> str:
    actor = getattr(request, "actor", None)
    return actor.ref if actor else address_of(request._request)
