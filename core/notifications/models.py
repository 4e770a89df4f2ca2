"""What a colleague is told, one row per thing that waits to be read."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, JSONField, Q, Value
from django.utils.translation import gettext_lazy as _

from core.notifications.models_hooks import Hook, HookCall
from tenants.kernel import clock

__all__ = ["Hook", "HookCall", "Notification", "Preference"]


class Notification(models.Model):
    """What is still unread of one ticket or task and kind is one row: ten mails are no ten lines.

    The sentence is made when it is read (words.py), in the reader's language.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, help_text=_("See rules.KINDS."))
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    task = models.ForeignKey(
        "work.Task", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    who = models.CharField(max_length=254, blank=True, help_text=_("Who did it, or what it is about."))
    text = models.CharField(max_length=200, blank=True, help_text=_("First words of what was said."))
    detail = models.CharField(max_length=40, blank=True, help_text=_("Which clock, which page."))
    message_id = models.BigIntegerField(null=True)
    times = models.PositiveIntegerField(default=1, help_text=_("How often it happened until it was read."))
    created_at = models.DateTimeField(default=clock.now, help_text=_("When it happened last."))
    read_at = models.DateTimeField(null=True)
    for_whom = models.CharField(
        max_length=120, blank=True, db_default="", default="", help_text=_("Who is away.")
    )
    mail_at = models.DateTimeField(
        null=True, help_text=_("To be mailed then, unless it is read; empty: no mail.")
    )
    mailed_at = models.DateTimeField(null=True)
    push_at = models.DateTimeField(
        null=True, help_text=_("To be pushed from then on; empty: it was, or need not be.")
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "user", "kind"], condition=Q(read_at=None), name="notification_unread_once"
            )
        ]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="notification_newest")]


class Preference(models.Model):
    """What one colleague wants to hear of, and when not. Nobody has a row before they change something."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    cells = models.JSONField(default=dict, help_text=_('What differs: {"reply:team": ["app", "mail"]}.'))
    queues = models.JSONField(default=dict, help_text=_("{queue: cells}, where they differ once more."))
    digest = models.BooleanField(default=False, help_text=_("A mail at eight with what is still unread."))
    quiet_from = models.TimeField(null=True, default=time(20), help_text=_("Empty: never quiet."))
    quiet_until = models.TimeField(null=True, default=time(7))
    quiet_mail = models.BooleanField(default=False, help_text=_("Mails wait for the end of it, too."))
    snoozed_until = models.DateTimeField(null=True)
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True, help_text=_("The last day."))
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    browsers = models.JSONField(
        default=list, db_default=Value([], JSONField()), help_text=_("Where to push: see services.browsers.")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(away_until=None) | Q(away_until__gte=F("away_from")),
                name="away_ends_after_it_begins",
                violation_error_message=_("The last day is before the first one."),
            )
        ]
