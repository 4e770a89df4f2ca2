"""Tickets and what was said in them.

The ticket row carries all a list needs (last words, times, triage values), so that fifty rows
are one query. A channel's own references (Message-IDs) belong to the channel's app.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.desk.models import Priority, Status
from core.tickets.choices import Channel, Sentiment, Then
from core.tickets.models_approvals import Approval
from core.tickets.models_archive import Archiving, OldWords
from core.tickets.models_bulk import BulkChange, BulkItem
from core.tickets.models_checklist import ChecklistItem
from core.tickets.models_links import TicketLink
from core.tickets.models_merge import SameCase, TicketMerge
from core.tickets.models_numbers import TicketNumber, numbering
from core.tickets.models_people import Participant, Watcher
from core.tickets.models_words import Draft, EarlierWords, Message
from tenants.kernel import clock, ids
from tenants.kernel.actor import Actor

__all__ = [
    "Approval", "Archiving", "BulkChange", "BulkItem", "Channel", "ChecklistItem", "Draft", "EarlierWords",
    "Message", "OldWords", "Participant", "SameCase", "Sentiment", "Ticket", "TicketLink", "TicketMerge",
    "TicketNumber", "Watcher",
]  # fmt: skip


class Living(models.Manager["Ticket"]):
    """Without what lies in the bin: nobody who does not ask for it by name (`Ticket.every`) meets it."""

    def get_queryset(self) -> models.QuerySet[Ticket]:
        return super().get_queryset().filter(deleted_at=None)


class Ticket(models.Model):
    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    subject = models.CharField(max_length=255)
    status = models.ForeignKey("desk.Status", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_finished = models.BooleanField(default=False, help_text=_("Follows the status; makes lists cheap."))
    status_since = models.DateTimeField(
        default=clock.now, db_default=Now(), help_text=_("When it came into this status.")
    )
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.MEDIUM)
    queue = models.ForeignKey("desk.Queue", on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("desk.Team", null=True, blank=True, on_delete=models.SET_NULL, db_index=False)
    category = models.ForeignKey(
        "desk.Category", null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    type = models.ForeignKey(
        "desk.TicketType", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    tags = models.ManyToManyField("desk.Tag", blank=True, related_name="tickets")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False, help_text=_("Answers for it, whoever holds it."),
    )  # fmt: skip
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="tickets")
    channel = models.CharField(max_length=8, choices=Channel.choices)

    sentiment = models.SmallIntegerField(null=True, blank=True, choices=Sentiment.choices)
    urgency = models.PositiveSmallIntegerField(default=40, help_text=_("0-100; sorts the inbox."))
    language = models.CharField(max_length=10, blank=True)
    is_escalated = models.BooleanField(default=False, help_text=_("Triage advises a senior pair of eyes."))
    escalation_reason = models.CharField(max_length=200, blank=True)
    needs_review = models.BooleanField(default=False, db_default=False)  # two engines differ; nobody decided
    is_suspect = models.BooleanField(
        default=False, db_default=False, help_text=_("Triage takes it for spam; nobody has decided.")
    )
    is_thanks = models.BooleanField(
        default=False, db_default=False, help_text=_("The customer's last words only say thanks.")
    )
    chosen = models.JSONField(
        default=dict,
        blank=True,
        help_text=_('Fields a person set: {"priority": "user:5"}; triage leaves them alone.'),
    )
    extracted = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text=_('What mail rules found in its mails: {"order": "4711"}.'),
    )

    fields = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text=_('Values of the organization\'s own fields: {"order": "4711"}; see desk.Field.'),
    )

    preview = models.CharField(
        max_length=160, blank=True, help_text=_("First words of the last public message.")
    )
    message_count = models.PositiveIntegerField(default=0)
    items = models.PositiveSmallIntegerField(default=0, db_default=0, help_text=_("Of its checklist."))
    items_done = models.PositiveSmallIntegerField(default=0, db_default=0)
    approval = models.CharField(
        max_length=8, blank=True, default="", db_default="", choices=Approval.State.choices,
        help_text=_("How its approvals stand: pending while one is; empty: none was asked for."),
    )  # fmt: skip
    awaits_reply = models.BooleanField(default=True, help_text=_("The customer spoke last."))
    due_at = models.DateTimeField(null=True, blank=True)
    estimated_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How long the work may take, as somebody has said.")
    )
    last_message_at = models.DateTimeField(default=clock.now)
    aside_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a third party answered last, until somebody answers them.")
    )
    first_replied_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    pending_until = models.DateTimeField(
        null=True, blank=True, help_text=_("Put aside until then: in no open list, and back by itself.")
    )
    pending_reason = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text=_("What is waited for.")
    )
    pending_then = models.CharField(
        max_length=6, choices=Then.choices, default=Then.REOPEN, db_default=Then.REOPEN,
        help_text=_("What happens when its time is over."),
    )  # fmt: skip
    woken_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its time was over, until its status changes again.")
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=_("The ticket that goes on in its place: never one that is merged itself."),
    )
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text=_("In the bin since then; see services/bin.py.")
    )
    deleted_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Its words lie in the archive since then.")
    )
    version = models.PositiveIntegerField(default=1, help_text=_("Raised by every change; for If-Match."))
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    fetched_by: Actor | None = None  # only of a person bound to queues

    objects = Living()
    every = models.Manager["Ticket"]()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="ticket_in_bin"
            ),
            models.Index(
                fields=["-urgency", "-last_message_at", "-id"],
                condition=models.Q(is_finished=False),
                name="ticket_inbox",
            ),
            models.Index(
                fields=["status", "-urgency", "-last_message_at", "-id"],
                condition=models.Q(is_finished=False),
                name="ticket_board",
            ),
            models.Index(fields=["assignee", "is_finished", "-urgency"], name="ticket_by_agent"),
            models.Index(
                fields=["assignee"], condition=models.Q(aside_at__isnull=False), name="ticket_answered_aside"
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(is_finished=False, due_at__isnull=False),
                name="ticket_due",
            ),
            models.Index(fields=["-last_message_at", "-id"], name="ticket_recent"),
            GinIndex(SearchVector("subject", config="simple"), name="ticket_subject_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(urgency__lte=100),
                name="ticket_urgency_range",
                violation_error_message=_("Urgency goes from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=models.Q(priority__gte=1, priority__lte=4),
                name="ticket_priority_rank",
                violation_error_message=_("Priority is Low, Medium, High or Urgent."),
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="ticket_not_into_itself",
                violation_error_message=_("A ticket cannot be merged into itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.subject}"

    @property
    def is_veiled(self) -> bool:
        """A row in a list (selectors.veil) whose words are not for whoever reads it."""
        return bool(self.__dict__.get("veiled"))

    @property
    def hides_reasons(self) -> bool:
        """Whoever reads it does not see why advice says what it says."""
        return bool(self.__dict__.get("bare"))

    @property
    def label(self) -> str:
        """ "T-0042": what people say, in the form this organization gives it."""
        return numbering().label(self.number)

    @property
    def is_spam(self) -> bool:
        """Somebody decided, or triage was certain, that it is spam: its status says so."""
        return self.status.category == Status.Category.SPAM
