"""Who holds the tickets of a list: one or several of "me", "none", "covered" and ids of users."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from core.accounts.standing_in import stood_in_for
from tenants.kernel.actor import Actor

WORDS = ("me", "none", "covered")  # covered: those whose place one takes while they are away
MOST = 30  # named in one filter: each is a condition of its own


def holders(named: Sequence[Any]) -> str:
    """As a filter keeps them. Raises ValueError for what names nobody, and for too many."""
    found = list(dict.fromkeys(map(str, named)))
    if len(found) > MOST or not all(one in WORDS or one.isdecimal() for one in found):
        raise ValueError
    return ",".join(found)


def held_by(actor: Actor, whom: str) -> Q:
    """By any of those who are named."""
    return reduce(or_, (_by(actor, who) for who in whom.split(",")))


def _by(actor: Actor, who: str) -> Q:
    if who == "covered":
        return Q(assignee__in=stood_in_for(actor.id or 0))
    if who == "none":
        return Q(assignee=None)
    return Q(assignee_id=actor.id if who == "me" else who)
