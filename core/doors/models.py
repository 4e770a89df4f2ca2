"""What a POST with an Idempotency-Key answered, for a day."""

from __future__ import annotations

from django.db import models

from tenants.kernel import clock


class Answered(models.Model):
    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of who, path and key.")
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0, help_text="0 while the first request is at work.")
    answer = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="answered_age")]
