"""Everybody reads their own notifications, of tickets they may still see."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from core.accounts.models import User
from core.notifications import tally
from core.notifications.models import Hook, Notification, Preference
from core.notifications.quiet import quiet_until
from core.notifications.rules import ARRANGE, VIEW
from core.tickets.selectors import visible
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

COLUMNS = (
    *(field.attname for field in Notification._meta.concrete_fields),
    "ticket__number",
    "ticket__subject",
)


class NoSuchHook(NotFound):
    code = "hook.not_found"
    sentence = "There is no such channel."


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


def hooks(actor: Actor) -> QuerySet[Hook]:
    """Channels of the team. Refused without desk.manage."""
    if not actor.may(ARRANGE):
        raise Refused(permission=ARRANGE)
    return Hook.objects.select_related("queue")


def hook(actor: Actor, pk: int) -> Hook:
    """Raises NoSuchHook, Refused."""
    row = hooks(actor).filter(pk=pk).first()
    if row is None:
        raise NoSuchHook
    return row


def preference(user: User) -> Preference:
    """What they want, as the database has it; as everybody starts, where they never said."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def zone_of(user: User) -> ZoneInfo:
    """Their own, else the organization's."""
    return user.zone or ZoneInfo(context.current_tenant().time_zone or "UTC")


def is_quiet(user: User) -> bool:
    """Are they not to be disturbed right now?"""
    return quiet_until(preference(user), zone_of(user), clock.now()) is not None


def unread(actor: Actor) -> int:
    """How many wait. Without a query while nothing changes."""
    if actor.kind != "user" or not actor.may(VIEW) or actor.id is None:
        return 0
    return tally.of(actor.id)
