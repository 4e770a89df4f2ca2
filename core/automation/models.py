"""Rules that people write, what each of them did to which ticket, and runs of those that go by the clock."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.automation.models_macros import Macro
from core.automation.models_recurring import Occurrence, Recurrence
from core.desk.models import Seeded, Versioned
from tenants.kernel import clock

__all__ = ["Firing", "Macro", "Occurrence", "Recurrence", "Rule", "Run"]


class Rule(Seeded, Versioned):
    """When something happens, or at certain hours: under these conditions, do that."""

    class Kind(models.TextChoices):
        TRIGGER = "trigger", _("When something happens")
        SCHEDULE = "schedule", _("At certain hours")

    class Activator(models.TextChoices):
        SELECTIVE = "selective", _("When it concerns the conditions")
        ALWAYS = "always", _("Whenever anything happens")
        TIME = "time", _("When time has passed")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TRIGGER)
    name = models.CharField(max_length=80, unique=True)
    activator = models.CharField(max_length=9, choices=Activator.choices, default=Activator.SELECTIVE)
    events = models.JSONField(default=list, help_text=_("What it hears of, see rules.py."))
    after = models.CharField(
        max_length=10, blank=True, help_text=_('How long a status must stand: "3d". Of "still" only.')
    )
    hours = models.JSONField(
        default=list, help_text=_("Monday to Sunday, the hours of each day. Of a schedule only.")
    )
    conditions = models.JSONField(default=dict, help_text=_("As core/tickets/conditions, with was.<field>."))
    actions = models.JSONField(default=list, help_text=_("As core/automation/actions."))
    stop_after_match = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    active_since = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.name


class Firing(models.Model):
    """A rule acted on a ticket, wanted to and could not, or was stopped. The trace of a ticket."""

    class State(models.TextChoices):
        FIRED = "fired", _("Done")
        FAILED = "failed", _("Not possible")
        STOPPED = "stopped", _("Stopped")

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="firings", db_index=False
    )
    rule = models.ForeignKey(Rule, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    name = models.CharField(max_length=80, help_text=_("Of the rule, as it was then."))
    event = models.CharField(max_length=10)
    state = models.CharField(max_length=7, choices=State.choices)
    chain = models.CharField(max_length=40, help_text=_("What led from one to the other."))
    depth = models.PositiveSmallIntegerField(default=1)
    told = models.JSONField(
        default=dict, help_text=_('{"done": [], "kept": []}, {"code", "why"}, or {"why": "again" or "depth"}')
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "chain", "rule", "state"], name="rule_once_in_chain")
        ]
        indexes: ClassVar = [models.Index(fields=["rule", "-at"], name="firing_of_rule")]


class Run(models.Model):
    """One slot of a schedule: each comes once, and goes through its tickets in turns."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    slot = models.DateTimeField()
    last_id = models.BigIntegerField(default=0, help_text=_("Up to this ticket it has come."))
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-slot"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "slot"], name="slot_once")]

    @property
    def acted(self) -> int:
        """Tickets it has done something to, or could not."""
        return self.done + self.failed
