"""Codes of platform administrators: each works once, also when two requests bring it at the same time."""

from __future__ import annotations

import base64
import secrets as random
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP

from tenants import limits, platform
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Unauthenticated
from tenants.models import PlatformAdmin
from tenants.secrets import decrypt, encrypt

TOLERANCE = 1  # steps of 30 s around now, for clocks that differ


class WrongCode(Unauthenticated):
    """Also for a code that was used before."""

    code = "operator.wrong_code"
    sentence = "This code is not valid (any more). Wait for the next one and try again."


def new_secret() -> str:
    """Base32, 160 bits."""
    return base64.b32encode(random.token_bytes(20)).decode()


def otpauth(row: PlatformAdmin, secret: str) -> str:
    """What the QR code says to the authenticator app."""
    issuer = quote(f"{settings.PLATFORM_NAME} operator")
    return f"otpauth://totp/{issuer}:{quote(row.email)}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"


def verify(row: PlatformAdmin, code: str, secret: str = "") -> PlatformAdmin:
    """Accept a code once. secret: one that is being enrolled; it is kept when its code is right.

    Raises WrongCode, TooMany.
    """
    limits.hit("auth", "operator-code", row.pk)
    with transaction.atomic():
        row = PlatformAdmin.objects.select_for_update().get(pk=row.pk)
        if secret and row.totp_secret:
            raise WrongCode  # enrolled meanwhile, by somebody with the same password
        step = _step_of(secret or decrypt(row.totp_secret), code, row.totp_last_step)
        if step is not None:
            row.totp_last_step = step
            row.totp_secret = encrypt(secret) if secret else row.totp_secret
            row.last_login_at = clock.now()
            row.save(update_fields=["totp_last_step", "totp_secret", "last_login_at"])
    who = Actor("operator", row.pk, row.name)
    if step is None:
        platform.record("operator.code_failed", on=None, by=who)
        raise WrongCode
    platform.record("operator.enrolled" if secret else "operator.signed_in", on=None, by=who)
    return row


def _step_of(secret: str, code: str, last: int) -> int | None:
    """The time step the code belongs to, when it is later than the last one that was accepted."""
    clean = "".join(code.split())
    if not (len(clean) == 6 and clean.isascii() and clean.isdecimal()):
        return None
    totp = TOTP(base64.b32decode(secret))
    totp.time = clock.now().timestamp()
    if not totp.verify(int(clean), tolerance=TOLERANCE, min_t=last + 1):
        return None
    return int(totp.t())
