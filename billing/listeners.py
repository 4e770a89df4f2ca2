"""What billing does when its time comes. Alarms ring inside the tenant they were set in."""

from __future__ import annotations

from billing import services
from tenants import context
from tenants.alarms.bell import alarm


@alarm("billing.trial_end")
def end_trial(ref: str) -> None:
    services.end_trial(context.current_tenant())


@alarm("billing.trial_reminder")
def remind_of_trial(ref: str) -> None:
    services.remind_of_trial(context.current_tenant())
