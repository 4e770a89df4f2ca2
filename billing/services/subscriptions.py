"""The agreement itself: a trial begins, a plan is chosen by hand, a trial runs out.

Paid plans are not changed here: Stripe says what is true of them, see sync.py.
"""

from __future__ import annotations

from billing import rules, selectors
from billing.events import PaymentStateChanged, PlanChanged, TrialEnding, TrialStarted
from billing.models import Plan, Subscription
from billing.seeds import FREE, TRIAL
from billing.services.entitlements import settle
from billing.services.locking import agreement
from tenants import context, platform, shards
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.models import Tenant
from tenants.services import life

TRIAL_END, TRIAL_REMINDER = "billing.trial_end", "billing.trial_reminder"  # alarms; ref: subscription
State = Subscription.State


class PaidThroughStripe(Conflict):
    """Stripe charges for this organization, so a change by hand would be undone by the next event."""

    code = "billing.paid_through_stripe"
    sentence = "This organization pays through Stripe. Change the subscription there, or end it first."


class SeatsOutOfRange(Invalid):
    """data: seats, least, most (None: any number)."""

    code = "billing.seats_out_of_range"
    sentence = "{seats} seats do not fit this plan."


def start_trial(tenant: Tenant) -> Subscription:
    """15 days of everything, without a card. A second call returns the agreement that exists."""
    with context.tenant(tenant), shards.atomic():
        ends_at = clock.now() + rules.TRIAL
        row, is_new = Subscription.objects.get_or_create(
            tenant=tenant, defaults={"plan": selectors.plan(TRIAL), "trial_ends_at": ends_at}
        )
        if not is_new:
            return row

        settle(row)
        _set_trial_alarms(row)

        platform.record("billing.trial_started", on=tenant, by=SYSTEM, after={"ends_at": ends_at.isoformat()})
        publish(TrialStarted(ends_at=ends_at.isoformat()))
    return row


def change_plan(
    tenant: Tenant, plan: Plan, *, by: Actor, reason: str, seats: int | None = None
) -> Subscription:
    """Set the plan by hand (operator). seats None keeps the number as far as the plan allows it.

    The trial plan begins a new trial. Raises PaidThroughStripe, SeatsOutOfRange. Emits PlanChanged.
    Repeating it changes nothing.
    """
    with agreement(tenant) as row:
        if row.stripe_subscription_id:
            raise PaidThroughStripe
        wanted = within(plan, row.seats) if seats is None else checked(plan, seats)
        if (row.plan_id, row.seats) == (plan.pk, wanted):
            return row
        clear_trial_alarms(row)
        if plan.code == TRIAL:
            row.trial_ends_at = clock.now() + rules.TRIAL
            _set_trial_alarms(row)
        turn_to(row, State.TRIAL if plan.code == TRIAL else State.ACTIVE, by=by)
        row.is_manual = plan.code not in (FREE, TRIAL)
        move(row, plan, wanted, by=by, reason=reason)
    return row


def end_trial(tenant: Tenant) -> Subscription:
    """The trial is over and no card was given: on to the Free plan, with all data.

    Does nothing while time is left, after the trial, or when Stripe holds a subscription.
    """
    with agreement(tenant) as row:
        if not _runs_here(row) or row.trial_ends_at is None or row.trial_ends_at > clock.now():
            return row
        clear_trial_alarms(row)
        turn_to(row, State.ACTIVE, by=SYSTEM)
        free = selectors.plan(FREE)
        seats = free.most_seats or row.seats
        move(row, free, seats, by=SYSTEM, reason="The trial ended without a card.")
    return row


def remind_of_trial(tenant: Tenant) -> None:
    """Say that the trial ends soon, when no card is on file. Emits TrialEnding."""
    with agreement(tenant) as row:
        if _runs_here(row) and row.trial_ends_at and row.trial_ends_at > clock.now():
            publish(TrialEnding(ends_at=row.trial_ends_at.isoformat()))


def move(row: Subscription, plan: Plan, seats: int, *, by: Actor, reason: str) -> None:
    """Put a locked agreement on a plan, with everything that follows from it."""
    was, seats_were = row.plan, row.seats
    row.plan, row.seats = plan, seats
    row.save()
    settle(row)

    before, after = {"plan": was.code, "seats": seats_were}, {"plan": plan.code, "seats": seats}
    platform.record("billing.plan_changed", on=row.tenant, by=by, before=before, after=after, reason=reason)
    publish(PlanChanged(plan=plan.code, was=was.code, seats=seats, seats_were=seats_were, by=by.ref))


def turn_to(row: Subscription, state: str, *, by: Actor) -> None:
    """Change the payment state of a locked agreement; the caller saves it."""
    if row.state == state:
        return
    was, row.state, row.state_since = row.state, state, clock.now()
    platform.record("billing.state_changed", on=row.tenant, by=by, before=was, after=state)
    publish(PaymentStateChanged(state=state, was=was))
    life.stand(row.tenant, rules.STANDING.get(state, state), by=by)


def clear_trial_alarms(row: Subscription) -> None:
    """Stripe or the operator decides from here on."""
    clear_alarm(TRIAL_END, row.pk)
    clear_alarm(TRIAL_REMINDER, row.pk)


def checked(plan: Plan, seats: int) -> int:
    """The number itself, or SeatsOutOfRange."""
    if seats < plan.least_seats or (plan.most_seats is not None and seats > plan.most_seats):
        raise SeatsOutOfRange(seats=seats, least=plan.least_seats, most=plan.most_seats)
    return seats


def within(plan: Plan, seats: int) -> int:
    """The nearest number of seats the plan allows."""
    return max(plan.least_seats, min(seats, plan.most_seats or seats))


def _set_trial_alarms(row: Subscription) -> None:
    assert row.trial_ends_at is not None
    set_alarm(TRIAL_END, row.pk, row.trial_ends_at)
    set_alarm(TRIAL_REMINDER, row.pk, row.trial_ends_at - rules.REMINDER)


def _runs_here(row: Subscription) -> bool:
    """A trial without a card: we end it, not Stripe."""
    return row.state == State.TRIAL and not row.stripe_subscription_id
