"""Who has a part in a ticket besides its customer."""

from __future__ import annotations

from django.db import models

from tenants.kernel import clock


class Participant(models.Model):
    """Somebody besides the customer who takes part: gets replies in copy, is heard, may read on."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["ticket", "contact"], name="participant_once")]
        indexes = [models.Index(fields=["contact"], name="participant_of_contact")]
