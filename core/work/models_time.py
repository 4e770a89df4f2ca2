"""Time that colleagues spend on tickets and tasks, and how an organization wants it kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.work.timing import FIRST_ACTIVITY, LONGEST_ENTRY, LONGEST_NOTE, activities
from tenants.kernel import clock


class TimeEntry(models.Model):
    """A stretch of somebody's work on one ticket or one task; while it has no end, their timer runs."""

    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    task = models.ForeignKey(
        "work.Task", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0, help_text=_("As counted; 0 while the timer runs."))
    after_hours = models.PositiveIntegerField(
        default=0, help_text=_("Minutes of them outside of the working hours; of timers alone.")
    )
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When somebody said last that the timer runs rightly.")
    )
    billable = models.BooleanField(default=False)
    activity = models.CharField(max_length=40, default=FIRST_ACTIVITY)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    version = models.PositiveIntegerField(default=1, help_text=_("Raised by every change; for If-Match."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["person", "started_at"], name="time_of_person"),
            models.Index(fields=["ticket"], condition=models.Q(ticket__isnull=False), name="time_of_ticket"),
            models.Index(fields=["task"], condition=models.Q(task__isnull=False), name="time_of_task"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at=None),
                name="time_one_timer",
                violation_error_message=_("One timer runs at a time."),
            ),
            models.CheckConstraint(
                condition=models.Q(ticket=None, task__isnull=False)
                | models.Q(ticket__isnull=False, task=None),
                name="time_of_one_thing",
                violation_error_message=_("Time is spent on one ticket or on one task."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, minutes=0)
                | models.Q(ended_at__gt=models.F("started_at"), minutes__gte=1),
                name="time_ends_after_start",
                violation_error_message=_("It ends after it began, and lasts a minute at least."),
            ),
            models.CheckConstraint(
                condition=models.Q(after_hours__lte=models.F("minutes")),
                name="time_after_hours_within",
                violation_error_message=_("What is outside of the working hours is a part of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None


class TimeRules(models.Model):
    """The one row, or none: then it is as here."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    activities = models.JSONField(default=activities, help_text=_("What time may be spent with: key, label."))
    idle_hours = models.PositiveSmallIntegerField(
        default=4, help_text=_("After so long a timer asks whether somebody still works.")
    )
    summary_hour = models.PositiveSmallIntegerField(
        default=17, db_default=17, help_text=_("When they are asked, where they are.")
    )
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{len(self.activities)} activities"


class DailySummary(models.Model):
    """What somebody says of a day: one per person and day."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField(help_text=_("Where the person is."))
    completed = models.TextField(blank=True)
    in_progress = models.TextField(blank=True)
    blockers = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(default=0, help_text=_("Of work in all, as the person says."))
    sent_at = models.DateTimeField(null=True, blank=True, help_text=_("When it went to who leads the team."))
    version = models.PositiveIntegerField(default=1, help_text=_("Raised by every change; for If-Match."))
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"],
                name="summary_once_a_day",
                violation_error_message=_("There is one summary for each day."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__lte=LONGEST_ENTRY),
                name="summary_day_has_24_hours",
                violation_error_message=_("A day has 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


__all__ = ["DailySummary", "TimeEntry", "TimeRules"]
