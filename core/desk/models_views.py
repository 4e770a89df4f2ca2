"""Lists of tickets that people keep. Part of the app's models."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.desk.models_base import Seeded


class SavedView(Seeded):
    """A named list of tickets: filters as the list page takes them, "where" among them for conditions.

    It is its owner's; without one everybody's, or only of a team's members, or of people with a role.
    """

    key = models.SlugField(max_length=40, unique=True, db_index=False)
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict, blank=True)
    order = models.CharField(max_length=20, default="urgency")
    layout = models.CharField(
        max_length=8, default="list", db_default="list", help_text=_("How it opens, unless a person chose.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, db_index=False
    )
    team = models.ForeignKey("desk.Team", null=True, blank=True, on_delete=models.CASCADE, db_index=False)
    role = models.ForeignKey("accounts.Role", null=True, blank=True, on_delete=models.CASCADE, db_index=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
