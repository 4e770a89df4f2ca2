"""Facts of billing that need no database: states, months, limits. Pure functions and constants."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MANAGE = "billing.manage"  # permission of a tenant's owners

TRIAL = timedelta(days=15)
REMINDER = timedelta(days=3)  # how long before its end a trial speaks up
SHORTEST_PAID_TRIAL = timedelta(hours=48)  # Stripe refuses a trial that ends sooner
RESERVED_FOR = timedelta(hours=1)  # then the worker is taken for dead and the units come back
KEPT_FOR = timedelta(days=2)  # settled reservations, so that a repeated task finds its own
EVENT_LEASE = timedelta(minutes=2)  # four times the slowest fetch of a subscription
EVENT_ATTEMPTS = 12  # about a day of waking with the waits below
EVENT_WAIT = timedelta(seconds=30)  # doubled per attempt
LONGEST_EVENT_WAIT = timedelta(hours=4)
LOW, SPENT = 80, 100  # percent of an allowance at which the administrators are told

# Stripe's word -> ours. A status that is missing here has not begun or has ended.
STATES = {
    "trialing": "trial",
    "active": "active",
    "past_due": "past_due",
    "unpaid": "restricted",
    "paused": "restricted",
}
# Our word -> the organization's standing, where they differ: what has ended goes on as Free.
STANDING = {"canceled": "active"}
# With several subscriptions of one customer the first of these counts, then the newest.
PREFERENCE = ("active", "trialing", "past_due", "unpaid", "paused")


def period_of(today: date, anchor_day: int) -> date:
    """First day of the allowance month that holds `today`. anchor_day: 1-31, the day it renews.

    Short months renew on their last day: anchor 31 gives 31 January, 28 February, 31 March.
    """
    start = _on(today.year, today.month, anchor_day)
    if start <= today:
        return start
    before = today.replace(day=1) - timedelta(days=1)
    return _on(before.year, before.month, anchor_day)


def next_period(start: date, anchor_day: int) -> date:
    """First day of the allowance month after the one that began on `start`."""
    after = start.replace(day=1) + timedelta(days=32)
    return _on(after.year, after.month, anchor_day)


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the calendar month."""
    return day.replace(day=1), _on(day.year, day.month, 31)


def percent(spent: int, limit: int | None) -> int:
    """Whole percent of the limit; 0 without a limit, 100 for a limit of nothing."""
    if limit is None:
        return 0
    return 100 if limit <= 0 else min(spent * 100 // limit, 100)


def to_tell(reached: int, told: int) -> int:
    """The mark to tell the administrators now (80 or 100), 0 when there is nothing new."""
    mark = SPENT if reached >= SPENT else LOW if reached >= LOW else 0
    return mark if mark > told else 0


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
