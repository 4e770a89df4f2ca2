"""Once an hour in each organization: old traces go, and alarms that got lost are set again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet

from core.automation.models import Firing, Run
from core.automation.rules import KEPT_FOR, STILL
from core.automation.services.clockwork import RUN, set_alarms
from core.automation.services.recurring import keep_alarms
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock


def keep_up() -> None:
    """Repeating it changes nothing."""
    now = clock.now()
    _spent(now).delete()
    Run.objects.filter(ended_at__lt=now - KEPT_FOR).delete()
    set_alarms()
    keep_alarms()
    for pk in Run.objects.filter(ended_at=None).values_list("pk", flat=True):
        ensure_alarm(RUN, pk, now)


def _spent(now: datetime) -> QuerySet[Firing]:
    """Traces past their time, but for those that keep a rule from acting twice while a status stands."""
    asks = Q(event=STILL) | Q(rule__events__contains=STILL)
    needed = Firing.objects.filter(asks, rule__isnull=False, at__gte=F("ticket__status_since"))
    return Firing.objects.filter(at__lt=now - KEPT_FOR).exclude(pk__in=needed.values("pk"))
