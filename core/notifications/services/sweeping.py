"""What is older than three months goes, read or not."""

from __future__ import annotations

from core.notifications import tally
from core.notifications.models import HookCall, Notification
from core.notifications.rules import CALLS_KEPT, KEPT, SWEPT_AT_ONCE
from tenants.kernel import clock


def forget_old() -> int:
    """In portions, each a transaction of its own. How many there were."""
    HookCall.objects.filter(ended_at__lt=clock.now() - CALLS_KEPT).delete()
    done = 0
    old = Notification.objects.filter(created_at__lt=clock.now() - KEPT).order_by()
    while some := dict(old.values_list("pk", "user_id")[:SWEPT_AT_ONCE]):
        Notification.objects.filter(pk__in=some).delete()
        tally.changed(set(some.values()))
        done += len(some)
    return done
