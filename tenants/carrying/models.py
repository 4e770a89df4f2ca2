"""Rows of the shared schema about archives and deletions. No personal data: ids, counts and hashes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids
from tenants.models import Tenant


class Export(models.Model):
    """One archive of an organization, asked for, made in the background, kept for a week."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        RUNNING = "running", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    LIVE = (State.ASKED, State.RUNNING)

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="exports")
    asked_by = models.CharField(max_length=40, help_text=_('"user:3", "operator:1".'))
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Percent."))
    reason = models.CharField(max_length=200, blank=True, help_text=_("Why it failed, for people."))
    path = models.CharField(max_length=200, blank=True, help_text=_("In the platform's own files."))
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes."))
    sha256 = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0, help_text=_("Raised by each claim."))
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True, help_text=_("Then the archive is deleted."))

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"],
                condition=Q(state__in=("asked", "running")),
                name="export_one_at_a_time",
                violation_error_message=_("An archive is being made already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"


class Certificate(models.Model):
    """That an organization was deleted: what there was, when, why, and that nothing is left."""

    STEPS = ("shut", "rows", "files", "caches", "schema", "others", "name")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, related_name="certificate")
    slug_digest = models.CharField(max_length=64, help_text=_("SHA-256 of its subdomain."))
    asked_by = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    tables = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0, help_text=_("Of the files."))
    steps_done = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of what it states; see purge.stated."))

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.public_id
