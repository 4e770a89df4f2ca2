"""Signing in: password, then code. Counted before it is checked, equal for known and unknown addresses.

Ten wrong passwords in a row close the account for 15 minutes, each further one for twice as
long. While it is closed even the right password fails, with the same words, so that nobody
learns what exists or what was right; the person is told by mail (UserLocked).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from core.accounts import selectors
from core.accounts.events import UserLocked
from core.accounts.models import User
from core.accounts.rules import SERVICE, lock_after
from core.accounts.services.rows import locked
from core.accounts.services.second_factor import verify_second_factor
from core.audit import trail
from tenants import limits
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Unauthenticated
from tenants.watching import visit


class SignInFailed(Unauthenticated):
    """Wrong address, wrong password, locked, deactivated: the same answer for all."""

    code = "auth.failed"
    sentence = (
        "This e-mail address and password do not fit, "
        "or the account is closed for a while after too many tries."
    )


class CodeNeeded(Unauthenticated):
    """The password is right; the person has a second factor."""

    code = "auth.code_needed"
    sentence = "Enter the code from your authenticator app."


@dataclass(frozen=True)
class SignedIn:
    """factor: the OTP device that verified the code; None for people without one."""

    user: User
    factor: Any = None


def sign_in(email: str, password: str, code: str | None = None) -> SignedIn:
    """Password and, for people who have a second factor, the code.

    Raises SignInFailed, CodeNeeded, WrongCode, TooMany.
    """
    user = check_password(email, password)
    if not user.has_second_factor:
        return SignedIn(user)
    if not code:
        raise CodeNeeded
    return SignedIn(user, verify_second_factor(user, code))


def check_password(email: str, password: str) -> User:
    """The active user of this address and password. Raises SignInFailed, TooMany."""
    count_try(email)
    user = selectors.by_email(email)

    if user is None:
        make_password(password)  # takes as long as a real check
        raise SignInFailed
    is_right = user.check_password(password)
    if not _settle(user.pk, is_right):
        raise SignInFailed
    return user


def count_try(who: str) -> None:
    """One try at anything of sign-in: 5 a minute per account and per address of the visitor. TooMany."""
    limits.hit("auth", "account", who.strip().lower())
    if ip := visit().ip:
        limits.hit("auth", "ip", ip)


@transaction.atomic
def _settle(pk: int, is_right: bool) -> bool:
    """Count the failure or forget the earlier ones, under the lock. Whether the person may come in."""
    user = locked(pk)
    if user.locked_until and user.locked_until > clock.now():
        return False
    if not is_right:
        _fail(user)
        return False
    if not user.is_active or user.role.key == SERVICE:
        return False

    if user.failed_logins:
        user.failed_logins, user.locked_until = 0, None
        user.save(update_fields=["failed_logins", "locked_until"])
    trail.record("user.password_accepted", on=user, by=user.actor)
    return True


def _fail(user: User) -> None:
    user.failed_logins = min(user.failed_logins + 1, 10_000)
    closed_for = lock_after(user.failed_logins, settings.PASSWORD_LOCK_AFTER)
    user.locked_until = clock.now() + closed_for if closed_for else None
    user.save(update_fields=["failed_logins", "locked_until"])
    trail.record("user.sign_in_failed", on=user, by=SYSTEM, after={"failures": user.failed_logins})
    if user.locked_until:
        trail.record("user.locked", on=user, by=SYSTEM, after={"until": user.locked_until.isoformat()})
        publish(UserLocked(user.pk, user.locked_until.isoformat()))
