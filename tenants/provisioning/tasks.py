"""Signups are carried here: the mail that asks for confirmation, the building, and a sweep for both.

The Signup row is the work; a task only looks at it now. Whatever a dead worker or an absent
broker left behind is found again by `sweep`.
"""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db.models import Q

from tenants import services
from tenants.kernel import clock
from tenants.kernel.errors import Unavailable
from tenants.models import Signup
from tenants.provisioning import build as building
from tenants.provisioning import confirming, spares, starters
from tenants.provisioning.selectors import MOST_ATTEMPTS
from tenants.tasks import TenantTask

AT_ONCE = 20  # organizations of one refresh: about three seconds
PATIENCE = timedelta(seconds=10)  # a fresh row is on its way by itself
FORGET_AFTER = timedelta(days=7)  # an unconfirmed signup is somebody's address without a purpose


@shared_task(
    base=TenantTask, name="provisioning.confirm_mail", scope="platform", lane="mail", throws=(Unavailable,)
)
def confirm_mail(signup_id: int, **newer: object) -> None:
    """Send the confirmation once. Unavailable: the row says when the sweep tries again."""
    confirming.mail(signup_id)


@shared_task(base=TenantTask, name="provisioning.build", scope="platform", lane="default")
def build(signup_id: int, **newer: object) -> None:
    """Build the organization, or finish it. Nothing to do: done, given up, or in other hands."""
    building.provision(signup_id)


@shared_task(base=TenantTask, name="provisioning.stock", scope="platform", lane="default")
def stock(**newer: object) -> None:
    """Fill the shelf of warm spares; what nobody can take any more goes."""
    spares.sweep()
    spares.stock()


@shared_task(base=TenantTask, name="provisioning.refresh", scope="platform", lane="default")
def refresh(**newer: object) -> None:
    """Give organizations the starter content of a new release, some at a time; then ask for the next ones."""
    if starters.refresh(AT_ONCE):
        refresh.wake()


@shared_task(base=TenantTask, name="provisioning.sweep", scope="platform", lane="clock")
def sweep(limit: int = 100) -> None:
    """Every 15 s: wake owed letters and unfinished buildings; refill; forget what was never confirmed."""
    moment = clock.now()
    lost = Q(lease_until=None, created_at__lt=moment - PATIENCE)
    free = Signup.objects.filter(Q(lease_until__lt=moment) | lost)
    owed = free.filter(state=Signup.State.ASKED, mailed_at=None, expires_at__gt=moment)
    for pk in owed.values_list("pk", flat=True)[:limit]:
        confirm_mail.wake(pk)
    begun = free.filter(state__in=(Signup.State.CONFIRMED, Signup.State.FAILED))
    unfinished = begun.filter(attempts__lt=MOST_ATTEMPTS)
    for pk in unfinished.values_list("pk", flat=True)[:limit]:
        build.wake(pk)
    if spares.are_owed():
        stock.wake()
    if starters.stale().exists():
        refresh.wake()
    Signup.objects.filter(state=Signup.State.ASKED, expires_at__lt=moment - FORGET_AFTER).delete()


@shared_task(base=TenantTask, name="tenants.move_on", scope="platform", lane="clock")
def move_on(**newer: object) -> None:
    """Every hour: organizations whose time in their state is over go one step further."""
    services.move_on()
