"""A ticket put into the archive, whatever it was before."""

from __future__ import annotations

from datetime import timedelta

from core.desk import selectors as desk
from core.tickets import services
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM

LATER = timedelta(days=400)  # a year is over, and a little more


def archive(ticket, drain=None, status="closed"):
    """Closed, indexed, and in the archive; the fresh row."""
    if not ticket.is_finished:
        with clock.at(clock.now() + timedelta(hours=1)):
            services.change(ticket, by=SYSTEM, status=desk.default_status(status))
    if drain:
        drain()
    services.set_archiving(12, by=SYSTEM)
    with clock.at(clock.now() + LATER):
        assert services.archive(ticket.pk)
    ticket.refresh_from_db()
    return ticket
