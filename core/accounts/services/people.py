"""What happens to colleagues: profile, role, department, leaving and coming back."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from core.accounts import book
from core.accounts.events import RoleChanged, UserDeactivated, UserReactivated
from core.accounts.models import Department, Role, User
from core.accounts.rules import MANAGE_PEOPLE, OWNER, START_PAGES, may_give
from core.accounts.services.devices import end_all
from core.accounts.services.joining import check_seat_for
from core.accounts.services.rows import check_seen, line_up, locked, save
from core.audit import trail
from tenants.events.bus import publish
from tenants.kernel import wordings
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused
from tenants.kernel.text import one_line, storable

THEMES = ("light", "dark", "system")
LONGEST_SIGNATURE = 5_000  # characters


class LastOwner(Conflict):
    code = "people.last_owner"
    sentence = "There must be at least one owner. Make somebody else an owner first."


@transaction.atomic
def update_profile(user: User, *, by: Actor, seen: int | None = None, **changes: Any) -> User:
    """One's own name, time_zone, language, theme, start_page, signature, signature_in.

    Raises Stale, Invalid.
    """
    user = locked(user.pk)
    check_seen(user, seen)
    clean = {name: _CLEAN[name](value) for name, value in changes.items()}
    return write(user, clean, by, "user.profile_changed")


@transaction.atomic
def change_person(user: User, *, by: Actor, seen: int | None = None, **changes: Any) -> User:
    """A colleague's name, role (Role) and department (Department or None), all or nothing.

    Raises Stale, Refused, LastOwner, NoSeatLeft, Invalid.
    """
    line_up()
    fresh = locked(user.pk)
    check_seen(fresh, seen)
    if "role" in changes:
        change_role(fresh, changes["role"], by=by)
        fresh = locked(user.pk)
    clean: dict[str, Any] = {}
    if "name" in changes:
        clean["name"] = _name(changes["name"])
    if "department" in changes:
        clean["department"] = changes["department"]
    return write(fresh, clean, by, "user.changed")


@transaction.atomic
def change_role(user: User, role: Role, *, by: Actor) -> User:
    """Give another role. Nobody gives or takes more than they hold. Raises Refused, LastOwner, NoSeatLeft."""
    line_up()
    user = locked(user.pk)
    if user.role_id == role.pk:
        return user
    _check_rank(by, user, user.role, role)
    _check_last_owner(user)
    if user.is_active and not user.role.takes_seat:
        check_seat_for(role)

    was, user.role = user.role.key, role
    save(user, "role")

    trail.record("user.role_changed", on=user, by=by, before=was, after=role.key)
    book.people.changed()
    publish(RoleChanged(user.pk, was, role.key, by.ref))
    return user


@transaction.atomic
def deactivate(user: User, *, by: Actor, seen: int | None = None) -> User:
    """Nobody signs in as this person any more; sessions and devices end now.

    Raises Refused, LastOwner, Stale.
    """
    line_up()
    user = locked(user.pk)
    check_seen(user, seen)
    if not user.is_active:
        return user
    _check_rank(by, user, user.role)
    _check_last_owner(user)

    user.is_active = False
    end_all(user)
    save(user, "is_active", "sessions_key")

    trail.record("user.deactivated", on=user, by=by)
    publish(UserDeactivated(user.pk, by.ref))
    return user


@transaction.atomic
def reactivate(user: User, *, by: Actor, seen: int | None = None) -> User:
    """The person may sign in again, with the old password and role. Raises Refused, NoSeatLeft, Stale."""
    line_up()
    user = locked(user.pk)
    check_seen(user, seen)
    if user.is_active:
        return user
    _check_rank(by, user, user.role)
    check_seat_for(user.role)

    user.is_active = True
    save(user, "is_active")

    trail.record("user.reactivated", on=user, by=by)
    publish(UserReactivated(user.pk, by.ref))
    return user


def _check_last_owner(user: User) -> None:
    if user.role.key != OWNER or not user.is_active:
        return
    if not User.objects.filter(role__key=OWNER, is_active=True).exclude(pk=user.pk).exists():
        raise LastOwner


def _check_rank(by: Actor, user: User, *roles: Role) -> None:
    """With what is said of the person in addition to the role: that may reach further."""
    if not all(may_give(by, role.permissions, role.reach, user.reach) for role in roles):
        raise Refused(permission=MANAGE_PEOPLE)


def write(user: User, clean: dict[str, Any], by: Actor, action: str) -> User:
    changed = {name: value for name, value in clean.items() if getattr(user, name) != value}
    if not changed:
        return user
    before = {name: _told(getattr(user, name)) for name in changed}
    for name, value in changed.items():
        setattr(user, name, value)
    save(user, *changed)
    trail.record(action, on=user, by=by, before=before, after={k: _told(v) for k, v in changed.items()})
    return user


def _told(value: Any) -> Any:
    return value.name if isinstance(value, Department) else value


def _name(value: str) -> str:
    clean = one_line(storable(value), 120)
    if not clean:
        raise Invalid(fields={"name": ["Please fill this in."]})
    return clean


def _zone(value: str) -> str:
    if value and value not in zoneinfo.available_timezones():
        raise Invalid(fields={"time_zone": ["Choose a time zone from the list."]})
    return value


def _language(value: str) -> str:
    if value and value not in dict(settings.LANGUAGES):
        raise Invalid(fields={"language": ["We do not speak this language yet."]})
    return value


def _theme(value: str) -> str:
    if value not in THEMES:
        raise Invalid(fields={"theme": ["Choose light, dark or system."]})
    return value


def _start_page(value: str) -> str:
    if value and value not in START_PAGES:
        raise Invalid(fields={"start_page": ["Choose a page from the list."]})
    return value


def _signature(value: str) -> str:
    return storable(value)[:LONGEST_SIGNATURE].strip()


def _signature_in(value: Mapping[str, object]) -> dict[str, str]:
    languages = dict(settings.LANGUAGES)
    return wordings.clean(value, languages, field="signature_in", longest=LONGEST_SIGNATURE)


_CLEAN: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "time_zone": _zone,
    "language": _language,
    "theme": _theme,
    "start_page": _start_page,
    "signature": _signature,
    "signature_in": _signature_in,
}
