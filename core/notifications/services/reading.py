"""What was read is no news any more: single ones, those of a ticket that is opened, all; and deleting.

A person's own rows only: whoever acts reads for themselves. Nothing is written down in the record.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from core.notifications import tally
from core.notifications.events import NotificationsRead
from core.notifications.models import Notification
from core.notifications.selectors import NoSuchNotification, mine, unread
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor


@transaction.atomic
def read(by: Actor, pk: int) -> Notification:
    """One of one's own. Twice is once. Raises NoSuchNotification."""
    row = mine(by).filter(pk=pk).first()
    if row is None:
        raise NoSuchNotification
    if row.read_at is None:
        _mark(by, mine(by).filter(pk=pk))
        row.refresh_from_db(fields=["read_at"])
    return row


@transaction.atomic
def read_all(by: Actor, *, ticket: int | None = None) -> int:
    """Everything, or what is of one ticket (its number). How many there were."""
    rows = mine(by)
    return _mark(by, rows if ticket is None else rows.filter(ticket__number=ticket))


def clear_ticket(by: Actor, ticket_id: int) -> None:
    """The ticket is on the screen. Asks the database only if anything is unread."""
    if by.kind == "user" and unread(by):
        with transaction.atomic():
            _mark(by, mine(by).filter(ticket=ticket_id))


def clear_task(by: Actor, task_id: int) -> None:
    """The task is on the screen. Asks the database only if anything is unread."""
    if by.kind == "user" and unread(by):
        with transaction.atomic():
            _mark(by, mine(by).filter(task=task_id))


@transaction.atomic
def delete(by: Actor, pk: int) -> None:
    """Raises NoSuchNotification."""
    if not _drop(by, mine(by).filter(pk=pk)):
        raise NoSuchNotification


@transaction.atomic
def delete_read(by: Actor) -> int:
    """All that was read. How many there were."""
    return _drop(by, mine(by).filter(read_at__isnull=False))


def _mark(by: Actor, rows: QuerySet[Notification]) -> int:
    number = rows.filter(read_at=None).update(read_at=clock.now())
    if number:
        _tell(by)
    return number


def _drop(by: Actor, rows: QuerySet[Notification]) -> int:
    number, _ = Notification.objects.filter(pk__in=rows.order_by().values("pk")).delete()
    if number:
        _tell(by)
    return number


def _tell(by: Actor) -> None:
    assert by.id is not None  # `mine` gave rows
    tally.changed([by.id])
    publish(NotificationsRead([by.id]))
