"""How many tasks a column of the board may hold at once, and changes of many tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.work.choices import TaskStatus
from tenants.kernel import clock


class TaskLimit(models.Model):
    """Of one status; a status without a row holds any number."""

    status = models.CharField(max_length=11, choices=TaskStatus.choices)
    wip_limit = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Tasks that may be in it at once; empty: any number.")
    )
    wip_is_hard = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Nobody moves one more into it; else a full one only warns."),
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["status"], name="task_limit_of_status"),
            models.CheckConstraint(
                condition=models.Q(wip_limit=None) | models.Q(wip_limit__gte=1),
                name="task_limit_holds_one",
                violation_error_message=_("A column holds one task at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.status

    @property
    def is_closed(self) -> bool:
        """Does it refuse one more, where it is full?"""
        return bool(self.wip_limit and self.wip_is_hard)


class TaskBulk(models.Model):
    """One change of many tasks, as it was done: all at once, so there is no state in between."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text=_("Who did it."),
    )  # fmt: skip
    key = models.CharField(max_length=64, help_text=_("Of the form: sent twice is once."))
    what = models.JSONField(help_text=_('{"status": "done"}; see services.bulk.'))
    done = models.JSONField(
        default=list, help_text=_("Of each task how it stood before and after; what undoing goes by.")
    )
    missed = models.JSONField(default=list, help_text=_("Tasks it was not done to, each with the reason."))
    created_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="task_bulk_done_once")]
