"""Who has a part in a ticket besides its customer and who holds it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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


class Watcher(models.Model):
    """A colleague who follows a ticket, or was named in one of its notes."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="watchers", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    is_on = models.BooleanField(default=True, help_text=_("Follows it; off once somebody stopped."))
    mentioned_at = models.DateTimeField(null=True, help_text=_("When they were named last."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="watcher_once")]
