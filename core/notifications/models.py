"""What a colleague is told, one row per thing that waits to be read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Notification(models.Model):
    """What is still unread of one ticket and kind is one row: ten mails of a customer are no ten lines.

    The sentence is made when it is read (words.py), in the reader's language.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, help_text=_("See rules.KINDS."))
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    who = models.CharField(max_length=254, blank=True, help_text=_("Who did it, or what it is about."))
    text = models.CharField(max_length=200, blank=True, help_text=_("First words of what was said."))
    detail = models.CharField(max_length=40, blank=True, help_text=_("Which clock, which page."))
    message_id = models.BigIntegerField(null=True)
    times = models.PositiveIntegerField(default=1, help_text=_("How often it happened until it was read."))
    created_at = models.DateTimeField(default=clock.now, help_text=_("When it happened last."))
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "user", "kind"], condition=Q(read_at=None), name="notification_unread_once"
            )
        ]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="notification_newest")]
