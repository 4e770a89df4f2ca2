"""Work on the index in the background: reading files, catching up."""

from __future__ import annotations

import logging

from celery import shared_task

from core.search import services
from core.search.reading_files import read_file
from tenants import context
from tenants.kernel.errors import Unavailable
from tenants.tasks import TenantTask

log = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="search.read", lane="default")
def read(entry_id: int, **newer: object) -> None:
    """The text of one file. A store that is away: the sweep brings it back."""
    try:
        read_file(entry_id)
    except Unavailable as fault:
        log.warning("a file waits to be read", extra={"entry": entry_id, "why": str(fault)})


@shared_task(base=TenantTask, name="search.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Hourly, everywhere: what no listener has brought (imports, crashes), and what was there before."""
    for _ in context.each_tenant():
        services.mend()
        fill.wake()


@shared_task(base=TenantTask, name="search.fill", lane="default")
def fill(**newer: object) -> None:
    """One batch of older messages, until all are in."""
    if services.fill():
        fill.wake()
