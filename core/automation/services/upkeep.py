"""Once an hour in each organization: old traces go, and alarms that got lost are set again."""

from __future__ import annotations

from core.automation.models import Firing, Run
from core.automation.rules import KEPT_FOR
from core.automation.services.clockwork import RUN, set_alarms
from core.automation.services.recurring import keep_alarms
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock


def keep_up() -> None:
    """Repeating it changes nothing."""
    now = clock.now()
    Firing.objects.filter(at__lt=now - KEPT_FOR).delete()
    Run.objects.filter(ended_at__lt=now - KEPT_FOR).delete()
    set_alarms()
    keep_alarms()
    for pk in Run.objects.filter(ended_at=None).values_list("pk", flat=True):
        ensure_alarm(RUN, pk, now)
