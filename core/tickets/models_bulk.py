"""One change of many tickets: what is to be done, and what became of it at each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class BulkChange(models.Model):
    """What somebody wants done to many tickets. Its items are frozen when it starts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text=_("Who started it: all of it is done with their rights."),
    )  # fmt: skip
    key = models.CharField(max_length=64, help_text=_("Of the form or the request: sent twice is once."))
    what = models.JSONField(help_text=_('{"status": "resolved", "add_tags": ["vip"]}; see services.bulk.'))
    total = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text=_("When undoing was asked for."))

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="bulk_started_once")]


class BulkItem(models.Model):
    """One ticket of it. Settled in the transaction that changes the ticket: never done twice."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")
        CANCELLED = "cancelled", _("Cancelled before it was done")
        UNDOING = "undoing", _("Waiting to be put back")
        UNDONE = "undone", _("Put back")
        KEPT = "kept", _("Not put back")

    WAITING = (State.QUEUED, State.UNDOING)

    change = models.ForeignKey(
        BulkChange, on_delete=models.CASCADE, related_name="items", db_index=False,
        help_text=_("Found by the unique rule."),
    )  # fmt: skip
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text=_("Empty once it is erased; what became of it is still counted."),
    )  # fmt: skip
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    stood = models.JSONField(
        null=True, blank=True, help_text=_("How the ticket stood before and after; what undoing goes by.")
    )
    why = models.CharField(max_length=300, blank=True, help_text=_("Why it was not, in a sentence."))
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["change", "ticket"], name="once_in_a_bulk_change")]
