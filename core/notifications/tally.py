"""How much is unread, kept in Redis: the bell of every page costs no query, and is exact all the same.

A number is kept under the version it was counted for. Every change sets another version after its commit, so
who counted before cannot pass an old number off as a new one. With Redis away it is counted each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection, transaction

from core.notifications.models import Notification
from tenants import context
from tenants.kernel import ids

DAY = 86_400


def of(user_id: int) -> int:
    """Unread rows of this person, as of now."""
    if _changed_here(user_id):
        return _count(user_id)
    version, kept = _kept(user_id)
    if kept is not None:
        return kept
    number = _count(user_id)
    if version:
        _put(_number(user_id), (version, number))
    return number


def changed(user_ids: Iterable[int]) -> None:
    """Something of these people is new, read or gone; heard of after the commit."""
    transaction.on_commit(_Forget(frozenset(user_ids), context.require_tenant()))


def _kept(user_id: int) -> tuple[str, int | None]:
    """(version, number counted for it, else None); ("", None) when Redis does not answer."""
    try:
        known = cache.get_many([_version(user_id), _number(user_id)])
        version = known.get(_version(user_id)) or cache.get_or_set(_version(user_id), ids.public_id, DAY)
    except Exception:  # Redis away
        return "", None
    of, number = known.get(_number(user_id)) or ("", 0)
    return str(version), number if of == version else None


def _count(user_id: int) -> int:
    """Nobody reads what is of a ticket in the bin; withdrawn are those rows anyway."""
    unread = Notification.objects.filter(user=user_id, read_at=None)
    return unread.filter(ticket__deleted_at=None).count()


def _changed_here(user_id: int) -> bool:
    """Whether this very transaction changed something, which nobody else sees yet."""
    here = context.require_tenant()
    waiting = (call for _ids, call, *_ in connection.run_on_commit if isinstance(call, _Forget))
    return any(call.schema == here and user_id in call.users for call in waiting)


@dataclass(frozen=True)
class _Forget:
    """Run after commit: what was counted before is of another version."""

    users: frozenset[int]
    schema: str

    def __call__(self) -> None:
        with context.tenant(self.schema):
            try:
                cache.set_many({_version(one): ids.public_id() for one in self.users}, DAY)
            except Exception:  # Redis away: nobody can ask it either
                return


def _put(key: str, value: tuple[str, int]) -> None:
    try:
        cache.set(key, value, DAY)
    except Exception:  # Redis away
        return


def _version(user_id: int) -> str:
    return f"notifications:{user_id}:version"


def _number(user_id: int) -> str:
    return f"notifications:{user_id}:unread"
