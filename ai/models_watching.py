"""What is watched over for people: near-equal messages that were decided differently, and drift."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Contradiction(models.Model):
    """Two messages that say nearly the same and were given different categories."""

    one = models.ForeignKey("ai.Correction", on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey("ai.Correction", on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField(help_text=_("Cosine of the two texts, 0 to 1."))
    kept = models.CharField(
        max_length=60, blank=True, help_text=_("The category that was right for both; empty: each its own.")
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False,
    )  # fmt: skip
    undo = models.JSONField(null=True, blank=True, help_text=_("How it stood before it was settled."))
    found_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="contradiction_once")]


class Drift(models.Model):
    """One figure of one week against the four weeks before it."""

    class Measure(models.TextChoices):
        LABELS = "labels", _("What messages are about")
        CONFIDENCE = "confidence", _("Mean confidence")
        VALUES = "values", _("Values that were right")
        REPLIES = "replies", _("Suggested replies that were used")
        WORDS = "words", _("Words never seen before")

    week = models.DateField(help_text=_("Its Monday, UTC."))
    measure = models.CharField(max_length=10, choices=Measure.choices)
    before = models.FloatField(null=True, blank=True, help_text=_("0 to 1; none for labels."))
    now = models.FloatField(help_text=_("0 to 1; for labels the population stability index."))
    number = models.PositiveIntegerField(help_text=_("Values of the week that were counted."))
    is_alarming = models.BooleanField(default=False)

    class Meta:
        ordering = ["-week", "id"]
        constraints = [models.UniqueConstraint(fields=["week", "measure"], name="drift_once_a_week")]
