"""Append-only record of a tenant: who did what to which thing, before and after."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Record(models.Model):
    at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=120, blank=True, help_text=_("As it was then; people leave."))
    action = models.CharField(max_length=60, help_text=_('Namespaced, past tense: "ticket.assigned".'))
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_of_object"),
            models.Index(
                fields=["actor_id", "-id"], condition=models.Q(actor_kind="user"), name="audit_of_colleague"
            ),
        ]
