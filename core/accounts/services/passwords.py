"""Passwords: ask for a mailed link, choose a new one by it, change one's own."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from core.accounts import selectors
from core.accounts.events import PasswordChanged, PasswordResetRequested
from core.accounts.models import PasswordReset, User
from core.accounts.rules import RESET_LIFE, SERVICE
from core.accounts.services.devices import end_all
from core.accounts.services.rows import locked, save
from core.audit import trail
from tenants import limits
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid
from tenants.secrets import BadLink
from tenants.watching import visit


class WeakPassword(Invalid):
    """data: fields {"password": [sentences]}."""

    code = "password.weak"
    sentence = "Please choose a stronger password."


class WrongPassword(Invalid):
    """data: fields {"current": [sentence]}."""

    code = "password.wrong"
    sentence = "The current password is not right."


def request_password_reset(email: str) -> None:
    """Owe the person a link for an hour. Says nothing about who exists. Raises TooMany."""
    who = email.strip().lower()
    limits.hit("auth", "reset", who)
    if ip := visit().ip:
        limits.hit("auth", "ip", ip)
    user = selectors.by_email(who)
    if user is None or not user.is_active or user.role.key == SERVICE:
        return

    with transaction.atomic():
        reset = PasswordReset.objects.create(user=user, expires_at=clock.now() + RESET_LIFE)
        trail.record("user.password_reset_requested", on=user, by=SYSTEM)
        publish(PasswordResetRequested(reset.pk))


@transaction.atomic
def reset_password(token: str, password: str) -> User:
    """Choose a password by mailed link, once. Ends every session. Raises BadLink, WeakPassword, TooMany."""
    if ip := visit().ip:
        limits.hit("auth", "ip", ip)
    user = locked(selectors.reset_by_token(token).user_id)
    reset = selectors.reset_by_token(token)  # again, under the lock: the same link may run twice at once
    if not user.is_active:
        raise BadLink

    set_checked(user, password)
    PasswordReset.objects.filter(user=user, used_at=None).update(used_at=clock.now())

    trail.record("user.password_reset", on=user, by=user.actor, after={"request": reset.pk})
    publish(PasswordChanged(user.pk, "reset"))
    return user


@transaction.atomic
def change_password(user: User, current: str, password: str, *, by: Actor) -> User:
    """Change one's own. Every other session and device ends. Raises WrongPassword, WeakPassword, TooMany."""
    limits.hit("auth", "change", user.pk)
    user = locked(user.pk)
    if not user.check_password(current):
        raise WrongPassword(fields={"current": [WrongPassword.sentence]})

    set_checked(user, password)

    trail.record("user.password_changed", on=user, by=by)
    publish(PasswordChanged(user.pk, "changed"))
    return user


def set_checked(user: User, password: str) -> None:
    """Set a password that meets the rules, forget failures, end what was signed in with the old one."""
    check_strength(password, user)
    user.set_password(password)
    user.failed_logins, user.locked_until = 0, None
    end_all(user)
    save(user, "password", "failed_logins", "locked_until", "sessions_key")


def check_strength(password: str, user: User) -> None:
    """At least 12 characters, not a common one, not made of name and address. Raises WeakPassword."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise WeakPassword(fields={"password": fault.messages}) from None
