"""Everybody reads their own notifications, of tickets and tasks they may still see."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from core.accounts.models import User
from core.notifications import tally
from core.notifications.models import Hook, HookCall, Notification, Preference
from core.notifications.quiet import quiet_until
from core.notifications.rules import ARRANGE, VIEW
from core.tickets.models import Message
from core.tickets.selectors import reads_notes, visible
from core.work import selectors as work
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

COLUMNS = (
    *(field.attname for field in Notification._meta.concrete_fields),
    "ticket__number",
    "ticket__subject",
    "ticket__assignee_id",
    "ticket__responsible_id",
    "task__number",
    "task__title",
)


class NoSuchHook(NotFound):
    code = "hook.not_found"
    sentence = "There is no such channel."


class NoSuchNotification(NotFound):
    code = "notification.not_found"
    sentence = "There is no such notification, or it is not yours."


def mine(actor: Actor) -> QuerySet[Notification]:
    """Newest first, each with its ticket or task."""
    if actor.kind != "user" or not actor.may(VIEW):
        return Notification.objects.none()
    seen = Q(ticket=None) | Q(ticket__in=visible(actor).order_by().values("pk"))
    done = Q(task=None) | Q(task__in=work.visible(actor).order_by().values("pk"))
    rows = Notification.objects.filter(seen, done, user=actor.id)
    if not reads_notes(actor):
        notes = Message.objects.filter(pk=OuterRef("message_id"), kind__in=Message.INTERNAL)
        rows = rows.exclude(Exists(notes))
    return rows.select_related("ticket", "task").only(*COLUMNS)


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


def calls_of(row: Hook, most: int = 50) -> list[HookCall]:
    """What a program was sent lately, or is owed, the latest first."""
    return list(HookCall.objects.filter(hook=row).order_by("-id")[:most])


def latest_calls(rows: Iterable[Hook], most: int) -> dict[int, list[HookCall]]:
    """{program: what it was sent lately, or is owed, the latest first}. One query."""
    place = Window(RowNumber(), partition_by="hook_id", order_by="-id")
    found: dict[int, list[HookCall]] = {}
    calls = HookCall.objects.filter(hook__in=rows).annotate(place=place).filter(place__lte=most)
    for call in calls.order_by("-id"):
        found.setdefault(call.hook_id, []).append(call)
    return found


def call_of(row: Hook, pk: int) -> HookCall:
    """One that has ended. Raises NoSuchHook."""
    found = HookCall.objects.filter(hook=row, pk=pk, ended_at__isnull=False).first()
    if found is None:
        raise NoSuchHook
    return found


def programs() -> list[tuple[str, str]]:
    """(id, name) of the programs that take signed JSON, and are on."""
    rows = Hook.objects.filter(format=Hook.Format.JSON, is_active=True)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


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
    """How many wait. Without a query while nothing changes; one for those who are
    bound to queues, or read no notes."""
    if actor.kind != "user" or not actor.may(VIEW) or actor.id is None:
        return 0
    if actor.reach is not None or not reads_notes(actor):
        return mine(actor).filter(read_at=None).count()
    return tally.of(actor.id)
