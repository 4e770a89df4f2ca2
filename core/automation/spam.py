"""Spam is nobody's business: rules leave it, and what may be it, alone unless their conditions name it."""

from __future__ import annotations

from django.db.models import QuerySet

from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.conditions import Group, leaves_in
from core.tickets.models import Ticket

SPAM = Status.Category.SPAM


def is_named(tree: Group) -> bool:
    """Does it ask for spam by name: `is_suspect`, or a status that says spam? "Not closed" names nothing."""
    keys = {row.key for row in desk.statuses(hidden=True) if row.category == SPAM}
    named = {"state": {SPAM.value}, "status": keys}
    for leaf in leaves_in(tree):
        if leaf.field.key == "is_suspect":
            return True
        if leaf.op == "is" and not named.get(leaf.field.key, set()).isdisjoint(leaf.value or ()):
            return True
    return False


def is_spam(ticket: Ticket) -> bool:
    return ticket.is_spam or ticket.is_suspect


def without(rows: QuerySet[Ticket], tree: Group) -> QuerySet[Ticket]:
    """For a query, as `is_named` and `is_spam` say of one ticket."""
    return rows if is_named(tree) else rows.filter(is_suspect=False).exclude(status__category=SPAM)
