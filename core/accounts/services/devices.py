"""Where somebody is signed in: API clients with a rotating refresh token, and browsers.

A refresh token is a signed value naming its device; the row keeps the digest of the one valid
token. A correctly signed token that is not that one has been used before: a copy is about, so
the whole device ends.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from core.accounts.events import DeviceReused, SignedOut
from core.accounts.models import Device, PasswordReset, User
from core.accounts.rules import IDLE
from core.accounts.services.rows import locked, save
from core.audit import trail
from tenants import limits, secrets
from tenants.events.bus import publish
from tenants.kernel import clock, ids
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Unauthenticated
from tenants.kernel.text import one_line, storable
from tenants.watching import visit

REFRESH = "refresh-token"  # purpose of the signed value


class BadRefresh(Unauthenticated):
    """Forged, expired, ended, used before, or of another organization."""

    code = "auth.bad_refresh_token"
    sentence = "This session has ended. Please sign in again."


@transaction.atomic
def open_device(holder: Actor, name: str = "") -> tuple[Device, str]:
    """Sign an API client in: the device and its first refresh token. The caller has checked who it is."""
    device = Device(
        holder=holder.ref,
        name=one_line(storable(name), 120),
        ip=visit().ip or None,
        expires_at=clock.now() + _life(),
    )
    token = _next_token(device)
    device.save()
    trail.record("device.opened", on=device, by=holder, after={"name": device.name})
    return device, token


def refresh_device(token: str) -> tuple[Device, str]:
    """The device and its next refresh token. A reused token ends the device. Raises BadRefresh, TooMany."""
    if ip := visit().ip:
        limits.hit("api", "refresh", ip)
    try:
        public_id, _ = secrets.unsign(REFRESH, token, _life())
    except secrets.BadLink:
        raise BadRefresh from None

    with transaction.atomic():
        device = Device.objects.select_for_update().filter(public_id=public_id, ended_at=None).first()
        if device is None or device.expires_at <= clock.now():
            raise BadRefresh
        is_current = device.refresh_hash == secrets.digest(token)
        if is_current:
            following = _next_token(device)
            device.used_at, device.expires_at = clock.now(), clock.now() + _life()
            device.ip = visit().ip or None
            device.save(update_fields=["refresh_hash", "used_at", "expires_at", "ip"])
        else:
            _reused(device)
    if not is_current:
        raise BadRefresh  # after commit, so that the device stays ended
    return device, following


@transaction.atomic
def remember_browser(user: User, session_key: str, name: str = "") -> Device:
    """The row beside a browser's session, one per session."""
    device, _ = Device.objects.update_or_create(
        session_key=session_key,
        holder=user.actor.ref,
        ended_at=None,
        defaults={"name": name, "ip": visit().ip or None, "expires_at": clock.now() + IDLE},
    )
    trail.record("user.signed_in", on=user, by=user.actor, after={"with": name})
    return device


def touch_browser(public_id: str) -> None:
    """The person is still there."""
    now = clock.now()
    Device.objects.filter(public_id=public_id, ended_at=None).update(used_at=now, expires_at=now + IDLE)


@transaction.atomic
def end_device(device: Device, *, by: Actor) -> None:
    """Sign this place out at once. Ending it again changes nothing."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.ended_at:
        return
    if device.session_key:
        Session.objects.filter(pk=device.session_key).delete()
    device.ended_at = clock.now()
    device.save(update_fields=["ended_at"])
    trail.record("device.ended", on=device, by=by)
    kind, _, number = device.holder.partition(":")
    if kind == "user":
        publish(SignedOut(int(number)))


@transaction.atomic
def sign_out(user: User, browser: str | None) -> None:
    """The person leaves this browser. browser: public id of its device."""
    Device.objects.filter(public_id=browser or "", holder=user.actor.ref).update(ended_at=clock.now())
    trail.record("user.signed_out", on=user, by=user.actor)
    publish(SignedOut(user.pk))


@transaction.atomic
def end_everywhere(user: User, *, by: Actor) -> User:
    """End every session and device of a person; the fresh row."""
    user = locked(user.pk)
    end_all(user)
    save(user, "sessions_key")
    trail.record("user.signed_out_everywhere", on=user, by=by)
    publish(SignedOut(user.pk, everywhere=True))
    return user


def end_all(user: User) -> None:
    """For services that hold the row's lock and will save `sessions_key`: nothing of before counts."""
    user.sessions_key = ids.public_id()
    end_devices(f"user:{user.pk}")


def end_devices(holder: str) -> None:
    """Every API client and browser of a person ("user:5", "contact:9") is signed out."""
    Device.objects.filter(holder=holder, ended_at=None).update(ended_at=clock.now())


def forget_old() -> None:
    """Drop devices and reset requests that ended or expired a month ago."""
    before = clock.now() - timedelta(days=30)
    Device.objects.filter(Q(ended_at__lt=before) | Q(expires_at__lt=before)).delete()
    PasswordReset.objects.filter(expires_at__lt=before).delete()


def _reused(device: Device) -> None:
    device.ended_at = clock.now()
    device.save(update_fields=["ended_at"])
    trail.record("device.reused", on=device, by=SYSTEM, after={"holder": device.holder})
    publish(DeviceReused(device.pk, device.holder))


def _next_token(device: Device) -> str:
    token = secrets.sign(REFRESH, [device.public_id, ids.token(16)])
    device.refresh_hash = secrets.digest(token)
    return token


def _life() -> timedelta:
    life: timedelta = settings.REFRESH_TOKEN_LIFETIME
    return life
