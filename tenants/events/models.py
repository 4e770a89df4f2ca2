"""The ledger of events on their way: one row per event and listener, in the shared schema.

One table for all tenants, so that one query finds everything that is due; ids only, no
personal data. A row stands while the work is owed and is deleted in the same transaction as
the listener's effect: its absence is the receipt.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Delivery(models.Model):
    class State(models.TextChoices):
        DUE = "due", _("Due")
        DEAD = "dead", _("Given up")

    event_id = models.UUIDField(help_text=_("One per published event, shared by its deliveries."))
    schema_name = models.CharField(max_length=63)
    event = models.CharField(max_length=80, help_text=_('Registered name, as "ticket.created".'))
    listener = models.CharField(max_length=160, help_text=_("Dotted path of the function."))
    payload = models.JSONField()
    order_key = models.CharField(max_length=80, blank=True, help_text=_("Same key: one after the other."))
    state = models.CharField(max_length=4, choices=State.choices, default=State.DUE)
    run_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each claim; a late settler is refused.")
    )
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["event_id"], name="delivery_by_event"),
            models.Index(fields=["run_at"], condition=models.Q(state="due"), name="delivery_due"),
            models.Index(
                fields=["schema_name", "order_key", "id"],
                condition=models.Q(state="due") & ~models.Q(order_key=""),
                name="delivery_in_order",
            ),
        ]


class KnownDatabase(models.Model):
    """The one row of a database: which PostgreSQL it was when last known to be whole. See lineage.py."""

    identity = models.CharField(max_length=60, help_text=_("System identifier and timeline."))
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.identity} since {self.since:%Y-%m-%d %H:%M}"
