"""What has to be done in a ticket, item by item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class ChecklistItem(models.Model):
    """A line to tick. about: another ticket that is the item; it ticks itself when that one is finished."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="checklist", db_index=False
    )
    text = models.CharField(max_length=300, blank=True)
    about = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True, help_text=_("Name, as it was then."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["ticket", "position"], name="checklist_of_ticket"),
            models.Index(fields=["about"], condition=models.Q(about__isnull=False), name="checklist_about"),
        ]
