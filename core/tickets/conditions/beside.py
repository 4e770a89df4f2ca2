"""Conditions about what stands beside a ticket's row: the words said last, and who follows it.

A query asks by a subquery; of a ticket in hand the fact is looked up only when a condition asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IContains

from core.tickets.models import Message, Ticket, Watcher

if TYPE_CHECKING:
    from core.tickets.conditions.asking import Asking
    from core.tickets.conditions.tree import Leaf

TEXT, WATCHED = "text", "watched"  # keys of the fields
SAID = (Message.Kind.CUSTOMER, Message.Kind.REPLY)  # what customers and colleagues say to each other


def as_query(leaf: Leaf, asking: Asking, people: Collection[int]) -> Q:
    """people: whom a condition about followers names."""
    if leaf.field.key == TEXT:
        last = Subquery(_said(OuterRef("pk")).values("text")[:1], output_field=TextField())
        has = Q(IContains(Coalesce(last, Value(""), output_field=TextField()), leaf.value))
        return has if leaf.op == "contains" else ~has
    followers = Watcher.objects.filter(ticket=OuterRef("pk"), is_on=True)
    if leaf.op in ("empty", "filled"):
        return Q(Exists(followers)) if leaf.op == "filled" else ~Q(Exists(followers))
    has = Q(Exists(followers.filter(user__in=people)))
    return has if leaf.op == "is" else ~has


def holds(leaf: Leaf, fact: Any, people: Collection[int]) -> bool:
    """As the query answers. fact: of `facts_of`, looked up now."""
    has = fact() if callable(fact) else fact
    if leaf.field.key == TEXT:
        return (str(leaf.value).lower() in str(has or "").lower()) == (leaf.op == "contains")
    if leaf.op in ("empty", "filled"):
        return bool(has) == (leaf.op == "filled")
    return (not frozenset(people).isdisjoint(has or ())) == (leaf.op == "is")


def facts(ticket: Ticket) -> dict[str, Callable[[], Any]]:
    """{key: looks it up, once}"""
    return {TEXT: cache(lambda: _text(ticket)), WATCHED: cache(lambda: _followers(ticket))}


def _said(ticket: Any) -> QuerySet[Message]:
    return Message.objects.filter(ticket=ticket, kind__in=SAID, withdrawn_at=None).order_by("-id")


def _text(ticket: Ticket) -> str:
    return _said(ticket.pk).values_list("text", flat=True).first() or ""


def _followers(ticket: Ticket) -> frozenset[int]:
    rows = Watcher.objects.filter(ticket=ticket.pk, is_on=True)
    return frozenset(rows.values_list("user_id", flat=True))
