"""What several nouns of the desk have in common. Part of the app's models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Seeded(models.Model):
    seed_key = models.CharField(max_length=60, blank=True, editable=False)
    seed_version = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("Raised by every change; who looked at an older one is told.")
    )

    class Meta:
        abstract = True
