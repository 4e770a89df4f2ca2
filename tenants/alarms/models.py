"""Things to wake at a time: one shared table for all tenants, ids only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Alarm(models.Model):
    schema_name = models.CharField(max_length=63)
    kind = models.CharField(max_length=60, help_text=_('Registered name, as "mail.letter".'))
    ref = models.CharField(max_length=60, help_text=_("What to wake: a primary key inside the tenant."))
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schema_name", "kind", "ref"], name="alarm_once")]
        indexes = [models.Index(fields=["at"], name="alarm_due")]
