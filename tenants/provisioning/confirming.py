"""The mailed confirmation: its token can be made again from the row, so a lost letter can be sent again.

The table keeps only the token's digest; without the platform's key a leaked table opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q

from tenants.kernel import clock
from tenants.kernel.errors import Unavailable
from tenants.models import Signup
from tenants.provisioning import postman

LEASE = timedelta(minutes=1)  # above the relay's time-out
FIRST_WAIT = timedelta(seconds=15)  # doubled after each failed delivery, at most 2 ** LONGEST times
LONGEST = 6  # about a quarter of an hour


def token_of(public_id: str) -> str:
    """43 characters, URL safe; the same for each call."""
    mac = hmac.new(f"signup:{settings.SECRET_KEY}".encode(), public_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def link_of(signup: Signup) -> str:
    site = f"{settings.PLATFORM_SCHEME}://{settings.PLATFORM_DOMAIN}{settings.PLATFORM_PORT}"
    return f"{site}/signup/confirm/{token_of(signup.public_id)}"


def mail(signup_id: int) -> None:
    """Send the confirmation unless it has left or is in other hands. Unavailable: put off, raised."""
    if (signup := _claim(signup_id)) is None:
        return
    try:
        postman.send(postman.confirmation(signup, link_of(signup)))
    except Unavailable:
        wait = FIRST_WAIT * 2 ** min(signup.turn - 1, LONGEST)
        Signup.objects.filter(pk=signup_id, turn=signup.turn).update(lease_until=clock.now() + wait)
        raise
    except postman.Undeliverable as refusal:
        Signup.objects.filter(pk=signup_id, turn=signup.turn).update(
            reason=refusal.message, mailed_at=clock.now(), lease_until=None
        )
    else:
        Signup.objects.filter(pk=signup_id, turn=signup.turn).update(mailed_at=clock.now(), lease_until=None)


def _claim(signup_id: int) -> Signup | None:
    moment = clock.now()
    won = (
        Signup.objects.filter(pk=signup_id, state=Signup.State.ASKED, mailed_at=None, expires_at__gt=moment)
        .filter(Q(lease_until=None) | Q(lease_until__lt=moment))
        .update(lease_until=moment + LEASE, turn=F("turn") + 1)
    )
    return Signup.objects.get(pk=signup_id) if won else None
