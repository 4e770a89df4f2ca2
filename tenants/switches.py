"""Parts of the desk that an organization may do without, and whether it does.

Only what differs from the default is kept, with the organization's own row, which every request has at hand:
asking costs no query. Who changes one is served by the change within HOST_TTL everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from tenants import context
from tenants.models import Tenant

WORK = "work"  # tasks, projects and their board
TIME = "time_tracking"  # timers, hours on tickets and tasks
SUMMARIES = "daily_summaries"  # what somebody did today, to who leads them
NOTICE_MAILS = "notification_mails"  # mails to colleagues of what they have not read here

DEFAULTS = {WORK: False, TIME: False, SUMMARIES: False, NOTICE_MAILS: True}


def is_on(key: str) -> bool:
    """Of the organization we are in. Raises KeyError for a switch that is none."""
    return states(context.current_tenant())[key]


def states(tenant: Tenant) -> dict[str, bool]:
    """Every switch of it."""
    return {key: bool(tenant.switches.get(key, usual)) for key, usual in DEFAULTS.items()}


def kept(states: Mapping[str, bool]) -> dict[str, bool]:
    """What of them is to be kept: where they differ from the default."""
    return {key: states[key] for key, usual in DEFAULTS.items() if states[key] != usual}
