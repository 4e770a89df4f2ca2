"""What people of a role may do, and how far: system roles follow the product, others are the organization's.

Nobody makes, changes, gives or takes a role that holds more than they hold themselves. Whoever has the role
may do the new thing with their next click: rights are read with the person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from billing.selectors import has_feature
from core.accounts import book
from core.accounts.events import RightsChanged
from core.accounts.models import Invitation, Role, User
from core.accounts.rules import MANAGE_ROLES, OWNER, PERMISSIONS, may_give, takes_seat, with_implied
from core.accounts.services.joining import check_seat_for
from core.accounts.services.people import change_role
from core.accounts.services.rows import line_up, locked, save
from core.audit import trail
from tenants.events.bus import publish
from tenants.kernel import ids, reach
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused, Stale
from tenants.kernel.text import one_line, storable

MOST_ROLES = 50
MOST_NAMED = 500  # queues that one role speaks of
FEATURE = "custom_roles"
VALUES = ("name", "permissions", "reach", "requires_mfa")
OF_PRODUCT = ("permissions", "requires_mfa")  # of system roles: the product says so
CUSTOMERS = frozenset({"portal.tickets"})
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")


class RolesNotIncluded(Conflict):
    code = "role.not_included"
    sentence = "Your plan does not include roles of your own."


class TooManyRoles(Conflict):
    """data: limit."""

    code = "role.too_many"
    sentence = "An organization has {limit} roles at most."


class SystemRoleStays(Conflict):
    code = "role.system"
    sentence = "This role follows the product. Copy it, and change the copy."


class RoleInUse(Conflict):
    """data: people."""

    code = "role.in_use"
    sentence = "This role is held by {people}. Choose another one for them."


@transaction.atomic
def save_role(row: Role | None, *, by: Actor, seen: int | None = None, **values: Any) -> Role:
    """Create (row None) or change. values: name, permissions (names; those they need come along), reach
    ({"own", "others" or a queue's id: level}), requires_mfa; key of a new one, else it is made from the name.

    Raises Refused, RolesNotIncluded, TooManyRoles, SystemRoleStays, NoSeatLeft, Stale, Invalid. Emits
    RightsChanged where people have it.
    """
    line_up()
    role = (
        _begun(str(values.get("key") or ""))
        if row is None
        else Role.objects.select_for_update().get(pk=row.pk)
    )
    if row is not None and seen not in (None, role.version):
        raise Stale(version=role.version)
    before = None if row is None else _facts(role)
    if row is not None:
        _check_rank(by, role)

    clean = {name: _CLEAN[name](values[name]) for name in VALUES if name in values}
    changed = {name: value for name, value in clean.items() if getattr(role, name) != value}
    if row is not None and not changed:
        return role
    if role.is_system and not set(OF_PRODUCT).isdisjoint(changed):
        raise SystemRoleStays
    if role.key == OWNER and changed.get("reach"):
        raise Invalid(fields={"reach": ["Owners see every queue."]})
    for name, value in changed.items():
        setattr(role, name, value)
    _check_rank(by, role)
    _check_name(role)
    _settle(role, is_new=row is None)

    verb = "added" if row is None else "changed"
    trail.record(f"role.{verb}", on=role, by=by, before=before, after=_facts(role))
    if row is not None:
        _tell(role.key, None, by)
    return role


@transaction.atomic
def remove_role(row: Role, *, by: Actor, instead: Role | None = None) -> None:
    """Its people and open invitations get `instead`. Removing it again changes nothing.

    Raises Refused, SystemRoleStays, RoleInUse, NoSeatLeft, Invalid.
    """
    line_up()
    role = Role.objects.select_for_update().filter(pk=row.pk).first()
    if role is None:
        return
    if role.is_system:
        raise SystemRoleStays
    _check_rank(by, role)
    people = list(User.objects.filter(role=role).order_by("pk"))
    guests = Invitation.objects.filter(role=role)
    if instead is not None and instead.pk == role.pk:
        raise Invalid(fields={"instead": ["Choose another role."]})
    waiting = guests.filter(accepted_at=None, withdrawn_at=None)
    if instead is None and (people or waiting.exists()):
        raise RoleInUse(people=len(people) + waiting.count())
    for user in people if instead else ():
        change_role(user, instead, by=by)  # type: ignore[arg-type]
    if instead:
        _check_rank(by, instead)
        guests.update(role=instead)

    trail.record("role.removed", on=role, by=by, before=_facts(role))
    role.delete()


@transaction.atomic
def set_reach(user: User, bounds: Mapping[str, Any], *, by: Actor, seen: int | None = None) -> User:
    """Levels of one person that outweigh those of their role; {}: as the role says.

    Raises Refused, Stale, Invalid. Emits RightsChanged.
    """
    user = locked(user.pk)
    if seen not in (None, user.version):
        raise Stale(version=user.version)
    clean = _reach(bounds)
    if user.reach == clean:
        return user
    if user.role.key == OWNER and clean:
        raise Invalid(fields={"reach": ["Owners see every queue."]})
    for one in (user.reach, clean):
        if not may_give(by, user.role.permissions, user.role.reach, one):
            raise Refused(permission=MANAGE_ROLES)

    was, user.reach = user.reach, clean
    save(user, "reach")

    trail.record("user.reach_changed", on=user, by=by, before=was, after=clean)
    _tell("", user.pk, by)
    return user


def _begun(key: str) -> Role:
    if not has_feature(FEATURE):
        raise RolesNotIncluded
    if Role.objects.count() >= MOST_ROLES:
        raise TooManyRoles(limit=MOST_ROLES)
    if key and (not _KEY.fullmatch(key) or Role.objects.filter(key=key).exists()):
        raise Invalid(fields={"key": ["Small letters, digits and hyphens, up to 30, and each once."]})
    last = Role.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return Role(key=key, permissions=[], reach={}, position=last + 1)


def _settle(role: Role, *, is_new: bool) -> None:
    """The row, its key and whether it is billed. Its people take seats from now on, or do not any more."""
    was = role.takes_seat
    if not role.is_system:
        role.takes_seat = takes_seat(role.permissions)
    if is_new and not role.key:
        slug = slugify(role.name)[:20].strip("-") or "role"
        taken = Role.objects.filter(key=slug).exists()
        role.key = f"{slug}-{ids.public_id()[:8].lower()}" if taken else slug
    if is_new:
        role.save()
        return
    role.version += 1
    role.save(update_fields=[*VALUES, "takes_seat", "version"])
    if role.takes_seat and not was:
        check_seat_for(role, more=0)  # its people are counted by now


def _check_rank(by: Actor, role: Role) -> None:
    if not may_give(by, role.permissions, role.reach):
        raise Refused(permission=MANAGE_ROLES)


def _check_name(role: Role) -> None:
    if not role.name:
        raise Invalid(fields={"name": ["Please fill this in."]})
    if Role.objects.filter(name__iexact=role.name).exclude(pk=role.pk).exists():
        raise Invalid(fields={"name": ["There is a role of this name already."]})


def _tell(role: str, user: int | None, by: Actor) -> None:
    book.people.changed()
    publish(RightsChanged(role, user, by.ref))


def _facts(role: Role) -> dict[str, Any]:
    return {name: getattr(role, name) for name in VALUES}


def _permissions(names: Collection[str]) -> list[str]:
    known = set(PERMISSIONS) - CUSTOMERS
    if unknown := sorted(set(map(str, names)) - known):
        raise Invalid(fields={"permissions": [f"There is no permission called {unknown[0][:60]}."]})
    return sorted(with_implied(names))


def _reach(bounds: Mapping[str, Any]) -> dict[str, str]:
    """Plain, without what says nothing."""
    if not isinstance(bounds, Mapping) or len(bounds) > MOST_NAMED:
        raise Invalid(fields={"reach": ["Give a level for each queue."]})
    for key, level in bounds.items():
        is_known = key in (reach.OWN, reach.OTHERS) or (str(key).isdecimal() and len(str(key)) < 10)
        if not is_known or level not in reach.LEVELS:
            raise Invalid(fields={"reach": ["Give a level for each queue."]})
    plain = {str(key): str(level) for key, level in bounds.items()}
    if plain.get(reach.OTHERS) == "full":
        plain.pop(reach.OTHERS)
    if plain.get(reach.OWN) == plain.get(reach.OTHERS, "full"):
        plain.pop(reach.OWN)
    return dict(sorted(plain.items()))


_CLEAN: dict[str, Any] = {
    "name": lambda value: one_line(storable(str(value)), 60),
    "permissions": _permissions,
    "reach": _reach,
    "requires_mfa": bool,
}
