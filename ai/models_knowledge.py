"""What the organization says in its answers: its voice, and the general part of what solved tickets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Voice(models.Model):
    """How replies are to sound. Without queue: in the whole organization; a queue's own words come on top."""

    queue = models.OneToOneField(
        "desk.Queue", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    guidelines = models.TextField(
        blank=True, help_text=_("Tone and wording, for the model that writes drafts.")
    )
    forbidden = models.JSONField(default=list, help_text=_("Phrases that no draft may hold: [str]."))
    proposes = models.BooleanField(
        default=False, db_default=False,
        help_text=_("Of the organization: are articles proposed from solved tickets?"),
    )  # fmt: skip
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(queue__isnull=True), name="one_voice_of_all"
            )
        ]


class SolvedAnswer(models.Model):
    """The general part of the answer that ended a ticket: what other customers may be told."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, related_name="solved_answer")
    message = models.ForeignKey(
        "tickets.Message", on_delete=models.CASCADE, related_name="+", db_index=False,
        help_text=_("The agent's reply."),
    )  # fmt: skip
    asked = models.TextField(
        help_text=_("The question, masked; it is found by these words, nobody reads them.")
    )
    text = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]


class SourceVector(models.Model):
    """A piece of a source as an embedding model sees it, by a hash of its masked words: none is paid for
    twice, and one whose words are gone is found by nobody. Plain bytes: pgvector is no part of the PostgreSQL
    we ship, and numpy ranks an organization's few thousand pieces in milliseconds."""

    model = models.CharField(max_length=120)
    mark = models.CharField(max_length=32, help_text=_("Hash of the masked piece."))
    dimensions = models.PositiveSmallIntegerField()
    vector = models.BinaryField(help_text=_("Unit length; float16, little endian."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["model", "mark"], name="one_vector_of_a_piece")]


class Proposal(models.Model):
    """A general question with the answer agents gave, for somebody who may edit articles to decide about."""

    class State(models.TextChoices):
        PENDING = "pending", _("To be decided")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    title = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    tickets = models.ManyToManyField("tickets.Ticket", related_name="+")
    seen = models.PositiveIntegerField(default=1, help_text=_("Tickets that were answered so."))
    article = models.ForeignKey(
        "knowledge.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False,
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen", "-id"]


class Gap(models.Model):
    """A question that found no ground: similar ones of many tickets in one row."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        WRITTEN = "written", _("An article is written")
        DISMISSED = "dismissed", _("Dismissed")

    title = models.CharField(max_length=200, help_text=_("The first subject, masked."))
    asked = models.TextField(help_text=_("The first question, masked; others are compared with it."))
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    tickets = models.ManyToManyField("tickets.Ticket", related_name="+")
    seen = models.PositiveIntegerField(default=0, help_text=_("Tickets that asked so."))
    tokens = models.PositiveIntegerField(default=0, help_text=_("Spent on drafts that found no ground."))
    article = models.ForeignKey(
        "knowledge.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen", "-last_at", "-id"]
