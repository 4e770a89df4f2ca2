"""Chains of approval that the organization keeps ready."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.desk.models_base import Versioned


class ApprovalChain(Versioned):
    """A question and who decides on it, step by step: rules, macros and colleagues name it.

    steps: as core/desk/chains.py reads them.
    """

    name = models.CharField(max_length=80)
    question = models.TextField(max_length=2_000, help_text=_("With variables, as canned replies."))
    steps = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="approval_chain_name_once",
                violation_error_message=_("There is a chain of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
