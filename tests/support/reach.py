"""People who are bound to queues."""

from __future__ import annotations

from typing import Any

from core.accounts import services
from core.accounts.models import User
from tenants.kernel.actor import SYSTEM


def bound(user: User, **levels: str) -> User:
    """The person with these levels, as the database has them now. q12: of the queue with this id."""
    plain: dict[str, Any] = {name.removeprefix("q") if name[1:].isdecimal() else name: level
                             for name, level in levels.items()}  # fmt: skip
    services.set_reach(user, plain, by=SYSTEM)
    return User.objects.select_related("role").get(pk=user.pk)
