"""Rows of the shared schema about money: what was agreed, what was used, what Stripe told us.

Written by services only. No personal data: an organization is its id, an event is its ids.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models_costs import CostCount, CostReservation
from billing.plans import Bundle
from tenants.kernel import clock
from tenants.models import Tenant

__all__ = [
    "CostCount",
    "CostReservation",
    "GrantedFeature",
    "Plan",
    "Reservation",
    "StripeEvent",
    "Subscription",
    "UsageMonth",
]


class Plan(models.Model):
    """A named bundle. Seeded once, then the owner's to change."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(default=0, help_text=_("Order of display."))
    base = models.JSONField(default=dict, help_text=_("Bundle every organization on the plan gets."))
    per_seat = models.JSONField(default=dict, help_text=_("Bundle added for each seat."))
    is_offered = models.BooleanField(default=False, help_text=_("May be bought online."))
    least_seats = models.PositiveIntegerField(default=1)
    most_seats = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty: any number."))

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most_seats=None) | Q(most_seats__gte=models.F("least_seats")),
                name="plan_seats_in_order",
                violation_error_message=_("The largest number of seats is below the smallest."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def bundle(self) -> Bundle:
        return Bundle.of(self.base)

    @property
    def seat_bundle(self) -> Bundle:
        return Bundle.of(self.per_seat)


class Subscription(models.Model):
    """What one organization agreed with us. Exists from the first day, paid or not."""

    class State(models.TextChoices):
        TRIAL = "trial", _("Trial")
        ACTIVE = "active", _("Active")
        PAST_DUE = "past_due", _("Payment overdue")
        RESTRICTED = "restricted", _("Restricted")
        CANCELED = "canceled", _("Ended")

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="subscription")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="subscriptions")
    seats = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TRIAL)
    state_since = models.DateTimeField(default=clock.now)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Cancelled for the end of this period.")
    )
    anchor_day = models.PositiveSmallIntegerField(
        default=1, help_text=_("Day of the month allowances renew.")
    )
    entitled = models.JSONField(default=dict, help_text=_("Plan, seats and grants summed; see reconcile."))
    is_manual = models.BooleanField(
        default=False, help_text=_("Arranged by hand: Stripe does not change it.")
    )
    stripe_customer_id = models.CharField(max_length=64, blank=True)
    stripe_subscription_id = models.CharField(max_length=64, blank=True)
    sync_turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each fetch; older answers lose.")
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="subscription_has_a_seat",
                violation_error_message=_("At least one seat is needed."),
            ),
            models.CheckConstraint(
                condition=~Q(state="trial") | Q(trial_ends_at__isnull=False),
                name="subscription_trial_ends",
                violation_error_message=_("A trial has an end."),
            ),
            models.CheckConstraint(
                condition=Q(anchor_day__range=(1, 31)),
                name="subscription_anchor_is_a_day",
                violation_error_message=_("The day of renewal lies between 1 and 31."),
            ),
            models.UniqueConstraint(
                fields=["stripe_customer_id"],
                condition=~Q(stripe_customer_id=""),
                name="subscription_customer_once",
                violation_error_message=_("This Stripe customer belongs to another organization."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.plan_id} × {self.seats}"

    @property
    def bundle(self) -> Bundle:
        return Bundle.of(self.entitled)


class GrantedFeature(models.Model):
    """Something given by hand on top of the plan: a switch, more of a meter, or all of it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="granted_features")
    name = models.CharField(max_length=40, help_text=_("A feature or a meter."))
    amount = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("More of a meter; empty: a switch, or a meter without limit.")
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.name}"


class UsageMonth(models.Model):
    """What one organization spent of one meter in one allowance month. The row is the lock."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False, related_name="usage_months")
    meter = models.CharField(max_length=40)
    period = models.DateField(help_text=_("First day of the allowance month."))
    used = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    told = models.PositiveSmallIntegerField(default=0, help_text=_("Percent the administrators know of."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "meter", "period"], name="usage_month_once")]

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.meter} {self.period}"


class Reservation(models.Model):
    """Units set aside for work under way. Settled exactly once; comes back by itself after an hour."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        COMMITTED = "committed", _("Spent")
        RELEASED = "released", _("Given back")
        EXPIRED = "expired", _("Run out")

    usage = models.ForeignKey(
        UsageMonth, on_delete=models.CASCADE, db_index=False, related_name="reservations"
    )
    amount = models.PositiveIntegerField()
    key = models.CharField(
        max_length=80, blank=True, help_text=_("The work it is for: asked twice, set aside once.")
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["usage", "key"], condition=~Q(key=""), name="reservation_key_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1),
                name="reservation_of_something",
                violation_error_message=_("A reservation is for at least one unit."),
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="reservation_expiry")]

    def __str__(self) -> str:
        return f"{self.amount} ({self.state})"


class StripeEvent(models.Model):
    """A webhook we accepted: ids only, because the truth is fetched fresh. The row is the work."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        DONE = "done", _("Done")
        FAILED = "failed", _("Given up")

    event_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=80)
    payload = models.JSONField(help_text=_("customer and object: Stripe ids."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_at = models.DateTimeField(default=clock.now, help_text=_("Not before; also the lease of a worker."))
    last_error = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run_at"], condition=Q(state="received"), name="stripe_event_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
