"""Work on tickets that no request waits for: many changed at once, and the bin emptied at night.

A row is the work; a task only carries it.
"""

from __future__ import annotations

from celery import shared_task

from core.tickets import services
from core.tickets.services import bulk as changes
from core.tickets.services import notes
from tenants import context
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="tickets.bulk", lane="default")
def bulk(change_id: int, **newer: object) -> None:
    """Work a change of many tickets off for a spell. Repeating it is harmless."""
    changes.work(change_id)


@shared_task(base=TenantTask, name="tickets.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Nightly: wakes the erasing inside each organization."""
    for _ in context.each_tenant():
        purge.wake()
        archive.wake()


@shared_task(base=TenantTask, name="tickets.purge", lane="default")
def purge(**newer: object) -> None:
    """What has been in the bin for thirty days, and what notes said that were deleted before yesterday."""
    services.purge_old()
    notes.empty_old()


@shared_task(base=TenantTask, name="tickets.archive", lane="behind")
def archive(**newer: object) -> None:
    """Old tickets into the archive, for a spell; again until none is left. Repeating it is harmless."""
    if services.archive_old():
        archive.wake()
