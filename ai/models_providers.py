"""Which models an organization lets read and write, and what it has decided about all of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids


class Task(models.TextChoices):
    """What a model may be asked for."""

    TRIAGE = "triage", _("Triage")
    DRAFT = "draft", _("Suggested replies")
    SUMMARY = "summary", _("Summaries")
    TRANSLATION = "translation", _("Translation")
    EMBEDDING = "embedding", _("Search by meaning")


class Provider(models.Model):
    """An endpoint, asked in the order of `position`. The platform's has a row once anything is said of it.

    Health is written by workers; they remember by themselves what failed a moment ago (gateway.breaker).
    """

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    is_platform = models.BooleanField(default=False, editable=False)
    name = models.CharField(max_length=60)
    base_url = models.CharField(max_length=300, blank=True)
    secret = models.TextField(blank=True, help_text=_("The key, encrypted. Empty: the endpoint wants none."))
    tasks = models.JSONField(default=dict, help_text=_("{task: model}; for other tasks it is not asked."))
    region = models.CharField(
        max_length=60, blank=True, help_text=_("Where the words are read, as told to us.")
    )
    position = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(default=True)

    form = models.CharField(max_length=6, blank=True, help_text=_("What it takes: gateway.client.FORMS."))
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row."))
    last_error = models.CharField(max_length=300, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text=_("A test is under way since."))
    tested = models.JSONField(default=list, blank=True, help_text=_("[{model, ms, error}] of the last test."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_platform"], condition=models.Q(is_platform=True), name="provider_one_platform"
            ),
            models.CheckConstraint(
                condition=models.Q(is_platform=True, secret="", base_url="")
                | models.Q(is_platform=False, base_url__gt=""),
                name="provider_has_an_address",
                violation_error_message=_("An endpoint needs an address."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
