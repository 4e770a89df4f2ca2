"""What figures are read from: one line per thing that became true of a ticket, and their sums per day.

Both are derived. What they say is in tickets and clocks; `services.count_anew` makes them again.
Ids of queues, teams and people are kept plain, 0 for none: a figure outlives what it was counted for.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fact(models.Model):
    """A ticket was opened, first answered or solved, on that day of the organization. Each once.

    Spam, what lies in the bin and what was merged away has none: the surviving ticket counts.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        REPLIED = "replied", _("First answered")
        SOLVED = "solved", _("Solved")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    day = models.DateField(help_text=_("In the organization's time zone."))
    queue = models.BigIntegerField()
    team = models.BigIntegerField()
    agent = models.BigIntegerField(help_text=_("Who holds the ticket."))
    minutes = models.PositiveIntegerField(help_text=_("Since it was opened, around the clock."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="fact_once")]
        indexes = [models.Index(fields=["day"], name="fact_of_day")]


class Day(models.Model):
    """The sums of one day. agent 0: everybody's, by queue and team; else of what this person holds.

    spread: {bucket: how many}, see spread.py; it adds up over days, where a median does not.
    """

    day = models.DateField()
    queue = models.BigIntegerField()
    team = models.BigIntegerField()
    agent = models.BigIntegerField()
    opened = models.PositiveIntegerField(default=0)
    replied = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    first_met = models.PositiveIntegerField(default=0)
    first_missed = models.PositiveIntegerField(default=0)
    next_met = models.PositiveIntegerField(default=0)
    next_missed = models.PositiveIntegerField(default=0)
    resolution_met = models.PositiveIntegerField(default=0)
    resolution_missed = models.PositiveIntegerField(default=0)
    reply_spread = models.JSONField(default=dict)
    solve_spread = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "agent", "queue", "team"], name="day_counted_once")
        ]
