"""All figures counted anew: at night, for what was imported or happened unheard, and in another time zone.

Batch by batch, each in a transaction of its own; one that was cut off is gone on with the next time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from core.reports.models import Day
from core.reports.services import holding
from core.reports.services.statements import put_days, put_facts, zone
from core.tickets.models import Ticket
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock
from tenants.tasks import TRUST

ANEW = "reports.anew"
NIGHT = 3  # o'clock, where the organization is
BATCH = 5_000  # ids of one transaction: about a second
KNOWN = timedelta(seconds=5 * TRUST)  # by then every worker knows the new zone
RECENT = 3  # days that are counted again anyhow: clocks may have decided after the facts were heard


def is_due(now: datetime) -> bool:
    """Whether this organization's hour has come, or nothing was ever counted. At most two queries."""
    if now.astimezone(ZoneInfo(zone())).hour == NIGHT:
        return True
    return not Day.objects.exists() and Ticket.objects.exists()


def anew_later() -> None:
    """Wake `count_anew` from where no time is: after an import, or when the zone was changed."""
    set_alarm(ANEW, 0, clock.now() + KNOWN)


def count_anew() -> int:
    """Repeating it changes nothing. Returns how many days differed."""
    last, after, changed = Ticket.every.aggregate(Max("pk"))["pk__max"] or 0, 0, 0
    while after < last:
        changed += _batch(after, after + BATCH)
        after += BATCH
    today = clock.now().astimezone(ZoneInfo(zone())).date()
    with transaction.atomic():
        holding.days()
        put_days(today - timedelta(days=ago) for ago in range(RECENT))
    return changed


@transaction.atomic
def _batch(after: int, upto: int) -> int:
    holding.facts(alone=True)
    days = put_facts(after=after, upto=upto)
    holding.days()
    put_days(days)
    return len(days)
