"""More time to try: an operator moves the end of a running trial."""

from __future__ import annotations

from datetime import timedelta

from billing import rules
from billing.models import Subscription
from billing.services.locking import agreement
from billing.services.subscriptions import TRIAL_END, TRIAL_REMINDER, PaidThroughStripe
from tenants import platform
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.models import Tenant

LONGEST = timedelta(days=90)  # of one extension; more is a plan, not a trial


class NoTrial(Conflict):
    code = "billing.no_trial"
    sentence = "This organization is not on trial."


class TrialTooLong(Invalid):
    """data: most (days)."""

    code = "billing.trial_too_long"
    sentence = "A trial is extended by 1 to {most} days at a time."


def extend_trial(tenant: Tenant, days: int, *, by: Actor, reason: str) -> Subscription:
    """Move the end of a running trial by whole days, counted from its end or, if that has passed, from now.

    Raises TrialTooLong, NoTrial, PaidThroughStripe.
    """
    if not 1 <= days <= LONGEST.days:
        raise TrialTooLong(most=LONGEST.days)
    with agreement(tenant) as row:
        if row.stripe_subscription_id:
            raise PaidThroughStripe
        if row.state != Subscription.State.TRIAL or row.trial_ends_at is None:
            raise NoTrial
        was = row.trial_ends_at
        ends_at = row.trial_ends_at = max(was, clock.now()) + timedelta(days=days)
        row.save(update_fields=["trial_ends_at"])
        set_alarm(TRIAL_END, row.pk, ends_at)
        set_alarm(TRIAL_REMINDER, row.pk, ends_at - rules.REMINDER)

        before, after = {"ends_at": was.isoformat()}, {"ends_at": ends_at.isoformat()}
        platform.record("billing.trial_extended", on=tenant, by=by, before=before, after=after, reason=reason)
    return row
