"""Recurring tickets: what is opened again and again, and each time it was."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.desk.models import Versioned
from tenants.kernel import clock


class Recurrence(Versioned):
    """The template of a ticket, and when it is opened: dates of the calendar in a time zone of its own."""

    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    queue = models.ForeignKey(
        "desk.Queue", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    actions = models.JSONField(default=list, blank=True, help_text=_("As core/automation/actions."))
    rule = models.CharField(
        max_length=200, help_text=_('As RFC 5545 writes it: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH".')
    )
    starts_on = models.DateField(help_text=_("The first day it may be opened; intervals count from it."))
    at = models.TimeField(default=time(9))
    time_zone = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    next_at = models.DateTimeField(null=True, help_text=_("Empty while it rests, or is over."))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"],
                name="recurrence_name_once",
                violation_error_message=_("Another one has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def customer(self) -> str:
        """Their address; "" when they are gone."""
        return self.contact.email if self.contact else ""


class Occurrence(models.Model):
    """One date of it that has come: its ticket, or why there is none. Each date comes once."""

    recurrence = models.ForeignKey(
        Recurrence, on_delete=models.CASCADE, related_name="occurrences", db_index=False
    )
    planned_at = models.DateTimeField()
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    missed = models.PositiveIntegerField(default=0, help_text=_("Dates before it that passed unseen."))
    why = models.CharField(max_length=300, blank=True, help_text=_("Why no ticket was opened."))
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-planned_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recurrence", "planned_at"], name="occurrence_once")
        ]
