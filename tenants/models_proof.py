"""What the walks of tests/isolation found, for the operator console. Import from tenants.models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class IsolationProof(models.Model):
    """One walk of tests/isolation: what was tried on behalf of a stranger, and what leaked."""

    at = models.DateTimeField(help_text=_("When the walk ended."))
    commit = models.CharField(max_length=40, blank=True, help_text=_("Of the code that was walked."))
    doors = models.JSONField(default=list, help_text=_("Of the code that was walked; see proofs.doors."))
    digest = models.CharField(max_length=64, unique=True, help_text=_("Of the report: taken in once."))
    walked = models.JSONField(default=dict, help_text=_("Kind -> {count, attempts, leaks, faults}."))
    attempts = models.PositiveIntegerField(default=0)
    leaks = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list, help_text=_("The first leaks and faults, in words."))
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.attempts} attempts, {self.leaks} leaks"
