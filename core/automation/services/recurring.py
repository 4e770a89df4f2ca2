"""Tickets that come again and again: writing the template, and opening one when its date has come.

The alarm opens it, once for each date whatever is repeated: the date is a row under a constraint, in the
transaction that opens the ticket. Dates that passed while nothing ran are one ticket, and its note says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.audit import trail
from core.automation.actions import check_allowed, perform, read
from core.automation.models import Occurrence, Recurrence
from core.automation.rules import ARRANGE
from core.automation.selectors.recurring import plan_of as dates_of
from core.automation.services.arranging import does_more
from core.automation.services.recurring_values import checked, plain_of
from core.tickets import services as tickets
from core.tickets.choices import Channel
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.alarms.bell import clear_alarm, ensure_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid, Refusal, Refused, Stale
from tenants.kernel.text import one_line

ALARM = "automation.recurring"
MOST = 200
SOON = timedelta(seconds=2)  # one that somebody changes right now is looked at again
LATE = timedelta(hours=1)  # later than this the ticket says for when it was planned
KEPT_FOR = timedelta(days=400)  # dates that have come


class TooManyRecurrences(Conflict):
    """data: limit."""

    code = "recurrence.limit"
    sentence = "There are {limit} recurring tickets already. Remove one first."


class CustomerIsGone(Conflict):
    code = "recurrence.customer_gone"
    sentence = "Its customer is not there any more. Choose another one."


@transaction.atomic
def save_recurrence(
    row: Recurrence | None, *, by: Actor, seen: int | None = None, **values: Any
) -> Recurrence:
    """Create (row None) or change. values: as recurring_values.VALUES; customer: an address, "" for whoever
    writes it.

    Raises Refused, Invalid, ActionNotAllowed, TooManyRecurrences, Stale.
    """
    _check_may(by)
    if row is not None:
        row = Recurrence.objects.select_for_update().get(pk=row.pk)
        if seen not in (None, row.version):
            raise Stale(version=row.version)
        if row.is_active and row.next_at and row.next_at <= clock.now():
            open_due(row.pk)  # its alarm is late: what is changed now holds from the next date on
            row.refresh_from_db()
    elif Recurrence.objects.count() >= MOST:
        raise TooManyRecurrences(limit=MOST)
    fresh = row or Recurrence(author_id=by.id if by.kind == "user" else None)
    values = checked(fresh, values, by)
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    if row is not None and does_more(row, values):
        check_allowed(read(values.get("actions", row.actions)), by)

    before = None if row is None else {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.next_at = dates_of(fresh).after(clock.now()) if fresh.is_active else None
    if fresh.is_active and fresh.next_at is None:
        raise Invalid(fields={"rule": [_("This comes on no day any more. Choose other days.")]})
    fresh.version += row is not None
    fresh.save()
    _wake(fresh)

    action = f"recurrence.{'created' if before is None else 'changed'}"
    trail.record(action, on=fresh, by=by, before=plain_of(before), after=plain_of(values))
    return fresh


@transaction.atomic
def delete_recurrence(row: Recurrence, *, by: Actor) -> None:
    """Twice is once. Tickets it opened stay. Raises Refused."""
    _check_may(by)
    found = Recurrence.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        return
    clear_alarm(ALARM, found.pk)
    trail.record("recurrence.deleted", on=found, by=by, before={"name": found.name, "rule": found.rule})
    found.delete()


@transaction.atomic
def open_due(pk: int) -> None:
    """The alarm: the ticket of the newest date that has come, once. What is refused is told, not repeated."""
    rows, now = Recurrence.objects.filter(pk=pk, is_active=True), clock.now()
    row = rows.select_for_update(skip_locked=True).first()
    if row is None and rows.exists():  # whoever changes it wants the alarm, too: waiting would be a deadlock
        set_alarm(ALARM, pk, now + SOON)
    if row is None or row.next_at is None:
        return
    if row.next_at > now:
        _wake(row)
        return

    due = dates_of(row).upto(row.next_at, now) or [row.next_at]
    planned, missed = due[-1], len(due) - 1
    row.next_at = dates_of(row).after(now)
    row.save(update_fields=["next_at"])
    _wake(row)
    one, is_new = Occurrence.objects.get_or_create(
        recurrence=row, planned_at=planned, defaults={"missed": missed}
    )
    if not is_new:
        return
    one.ticket, one.why = _opened(row, planned, missed)
    one.save(update_fields=["ticket", "why"])

    told = {"ticket": one.ticket and one.ticket.number, "planned_at": planned.isoformat(), "missed": missed}
    trail.record("recurrence.came", on=row, by=SYSTEM, after=told | ({"why": one.why} if one.why else {}))


def keep_alarms() -> None:
    """Hourly: an alarm that got lost is set again, dates of long ago go."""
    for row in Recurrence.objects.filter(is_active=True, next_at__isnull=False):
        if row.next_at:
            ensure_alarm(ALARM, row.pk, row.next_at)
    Occurrence.objects.filter(planned_at__lt=clock.now() - KEPT_FOR).delete()


def _opened(row: Recurrence, planned: datetime, missed: int) -> tuple[Ticket | None, str]:
    """(the ticket, "") or (None, why there is none)"""
    try:
        with transaction.atomic():
            return _open(row, planned, missed), ""
    except Refusal as refusal:
        return None, one_line(refusal.message, 300)
    except ObjectDoesNotExist:
        return None, _("Something it needs is gone.")


def _open(row: Recurrence, planned: datetime, missed: int) -> Ticket:
    if row.contact is None:
        raise CustomerIsGone
    by = Actor("system", name=_("Recurring ticket “%(name)s”") % {"name": row.name})
    ticket, _message = tickets.open_ticket(
        row.contact, row.subject, Words(row.text), channel=Channel.PLAN, by=by, queue=row.queue
    )
    if missed or clock.now() - planned > LATE:
        tickets.note(ticket, _late(row, planned, missed), author=None, by=by)
    return perform(ticket, read(row.actions), by=by, stands=True).ticket if row.actions else ticket


def _late(row: Recurrence, planned: datetime, missed: int) -> str:
    at = planned.astimezone(ZoneInfo(row.time_zone)).strftime("%Y-%m-%d %H:%M")
    said = _("It was planned for %(at)s and is opened late.") % {"at": at}
    if not missed:
        return said
    more = ngettext(
        "%(num)d date before it passed meanwhile and gets no ticket of its own.",
        "%(num)d dates before it passed meanwhile and get no tickets of their own.",
        missed,
    )
    return f"{said} {more % {'num': missed}}"


def _wake(row: Recurrence) -> None:
    if row.next_at:
        set_alarm(ALARM, row.pk, row.next_at)
    else:
        clear_alarm(ALARM, row.pk)


def _check_may(by: Actor) -> None:
    if not by.may(ARRANGE):
        raise Refused(permission=ARRANGE)
