"""Archives and deletions are carried here. The row is the work; a sweep finds what a dead worker left."""

from __future__ import annotations

from celery import shared_task

from tenants.carrying import exports, purge
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="carrying.export", scope="platform", lane="default")
def export(export_id: int, **newer: object) -> None:
    """Make one archive. Repeating it is harmless."""
    exports.make(export_id)


@shared_task(base=TenantTask, name="carrying.purge", scope="platform", lane="default")
def purge_organization(certificate_id: int, **newer: object) -> None:
    """Go on with one deletion. Repeating it is harmless."""
    purge.work(certificate_id)


@shared_task(base=TenantTask, name="carrying.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Every minute: wake what is owed, delete archives whose week is over."""
    for pk in exports.due().values_list("pk", flat=True):
        export.wake(pk)
    for pk in purge.due().values_list("pk", flat=True):
        purge_organization.wake(pk)
    exports.expire()
