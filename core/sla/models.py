"""What is promised to customers, and the clocks that measure it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.desk.models import Seeded, Versioned
from tenants.kernel import clock

LONGEST = 60 * 24 * 366  # minutes of a target: a year around the clock


class Policy(Seeded, Versioned):
    """Targets for tickets that meet its conditions. The first active one that matches holds; see rules.py."""

    name = models.CharField(max_length=80, unique=True)
    conditions = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("As core/tickets/conditions; empty: every ticket."),
    )
    first_reply = models.PositiveIntegerField(null=True, blank=True, help_text=_("Working minutes, or none."))
    next_reply = models.PositiveIntegerField(null=True, blank=True, help_text=_("Working minutes, or none."))
    resolution = models.PositiveIntegerField(null=True, blank=True, help_text=_("Working minutes, or none."))
    calendar = models.ForeignKey(
        "desk.Calendar", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text=_("Empty: the queue's, else the default one."),
    )  # fmt: skip
    warn_assignee = models.PositiveSmallIntegerField(
        default=75, help_text=_("Percent of the time after which the assignee is warned; 0: never.")
    )
    warn_lead = models.PositiveSmallIntegerField(
        default=90, help_text=_("Percent of the time after which the team's lead is warned; 0: never.")
    )
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False, help_text=_("For tickets no other one matches."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["is_default", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_policy"
            ),
            models.CheckConstraint(
                condition=Q(warn_assignee__lt=100, warn_lead__lt=100),
                name="policy_warns_before",
                violation_error_message=_(
                    "Warn before the time is over: at 1 to 99 percent, or 0 for never."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_active=True),
                name="default_policy_is_active",
                violation_error_message=_("The default policy cannot be switched off."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """What clocks need to know of a ticket's past: how it stood when, and what it was promised.

    stood: {time: [status key, mode, category, is void]}. targets: minutes by kind, and the percentages to
    warn at, as the policy said when the ticket came under it. lanes: {merge: time left in the merged ticket}.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket", primary_key=True, on_delete=models.CASCADE, related_name="course"
    )
    policy = models.ForeignKey(Policy, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    calendar = models.ForeignKey(
        "desk.Calendar", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    since = models.DateTimeField(help_text=_("What was before is not measured."))
    is_answered = models.BooleanField(default=False, help_text=_("No first reply is owed."))
    targets = models.JSONField(default=dict)
    stood = models.JSONField(default=dict)
    thanks = models.JSONField(default=list, help_text=_("Messages that only say thanks."))
    lanes = models.JSONField(default=dict)
    changes = models.JSONField(default=list, help_text=_("Steps of all clocks: another policy, a merge."))
    by_hand = models.DateTimeField(null=True, help_text=_("Due as somebody has said."))
    by_hand_told = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text=_("What was told of it: 1 that it comes, 2 that it is over.")
    )
    wake_at = models.DateTimeField(null=True)


class Clock(models.Model):
    """One promise: how it stands, and the steps that made it so."""

    class Kind(models.TextChoices):
        FIRST = "first", _("First reply")
        NEXT = "next", _("Next reply")
        RESOLUTION = "resolution", _("Resolution")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        MET = "met", _("Met")
        BREACHED = "breached", _("Breached")
        CANCELLED = "cancelled", _("Cancelled")

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="clocks", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    cycle = models.BigIntegerField(
        default=0, help_text=_("The customer's message that a next reply is owed to.")
    )
    policy = models.ForeignKey(Policy, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RUNNING)
    target = models.PositiveIntegerField(help_text=_("Working minutes."))
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text=_("Empty while it is paused."))
    rests_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True, help_text=_("Stays, whatever is changed later."))
    decided_at = models.DateTimeField(null=True, help_text=_("When it was met or breached; for reports."))
    worked = models.PositiveIntegerField(
        null=True, help_text=_("Working minutes it took until it ended, or rests.")
    )
    warned = models.PositiveSmallIntegerField(default=0, help_text=_("The highest percentage told."))
    told_at = models.DateTimeField(null=True, help_text=_("Last warning or breach; for the bell."))
    events = models.JSONField(default=list, help_text=_('[{"at", "what", "why"}, ...]'))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["ticket", "kind", "cycle"], name="clock_once")]
        indexes = [
            models.Index(
                fields=["ticket"], condition=Q(told_at__isnull=False, ended_at=None), name="sla_clock_told"
            ),
            models.Index(
                fields=["decided_at"], condition=Q(decided_at__isnull=False), name="sla_clock_decided"
            ),
        ]
