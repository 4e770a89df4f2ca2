"""Every write of billing. Callers say `billing.services.reserve("ai_messages", key=…)`."""

from billing.services.checkout import open_checkout, open_portal
from billing.services.costs import (
    BudgetGone,
    commit_cost,
    forget_cost_notices,
    note_tickets,
    release_cost,
    reserve_cost,
    sweep_costs,
)
from billing.services.entitlements import grant, reconcile, revoke
from billing.services.inbox import (
    accept_event,
    claim_event,
    due_events,
    event_done,
    event_failed,
    forget_events,
)
from billing.services.seats import ensure_room, set_seats
from billing.services.seeding import seed_plans
from billing.services.subscriptions import change_plan, end_trial, remind_of_trial, start_trial
from billing.services.sync import sync_from_stripe
from billing.services.trials import extend_trial
from billing.services.usage import commit, count, release, reserve, sweep_reservations

__all__ = [
    "BudgetGone",
    "accept_event",
    "change_plan",
    "claim_event",
    "commit",
    "commit_cost",
    "count",
    "due_events",
    "end_trial",
    "ensure_room",
    "event_done",
    "event_failed",
    "extend_trial",
    "forget_cost_notices",
    "forget_events",
    "grant",
    "note_tickets",
    "open_checkout",
    "open_portal",
    "reconcile",
    "release",
    "release_cost",
    "remind_of_trial",
    "reserve",
    "reserve_cost",
    "revoke",
    "seed_plans",
    "set_seats",
    "start_trial",
    "sweep_costs",
    "sweep_reservations",
    "sync_from_stripe",
]
