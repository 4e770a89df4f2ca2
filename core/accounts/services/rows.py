"""The locks of this app, and the one way to write a user's row.

Order, so that nobody waits in a circle: line_up, then invitations and users.
"""

from __future__ import annotations

from core.accounts.models import Role, User
from core.accounts.rules import OWNER
from tenants.kernel.errors import Stale


def line_up() -> None:
    """Changes that count owners or seats stand in line, or two at once would count the same one."""
    Role.objects.select_for_update().get(key=OWNER)


def locked(pk: int) -> User:
    """The user's fresh row under our lock, with the role.

    Lock first, read after: a locking read that joins the role misses a row whose role just changed.
    """
    User.objects.select_for_update().only("pk").get(pk=pk)
    return User.objects.select_related("role").get(pk=pk)


def check_seen(user: User, seen: int | None) -> None:
    """Stale when the caller looked at another version; None skips the question."""
    if seen not in (None, user.version):
        raise Stale(version=user.version)


def save(user: User, *fields: str) -> None:
    """Write only these fields and raise the version."""
    user.version += 1
    user.save(update_fields=[*fields, "version"])
    user.__dict__.pop("actor", None)  # the cached permissions may be yesterday's
