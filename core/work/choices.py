"""Words that the columns of tasks choose from. Priorities are those of tickets (desk.Priority)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskStatus(models.TextChoices):
    """Fixed, in the order of a task's life."""

    TODO = "todo", _("To do")
    IN_PROGRESS = "in_progress", _("In progress")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class ProjectStatus(models.TextChoices):
    PLANNING = "planning", _("Planning")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


LONGEST_TITLE = 255
LONGEST_NAME = 120
MOST_MINUTES = 60 * 24 * 365  # of an estimate: more is no task
FINISHED = frozenset({TaskStatus.DONE.value, TaskStatus.CANCELLED.value})
LIMITED = (
    TaskStatus.IN_PROGRESS.value,
    TaskStatus.BLOCKED.value,
)  # work under way: may hold a number at most
OVER = frozenset({ProjectStatus.COMPLETED.value, ProjectStatus.CANCELLED.value})
