"""Somebody's word that is asked for in a ticket: by colleagues, or by third parties who get a letter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Approval(models.Model):
    """One question and its chain of steps. One row, so that two who decide at once wait for each other.

    steps: [{"need", "hours", "asked_at", "asked": [{"key", "name", "state", "at", "reason", "message",
    "until"}]}], see core/tickets/steps.py. step: which of them is being decided, from 0.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        CANCELED = "canceled", _("Canceled")
        EXPIRED = "expired", _("Expired")

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="approvals", db_index=False
    )
    question = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    steps = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    waits_for = models.JSONField(
        default=list, help_text=_("Ids of colleagues whose word is asked for now; empty once it is over.")
    )
    chain = models.CharField(max_length=80, blank=True, help_text=_("Name of the chain it was asked by."))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False, help_text=_("Empty: a rule asked."),
    )  # fmt: skip
    by = models.CharField(max_length=40, help_text=_("Actor ref of who asked."))
    by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True, blank=True, help_text=_("Of the step that is being decided."))
    reminded_at = models.DateTimeField(null=True, blank=True, help_text=_("Of the step, too."))
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text=_("Why it was declined or canceled."))

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ticket"], name="approval_of_ticket"),
            models.Index(fields=["asked_at"], condition=models.Q(state="pending"), name="approval_pending"),
        ]

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING
