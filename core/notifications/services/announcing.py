"""A new ticket is told of once triage has looked at it, so that nobody is called to spam."""

from __future__ import annotations

from django.db import transaction

from core.notifications.about import about
from core.notifications.rules import ALL, NEW_ALARM, TEAM, TRIAGE_WAIT
from core.notifications.services.telling import tell
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock


def expect(ticket_id: int) -> None:
    """It will be told of when triage has looked, at the latest after a while."""
    set_alarm(NEW_ALARM, ticket_id, clock.now() + TRIAGE_WAIT)


@transaction.atomic(savepoint=False)  # with every message: nothing in there is refused
def announce(ticket_id: int, *, by: str = "", is_awaited: bool = True) -> None:
    """Tell of a new ticket. is_awaited: unless it was told of already."""
    if is_awaited and not clear_alarm(NEW_ALARM, ticket_id):
        return
    if of := about(ticket_id):
        tell("new", of, by=by, only=(ALL,) if of.assignee else (TEAM, ALL))
