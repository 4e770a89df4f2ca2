"""Clocks that run are told anew when the hours they count by were changed: some at a time, by alarms.

So nothing is lost with a worker, and no request waits. What has ended stays as it was.
"""

from __future__ import annotations

from django.db import transaction

from core.sla.models import Clock
from core.sla.services.following import look
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock

RETELL = "sla.retell"
BATCH = 50  # tickets of one transaction, locked in the order of their ids


def retell_later() -> None:
    set_alarm(RETELL, 0, clock.now())


@transaction.atomic
def retell(after: int) -> None:
    """Those with a clock under way, by their ids from `after` on; then the next ones."""
    rows = Clock.objects.filter(ended_at=None, ticket__gt=after).order_by("ticket")
    found = list(rows.values_list("ticket", flat=True).distinct()[:BATCH])
    for ticket_id in found:
        look(ticket_id)
    if len(found) == BATCH:
        set_alarm(RETELL, found[-1], clock.now())
