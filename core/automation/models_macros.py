"""Macros: what people do again and again to a ticket, at one press."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.desk.models import Seeded, Versioned


class Macro(Seeded, Versioned):
    """It is its owner's; without one everybody's, or only of a team's members, or of people with a role."""

    class Then(models.TextChoices):
        STAY = "stay", _("Stay on the ticket")
        NEXT = "next", _("Go to the next ticket")
        LIST = "list", _("Go back to the list")

    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, db_index=False
    )
    team = models.ForeignKey("desk.Team", null=True, blank=True, on_delete=models.CASCADE, db_index=False)
    role = models.ForeignKey("accounts.Role", null=True, blank=True, on_delete=models.CASCADE, db_index=False)
    actions = models.JSONField(default=list, blank=True, help_text=_("As core/automation/actions."))
    draft = models.TextField(
        blank=True,
        help_text=_('Words put into the composer, with variables; or "canned:<shortcut>". Nothing is sent.'),
    )
    then = models.CharField(max_length=4, choices=Then.choices, default=Then.STAY)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name
