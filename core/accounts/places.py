"""Where somebody is signed in, as a condition for the query that loads them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Exists

from core.accounts.models import Device
from tenants.kernel import clock


class Place(NamedTuple):
    """Where a token was given out: a device's public id, and whose it is."""

    device: str
    holder: str

    def values(self) -> dict[str, Any]:
        """As `is_live` takes them."""
        return {**self._asdict(), "now": clock.now()}


def is_live(*, device: Any, holder: Any, now: Any) -> Exists:
    """A condition for the query of the holder: still signed in there."""
    live = Device.objects.filter(holder=holder, ended_at=None, expires_at__gt=now)
    return Exists(live.filter(public_id=device))
