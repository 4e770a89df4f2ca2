"""What advice is measured by: whether each value it proposed turned out to be right."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Verdict(models.Model):
    """What became of one proposed value; of tags each has its own. Outlives the result it judges.

    The facts of the run stand beside it, so that figures are counted in one table.
    """

    class How(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed by a person")
        CORRECTED = "corrected", _("Corrected by a person")
        UNDONE = "undone", _("Applied, then changed by a person")
        CLOSED = "closed", _("Stood when the ticket was finished")

    result = models.ForeignKey(
        "ai.Result", null=True, on_delete=models.SET_NULL, related_name="verdicts", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ai_verdicts")
    field = models.CharField(max_length=12)
    said = models.CharField(max_length=60, help_text=_("What was proposed, as text."))
    final = models.CharField(max_length=60, blank=True, help_text=_("What it should have been."))
    is_right = models.BooleanField()
    how = models.CharField(max_length=9, choices=How.choices)
    was_auto = models.BooleanField(default=False, help_text=_("It had been applied without a person."))
    confidence = models.FloatField()
    engine = models.CharField(max_length=10, blank=True)
    model = models.CharField(max_length=80, blank=True)
    prompt_version = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["result", "said"], name="one_verdict_per_value")]
        indexes = [models.Index(fields=["field", "-at"], name="verdict_lately")]
