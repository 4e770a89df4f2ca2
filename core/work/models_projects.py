"""Projects: work that belongs together, with milestones on the way and the tickets it comes from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.work.choices import LONGEST_NAME, ProjectStatus
from tenants.kernel import clock


class Project(models.Model):
    name = models.CharField(max_length=LONGEST_NAME)
    description = models.TextField(blank=True, help_text=_("As typed; may carry light marks."))
    status = models.CharField(max_length=9, choices=ProjectStatus.choices, default=ProjectStatus.ACTIVE)
    team = models.ForeignKey(
        "desk.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text=_("Raised by every change; for If-Match."))
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_on=None)
                | models.Q(end_on=None)
                | models.Q(end_on__gte=models.F("start_on")),
                name="project_ends_after_start",
                violation_error_message=_("A project ends on the day it starts, or later."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """Something that is reached on a day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=LONGEST_NAME)
    due_on = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return self.name


class ProjectTicket(models.Model):
    """The ticket belongs to this project, and to no other."""

    ticket = models.OneToOneField(
        "tickets.Ticket", primary_key=True, on_delete=models.CASCADE, related_name="of_project"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ticket_links")
    created_at = models.DateTimeField(default=clock.now)
