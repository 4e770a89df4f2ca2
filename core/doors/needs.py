"""Who may pass: every action of every door names a permission, and what is not named is refused.

`needs = {action: permission}`. A permission is a name such as "tickets.view", several names
(any of them opens), SIGNED_IN (every signed-in person) or ANYONE (also strangers).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused, Unauthenticated

ANYONE = "*"
SIGNED_IN = "+"
Need = str | tuple[str, ...]


class Needs(BasePermission):
    """Asks the view what its current action needs. Raises Unauthenticated or Refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        action = view.current_action()
        if action is not None:  # an unmapped method is answered with 405 a moment later
            check(view.actor, view.needs.get(action))
        return True


def check(actor: Actor | None, need: Need | None) -> None:
    """Pass or raise. need None: the action was forgotten, so nobody passes."""
    if need == ANYONE:
        return
    if actor is None:
        raise Unauthenticated
    if need == SIGNED_IN:
        return
    if need is None or not any(actor.may(name) for name in names_of(need)):
        raise Refused(permission=" | ".join(names_of(need)))


def names_of(need: Need | None) -> tuple[str, ...]:
    """The permission names; none for ANYONE, SIGNED_IN and a forgotten action."""
    if need is None or need in (ANYONE, SIGNED_IN):
        return ()
    return (need,) if isinstance(need, str) else need


def sentence(need: Need | None) -> str:
    """For the OpenAPI description."""
    if need == ANYONE:
        return "Open to everyone."
    if need == SIGNED_IN:
        return "For everyone who is signed in."
    return f"Needs the permission {_or(names_of(need))}."


def _or(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)
