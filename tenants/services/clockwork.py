"""What the clock does to organizations nobody looks after: see rules.CLOCK. It never purges."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tenants import rules
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant
from tenants.services import life

REASON = "Nothing happened for {days} days."
AT_ONCE = 100


def due() -> QuerySet[Tenant]:
    """Organizations whose time in their state is over, the longest first."""
    moment, over = clock.now(), Q()
    for state, (after, _following) in rules.CLOCK.items():
        over |= Q(state=state, state_since__lte=moment - after)
    return Tenant.objects.filter(over, ready_at__isnull=False).order_by("state_since")


def due_for_purge() -> QuerySet[Tenant]:
    """Their export window is over; an operator decides."""
    return Tenant.objects.filter(state="leaving", state_since__lte=clock.now() - rules.EXPORT_WINDOW)


def move_on() -> int:
    """Take each due organization one step. How many those were."""
    rows = list(due()[:AT_ONCE])
    for row in rows:
        after, following = rules.CLOCK[row.state]
        reason = REASON.format(days=after.days)
        if following == "suspended":
            life.suspend(row, by=SYSTEM, reason=reason)
        elif following == "leaving":
            life.leave(row, by=SYSTEM, reason=reason)
        else:
            life.stand(row, following, by=SYSTEM, reason=reason)
    return len(rows)
