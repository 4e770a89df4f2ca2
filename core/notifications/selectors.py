"""Everybody reads their own notifications, of tickets they may still see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.notifications import tally
from core.notifications.models import Notification
from core.notifications.rules import VIEW
from core.tickets.selectors import visible
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

COLUMNS = (
    *(field.attname for field in Notification._meta.concrete_fields),
    "ticket__number",
    "ticket__subject",
)


class NoSuchNotification(NotFound):
    code = "notification.not_found"
    sentence = "There is no such notification, or it is not yours."


def mine(actor: Actor) -> QuerySet[Notification]:
    """Newest first, each with its ticket."""
    if actor.kind != "user" or not actor.may(VIEW):
        return Notification.objects.none()
    seen = Q(ticket=None) | Q(ticket__in=visible(actor).order_by().values("pk"))
    return Notification.objects.filter(seen, user=actor.id).select_related("ticket").only(*COLUMNS)


def one(actor: Actor, pk: int) -> Notification:
    """Raises NoSuchNotification."""
    row = mine(actor).filter(pk=pk).first()
    if row is None:
        raise NoSuchNotification
    return row


def unread(actor: Actor) -> int:
    """How many wait. Without a query while nothing changes."""
    if actor.kind != "user" or not actor.may(VIEW) or actor.id is None:
        return 0
    return tally.of(actor.id)
