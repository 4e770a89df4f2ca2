"""What models cost, in millionths of the platform's currency (AI_CURRENCY). Shared schema; no texts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock
from tenants.models import Tenant


class CostCount(models.Model):
    """What one organization spent on one feature ("": on all) in one day or month. The row is the lock."""

    class Span(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False, related_name="cost_counts")
    span = models.CharField(max_length=5, choices=Span.choices)
    begins = models.DateField(help_text=_("The day, or the first of the month; UTC."))
    feature = models.CharField(max_length=12, blank=True)
    used = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    platform = models.BigIntegerField(default=0, help_text=_("The part of `used` that the platform paid."))
    calls = models.PositiveIntegerField(default=0)
    tickets = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text=_("That models were asked about; of a month, counted nightly."),
    )
    told = models.PositiveSmallIntegerField(default=0, help_text=_("Percent the administrators know of."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "span", "begins", "feature"], name="cost_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.feature or 'all'} {self.span} {self.begins}"


class CostReservation(models.Model):
    """Money set aside for one piece of work. Gone when it is settled; comes back by itself after an hour."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False, related_name="+")
    day = models.DateField()
    feature = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="cost_reservation_of_something",
                violation_error_message=_("Nothing can be set aside below zero."),
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="cost_reservation_expiry")]

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.amount} for {self.feature}"
