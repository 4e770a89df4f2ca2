"""What an organization has decided about every model at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


def masked_at_first() -> list[str]:
    """All optional kinds: what is not hidden has been decided by a person."""
    return ["EMAIL", "PHONE", "NATID", "IP"]


class ModelSettings(models.Model):
    """One row at most; without it everything is as in a new organization."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    masked = models.JSONField(default=masked_at_first, help_text=_("Optional kinds that are masked."))
    canary = models.TextField(blank=True, help_text=_("Encrypted. Empty: the platform's, AI_PROMPT_CANARY."))
    seed = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty: the platform's, AI_SEED."))
    guidance = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text=_("How triage is to sort, in the organization's words."),
    )
    prompts = models.JSONField(
        default=dict, db_default={}, help_text=_("{task: version of its prompt that is pinned}")
    )
    caps = models.JSONField(
        default=dict, db_default={}, help_text=_("{feature or all: {day or month: millionths}}")
    )
    prices = models.JSONField(
        default=dict, db_default={}, help_text=_("{model: [sent, got]} per million tokens, of our own.")
    )
    details = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), blank=True,
        help_text=_("What is looked for in messages; see services/details.py for its shape."),
    )  # fmt: skip
    forgot_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When something that engines had learned from was erased.")
    )


class MaskPattern(models.Model):
    """Something of the organization's own that no model may read, as customer numbers."""

    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, unique=True, help_text=_("What stands in its place: [[KIND_1]]."))
    pattern = models.CharField(max_length=500, help_text=_("RE2. Its first group is masked if it has one."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
