"""Where a long data migration stands. In the shared schema beside the tenant, with ids only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchMark(models.Model):
    """How far one schema came with one data migration. Gone when it is done."""

    schema_name = models.CharField(max_length=63)
    step = models.CharField(max_length=200, help_text=_("app, migration and function."))
    after = models.JSONField(help_text=_("What the last batch returned."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schema_name", "step"], name="batch_mark_once")]

    def __str__(self) -> str:
        return f"{self.schema_name}: {self.step}"
