"""What sort of matter a ticket is. Part of the app's models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.desk.models_base import Seeded


class TicketType(Seeded):
    """Question, problem, incident ...: the organization's own words. Out of use it stays on its tickets."""

    key = models.SlugField(
        max_length=40, unique=True, db_index=False, help_text=_("Stable name for programs.")
    )
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
