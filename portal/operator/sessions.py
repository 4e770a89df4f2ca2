"""Sign-in of platform administrators: password, then a code, always. Only on the platform's own host.

Nothing of a tenant's sign-in is shared: other rows, another session key, eight idle hours. A session
ends when password or secret change. Codes: see codes.py.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.ui.views import View, guarded
from tenants import limits, platform
from tenants.http import address_of
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Unauthenticated
from tenants.models import PlatformAdmin

IDLE = timedelta(hours=8)
STEP_LIFE = timedelta(minutes=10)  # between password and code
KEY, HELD = "operator", "operator_held"  # session keys
NEED = "platform.operate"


class WrongPassword(Unauthenticated):
    code = "operator.failed"
    sentence = "E-mail or password is not right."


def operator(view: View) -> View:
    """For signed-in platform administrators."""
    return guarded(view, _check, NEED)


def _check(request: HttpRequest) -> None:
    request.sign_in_at = "operator:sign_in"  # type: ignore[attr-defined]
    if request.tenant.schema_name != "public":  # type: ignore[attr-defined]
        raise NotFound
    if current(request) is None:
        raise Unauthenticated


def current(request: HttpRequest) -> PlatformAdmin | None:
    """The administrator of this session, asked once per request."""
    if not hasattr(request, "_operator"):
        request._operator = _load(request)  # type: ignore[attr-defined]
    found: PlatformAdmin | None = request._operator  # type: ignore[attr-defined]
    return found


def actor(request: HttpRequest) -> Actor:
    row = current(request)
    if row is None:
        raise Unauthenticated
    return Actor("operator", row.pk, row.name)


def check_password(request: HttpRequest, email: str, password: str) -> PlatformAdmin:
    """Counted before it is checked, the same words and time for unknown addresses. WrongPassword, TooMany."""
    email = email.strip().lower()[:254]
    limits.hit("auth", "operator", email)
    limits.hit("auth", "operator", address_of(request))
    row = PlatformAdmin.objects.filter(email=email, is_active=True).first()
    if row is None:
        make_password(password)  # takes as long as a real check
        raise WrongPassword
    if not row.check_password(password):
        platform.record("operator.sign_in_failed", on=None, by=Actor("operator", row.pk, row.name))
        raise WrongPassword
    return row


def hold(request: HttpRequest, row: PlatformAdmin) -> None:
    """The password was right, the code is still to come."""
    request.session.cycle_key()
    request.session[HELD] = [row.pk, time_now(), _tag(row)]


def held(request: HttpRequest) -> PlatformAdmin | None:
    kept = request.session.get(HELD)
    if not kept or time_now() - kept[1] > STEP_LIFE.total_seconds():
        return None
    row = PlatformAdmin.objects.filter(pk=kept[0], is_active=True).first()
    return row if row and constant_time_compare(_tag(row), kept[2]) else None


def begin(request: HttpRequest, row: PlatformAdmin) -> None:
    request.session.flush()
    request.session[KEY] = [row.pk, time_now(), _tag(row)]
    request.session.set_expiry(int(IDLE.total_seconds()))
    request._operator = row  # type: ignore[attr-defined]


def end(request: HttpRequest) -> None:
    request.session.flush()


def time_now() -> float:
    return clock.now().timestamp()


def _load(request: HttpRequest) -> PlatformAdmin | None:
    kept = request.session.get(KEY)
    if not kept or time_now() - kept[1] > IDLE.total_seconds():
        return None
    row = PlatformAdmin.objects.filter(pk=kept[0], is_active=True).first()
    if row is None or not row.totp_secret or not constant_time_compare(_tag(row), kept[2]):
        return None
    if time_now() - kept[1] > 300:  # a click writes the session at most every five minutes
        request.session[KEY] = [row.pk, time_now(), kept[2]]
    return row


def _tag(row: PlatformAdmin) -> str:
    """Changes with password and secret, and with them every session ends."""
    return salted_hmac("operator-session", f"{row.pk}:{row.password}:{row.totp_secret}").hexdigest()[:32]
