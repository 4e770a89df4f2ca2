"""How many tasks a column of the board may hold at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.work.choices import TaskStatus


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
