"""The second factor: codes of an authenticator app (TOTP) and ten backup codes, each good for one use.

django-otp keeps the devices, makes a wrong code cost 1, 2, 4 … seconds and remembers the last
accepted step. Backup codes are stored as MACs, so a leaked table signs nobody in.
"""

from __future__ import annotations

import secrets as random
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.accounts.events import SecondFactorChanged
from core.accounts.models import SignInPolicy, User
from core.accounts.rules import BACKUP_CODES
from core.accounts.services.devices import end_all
from core.accounts.services.rows import locked, save
from core.audit import trail
from tenants import limits, secrets
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Unauthenticated
from tenants.watching import visit

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
CODE_LENGTH = 10  # of 31 characters: 49 bits


class WrongCode(Unauthenticated):
    """Also for a code that was used before, and while wrong ones are being slowed down."""

    code = "auth.wrong_code"
    sentence = "This code is not valid (any more). Wait for the next one and try again."


class AlreadyOn(Conflict):
    code = "second_factor.already_on"
    sentence = "Two-step sign-in is on already."


class NotBegun(Conflict):
    code = "second_factor.not_begun"
    sentence = "Begin setting up two-step sign-in first."


class IsDuty(Conflict):
    code = "second_factor.required"
    sentence = "Two-step sign-in is required for you and cannot be switched off."


@dataclass(frozen=True)
class Enrolment:
    """secret: base32 for typing; url: otpauth:// for the QR code. Shown once, then confirmed by a code."""

    secret: str
    url: str


@transaction.atomic
def begin_totp(user: User, *, by: Actor) -> Enrolment:
    """A fresh secret that means nothing until confirmed; an earlier unconfirmed one is dropped. AlreadyOn."""
    user = locked(user.pk)
    if user.has_second_factor:
        raise AlreadyOn

    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    device = TOTPDevice.objects.create(user=user, name="authenticator", confirmed=False)

    trail.record("user.second_factor_begun", on=user, by=by)
    url = str(device.config_url)
    return Enrolment(secret=url.partition("secret=")[2].partition("&")[0], url=url)


def confirm_totp(user: User, code: str, *, by: Actor) -> tuple[TOTPDevice, list[str]]:
    """The app shows the right code: codes are asked from now on. The device and ten backup codes.

    Raises AlreadyOn, NotBegun, WrongCode, TooMany.
    """
    _count_try(user)
    with transaction.atomic():
        user = locked(user.pk)
        if user.has_second_factor:
            raise AlreadyOn
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None:
            raise NotBegun
        is_right = device.verify_token(_clean(code))
        codes = _switch_on(user, device, by) if is_right else []
    if not is_right:
        raise WrongCode  # after commit, so that the failure stays counted
    return device, codes


def verify_second_factor(user: User, code: str) -> Any:
    """The device that accepts this code, once. Raises WrongCode, TooMany."""
    _count_try(user)
    code = _clean(code)
    with transaction.atomic():
        locked(user.pk)
        device = _by_app(user, code) if code.isdigit() and len(code) == 6 else _by_backup(user, code)
        if device is not None:
            trail.record("user.second_factor_shown", on=user, by=user.actor, after={"with": device.name})
        else:
            trail.record("user.second_factor_failed", on=user, by=user.actor)
    if device is None:
        raise WrongCode
    return device


def new_backup_codes(user: User, *, by: Actor, code: str) -> list[str]:
    """Ten fresh codes for a valid one; the old ones are void. Raises NotBegun, WrongCode, TooMany."""
    verify_second_factor(user, code)
    with transaction.atomic():
        user = locked(user.pk)
        if not user.has_second_factor:
            raise NotBegun
        codes = _make_codes(user)
        trail.record("user.backup_codes_made", on=user, by=by)
    return codes


def disable_totp(user: User, *, by: Actor, code: str) -> None:
    """Switch it off with a valid code: a stolen session is not enough. Raises IsDuty, WrongCode, TooMany."""
    if not user.has_second_factor:
        return
    if user.role.requires_mfa or SignInPolicy.objects.filter(mfa_required_at__isnull=False).exists():
        raise IsDuty
    verify_second_factor(user, code)
    with transaction.atomic():
        _switch_off(locked(user.pk), by, "user.second_factor_disabled")


@transaction.atomic
def reset_second_factor(user: User, *, by: Actor) -> None:
    """A colleague has lost phone and codes. Ends their sessions and devices; they enrol anew."""
    user = locked(user.pk)
    if not user.has_second_factor:
        return
    end_all(user)
    _switch_off(user, by, "user.second_factor_reset")


@transaction.atomic
def require_second_factor(is_required: bool, *, by: Actor) -> None:
    """Make it everybody's duty (seven days to set it up), or nobody's but the roles' that ask for it."""
    row, _ = SignInPolicy.objects.select_for_update().get_or_create(pk=1)
    if bool(row.mfa_required_at) == is_required:
        return
    row.mfa_required_at = clock.now() if is_required else None
    row.save(update_fields=["mfa_required_at"])
    trail.record("policy.second_factor", on=row, by=by, before=not is_required, after=is_required)


def _switch_on(user: User, device: TOTPDevice, by: Actor) -> list[str]:
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    user.second_factor_at = clock.now()
    save(user, "second_factor_at")
    trail.record("user.second_factor_enabled", on=user, by=by)
    publish(SecondFactorChanged(user.pk, True, by.ref))
    return _make_codes(user)


def _switch_off(user: User, by: Actor, action: str) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    user.second_factor_at = None
    save(user, "second_factor_at", "sessions_key")
    trail.record(action, on=user, by=by)
    publish(SecondFactorChanged(user.pk, False, by.ref))


def _make_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    box = StaticDevice.objects.create(user=user, name="backup codes")
    codes = ["".join(random.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=box, token=_kept(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _by_app(user: User, code: str) -> TOTPDevice | None:
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    return device if device and device.verify_token(code) else None


def _by_backup(user: User, code: str) -> StaticDevice | None:
    box = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    return box if box and box.verify_token(_kept(user, code)) else None


def _kept(user: User, code: str) -> str:
    """What the table keeps of a backup code: 16 characters of a MAC with the tenant's key."""
    return secrets.tag("backup-code", user.pk, code, size=10)


def _clean(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()[:40]


def _count_try(user: User) -> None:
    limits.hit("auth", "code", user.pk)
    if ip := visit().ip:
        limits.hit("auth", "code-ip", ip)
