"""Tasks of colleagues, and what is said about them. Customers never see any of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.desk.models import Priority
from core.work.choices import LONGEST_TITLE, MOST_MINUTES, ProjectStatus, TaskStatus
from core.work.models_board import TaskBulk, TaskLimit
from core.work.models_projects import Milestone, Project, ProjectTicket
from core.work.models_time import DailySummary, TimeEntry, TimeRules
from tenants.kernel import clock

__all__ = [
    "DailySummary", "Milestone", "Project", "ProjectStatus", "ProjectTicket", "Task", "TaskBulk",
    "TaskComment", "TaskLimit", "TaskNumber", "TaskStatus", "TimeEntry", "TimeRules",
]  # fmt: skip


class TaskNumber(models.Model):
    """The one row that hands out task numbers, gap-free, under its lock."""

    last = models.PositiveIntegerField(default=0)


class Living(models.Manager["Task"]):
    """Without what lies in the bin: nobody who does not ask for it by name (`Task.every`) meets it."""

    def get_queryset(self) -> models.QuerySet[Task]:
        return super().get_queryset().filter(deleted_at=None)


class Task(models.Model):
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    description = models.TextField(blank=True, help_text=_("As typed; may carry light marks."))
    status = models.CharField(max_length=11, choices=TaskStatus.choices, default=TaskStatus.TODO)
    is_finished = models.BooleanField(default=False, help_text=_("Follows the status; makes lists cheap."))
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.MEDIUM)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", db_index=False,
    )  # fmt: skip
    creator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", db_index=False,
        help_text=_("Empty: a part of the system made it."),
    )  # fmt: skip
    team = models.ForeignKey(
        "desk.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE,
        related_name="tasks", db_index=False,
        help_text=_("What it is about; who may not read that does not see the task."),
    )  # fmt: skip
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks", db_index=False
    )
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks", db_index=False,
        help_text=_("Of the task's project."),
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True)
    estimate = models.PositiveIntegerField(null=True, blank=True, help_text=_("Minutes it may take."))
    comment_count = models.PositiveIntegerField(default=0)
    completed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text=_("Since when it lies in the bin."))
    version = models.PositiveIntegerField(default=1, help_text=_("Raised by every change; for If-Match."))
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = Living()
    every = models.Manager["Task"]()

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(
                fields=["assignee", "due_on"],
                condition=models.Q(is_finished=False),
                name="task_open_of_agent",
            ),
            models.Index(fields=["ticket"], condition=models.Q(ticket__isnull=False), name="task_of_ticket"),
            models.Index(
                fields=["project"], condition=models.Q(project__isnull=False), name="task_of_project"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(priority__gte=1, priority__lte=4),
                name="task_priority_rank",
                violation_error_message=_("Priority is Low, Medium, High or Urgent."),
            ),
            models.CheckConstraint(
                # no IN: PostgreSQL writes one differently once it has read its own dump, and a restored
                # organization must look as it did
                condition=(
                    models.Q(is_finished=True) & (models.Q(status="cancelled") | models.Q(status="done"))
                )
                | (models.Q(is_finished=False) & ~models.Q(status="cancelled") & ~models.Q(status="done")),
                name="task_finished_follows",
                violation_error_message=_("A task that is done or cancelled is finished, and no other is."),
            ),
            models.CheckConstraint(
                condition=models.Q(estimate=None) | models.Q(estimate__lte=MOST_MINUTES),
                name="task_estimate_range",
                violation_error_message=_("That is more than a year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def label(self) -> str:
        """ "TASK-0042": what people say."""
        return f"TASK-{self.number:04d}"


class TaskComment(models.Model):
    """What a colleague says about a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    author_name = models.CharField(max_length=120, help_text=_("As it was then."))
    text = models.TextField(help_text=_("As typed; may carry light marks."))
    created_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]
