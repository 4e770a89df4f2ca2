"""Channels of a team elsewhere (Slack, Teams): where they are, and the calls that are owed to them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Hook(models.Model):
    """An incoming webhook that the organization named. Its address is a secret: who has it may post there."""

    class Format(models.TextChoices):
        SLACK = "slack", _("Slack, Mattermost, Rocket.Chat")
        TEAMS = "teams", _("Microsoft Teams")
        JSON = "json", _("A program of yours: signed JSON")

    name = models.CharField(max_length=80, unique=True)
    format = models.CharField(max_length=5, choices=Format.choices)
    queue = models.ForeignKey(
        "desk.Queue", null=True, on_delete=models.CASCADE, related_name="+", db_index=False,
        help_text=_("Empty: of all queues."),
    )  # fmt: skip
    events = models.JSONField(default=list, help_text=_("Kinds of notifications: rules.HOOKED."))
    url = models.TextField(help_text=_("Encrypted."))
    secret = models.TextField(blank=True, default="", db_default="", help_text=_("Encrypted. Of JSON only."))
    template = models.TextField(
        blank=True, default="", db_default="", help_text=_("JSON with {{ variables }}. Of JSON only.")
    )
    host = models.CharField(max_length=253, help_text=_("What of it may be shown."))
    is_active = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row."))
    last_error = models.CharField(max_length=200, blank=True)
    last_ok_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HookCall(models.Model):
    """One message that is owed. The row goes when it is taken or given up; a program's stays for a month."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="calls", db_index=False)
    text = models.CharField(max_length=600)
    link = models.CharField(max_length=500)
    body = models.TextField(
        blank=True, default="", db_default="", help_text=_("As it is sent. Of JSON only.")
    )
    ended_at = models.DateTimeField(null=True)
    is_taken = models.BooleanField(default=False, db_default=False)
    said = models.CharField(max_length=200, blank=True, default="", db_default="")
    is_trial = models.BooleanField(default=False, help_text=_("Somebody tries it: one try."))
    run_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    turn = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
