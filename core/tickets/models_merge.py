"""What merging and likeness leave behind: which ticket went on in which, and which may be the same matter."""

from __future__ import annotations

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class TicketMerge(models.Model):
    """One ticket went on in another: what moved and what was there before, so that it can be undone."""

    survivor = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="merges_in")
    merged = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="merges", db_index=False
    )
    message_ids = models.JSONField(default=list, help_text=_("Messages that moved."))
    people = models.JSONField(default=list, help_text=_("Contacts who take part in the survivor since."))
    tags = models.JSONField(default=list, help_text=_("Tags the survivor has since."))
    drafts = models.JSONField(default=list, help_text=_("Drafts that moved; others were copied."))
    links = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), help_text=_("Links that moved.")
    )
    items = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        help_text=_("Checklist items that moved."),
    )
    approvals = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), help_text=_("Approvals that moved.")
    )
    before = models.JSONField(default=dict, help_text=_("Columns of the merged ticket."))
    changed = models.JSONField(default=dict, help_text=_("Columns of the survivor: [before, after]."))
    tells = models.BooleanField(
        null=True, help_text=_("Is the merged ticket's customer told? Empty: as the mailbox says.")
    )
    by = models.CharField(max_length=40, help_text=_("Actor ref."))
    by_name = models.CharField(max_length=120, blank=True)
    merged_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at=None), name="merged_once_at_a_time"
            )
        ]


class SameCase(models.Model):
    """A new ticket that may be about the same matter as another open one of its customer: people decide."""

    class State(models.TextChoices):
        ASKED = "asked", _("Not decided")
        MERGED = "merged", _("Merged")
        APART = "apart", _("Not the same")

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, related_name="same_case")
    other = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    score = models.FloatField(help_text=_("0 to 1: how alike they are."))
    why = models.CharField(max_length=200, help_text=_("What the score is made of."))
    state = models.CharField(max_length=6, choices=State.choices, default=State.ASKED)
    decided_by = models.CharField(max_length=40, blank=True, help_text=_("Actor ref."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
