"""A change of triage tried over solved tickets before it goes live. Nothing but these rows is written."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids


class Replay(models.Model):
    """One trial: what is tried, over how many tickets, for how much, and what people decided about it."""

    class Kind(models.TextChoices):
        MODEL = "model", _("Another model")
        GUIDANCE = "guidance", _("Other guidance")
        CATEGORIES = "categories", _("Other categories")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CAPPED = "capped", _("Ended at its budget")
        CANCELED = "canceled", _("Canceled")
        FAILED = "failed", _("Failed")

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        DISCARDED = "discarded", _("Discarded")

    LIVE = (State.QUEUED, State.RUNNING)
    TELLING = (State.DONE, State.CAPPED)  # states whose result can be approved

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    change = models.JSONField(help_text=_("What is tried, by kind: ai.candidates."))
    base = models.CharField(max_length=64, help_text=_("Mark of what it would replace, as it was then."))
    size = models.PositiveSmallIntegerField(help_text=_("Tickets at most."))
    cap = models.BigIntegerField(help_text=_("Millionths of settings.AI_CURRENCY it may cost."))
    spent = models.BigIntegerField(default=0, help_text=_("Millionths, what a call is held for included."))
    calls = models.PositiveIntegerField(default=0, help_text=_("Requests to models."))
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    total = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Tickets found, once chosen.")
    )
    done = models.PositiveSmallIntegerField(default=0, help_text=_("Tickets gone through."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it ended or waits, for people."))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("Claims since the last ticket."))
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each claim; a late worker is refused.")
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    asked_by = models.CharField(max_length=40, help_text=_('"user:3".'))
    decision = models.CharField(max_length=9, choices=Decision.choices, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    undo = models.JSONField(null=True, blank=True, help_text=_("What it replaced when it was approved."))
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.public_id


class ReplayItem(models.Model):
    """One ticket of it: the first message that triage read, read once more."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        DONE = "done", _("Read")
        FAILED = "failed", _("No usable answer")

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="items", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False)
    old = models.JSONField(help_text=_("{field: what triage said then}"))
    final = models.JSONField(help_text=_("{field: what people decided}; others nobody has said a word on."))
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=200, blank=True, help_text=_("Why there is no reading."))
    attempts = models.PositiveSmallIntegerField(default=0)
    ms = models.PositiveIntegerField(default=0, help_text=_("Of the reading."))
    cost = models.BigIntegerField(default=0, help_text=_("Millionths, failed calls too."))

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["replay", "ticket"], name="replayed_once")]


class ReplayDecision(models.Model):
    """One field of one ticket: then and now, and which of both people agree with."""

    class Outcome(models.TextChoices):
        SAME = "same", _("Same")
        BETTER = "better", _("Better")
        WORSE = "worse", _("Worse")
        OTHER = "other", _("Other")

    item = models.ForeignKey(ReplayItem, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    field = models.CharField(max_length=12)
    old = models.JSONField()
    new = models.JSONField()
    final = models.JSONField(null=True, help_text=_("Null: nobody has said a word on it."))
    old_right = models.BooleanField(null=True, help_text=_("Null: it cannot be judged."))
    new_right = models.BooleanField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome.choices)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "field"], name="decided_once_per_field")]
