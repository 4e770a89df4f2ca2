"""Until when a ticket is put aside and what happens then: what may be written, and the alarm that does it.

Only tickets that wait for the customer or are on hold are put aside; every other status ends it.
A person who puts one on hold says what is waited for, and until when: nothing is on hold for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from core.desk.models import Status
from core.tickets.choices import Then
from core.tickets.models import Ticket
from core.tickets.rules import FARTHEST_SNOOZE
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

ALARM = "tickets.wake"
PENDED = (Status.Category.WAITING, Status.Category.ON_HOLD)
PENDING = ("pending_until", "pending_reason", "pending_then")
TOUCHING = frozenset({"status", *PENDING})
LONGEST_REASON = 200


class BadMoment(Invalid):
    code = "ticket.bad_moment"
    sentence = "Choose a moment to come, within a year."


class BadThen(Invalid):
    code = "ticket.bad_then"
    sentence = "Say what happens then: reopen, close or remind."


class CannotSnooze(Conflict):
    """data: ticket (label)."""

    code = "ticket.cannot_snooze"
    sentence = "{ticket} is not waiting for anything: only tickets that wait or are on hold come back later."


class HoldNeeds(Invalid):
    """data: fields."""

    code = "ticket.hold_needs"
    sentence = "Say what it waits for, and until when."


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the order they are written: a status ends what was pending. Raises BadMoment, BadThen."""
    given = {name: value for name, value in values.items() if name not in PENDING}
    if "pending_until" in values:
        until, now = values["pending_until"], clock.now()
        if until is not None and not now < until <= now + FARTHEST_SNOOZE:
            raise BadMoment
        given["pending_until"] = until
    if "pending_reason" in values:
        given["pending_reason"] = one_line(storable(values["pending_reason"] or ""), LONGEST_REASON)
    if "pending_then" in values:
        if values["pending_then"] not in Then.values:
            raise BadThen
        given["pending_then"] = values["pending_then"]
    if given.get("pending_until", True) is None:  # else the next one to put it aside would close it unawares
        given["pending_then"] = Then.REOPEN
    return given


def check(ticket: Ticket, changed: Collection[str], by: Actor) -> None:
    """Of a row in hand, and the names that have changed. Raises CannotSnooze, HoldNeeds."""
    if not TOUCHING.intersection(changed):
        return
    kind = ticket.status.category
    if ticket.pending_until and kind not in PENDED:
        raise CannotSnooze(ticket=ticket.label)
    if kind == Status.Category.ON_HOLD and by.is_person:
        needed = {
            "pending_reason": None if ticket.pending_reason else ["Say what it waits for."],
            "pending_until": None if ticket.pending_until else ["Say until when."],
        }
        if missing := {name: said for name, said in needed.items() if said}:
            raise HoldNeeds(fields=missing)


def pass_on(ticket: Ticket, survivor: Ticket) -> None:
    """A merge: the survivor waits from now on as the merged ticket did. Both rows are in hand."""
    for name in PENDING:
        setattr(survivor, name, getattr(ticket, name))
    watch(survivor)


def watch(ticket: Ticket) -> None:
    """Have it woken. An alarm that rings for a ticket that is not put aside any more does nothing."""
    if ticket.pending_until:
        set_alarm(ALARM, ticket.pk, ticket.pending_until)
