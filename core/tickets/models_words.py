"""What is said in a ticket, and what somebody has begun to say."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from core.tickets.choices import Channel
from tenants.kernel import clock, ids


class Message(models.Model):
    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("From the customer")
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Internal note")
        AUTO = "auto", _("Automatic")
        FORWARD = "forward", _("Forwarded")
        ASIDE = "aside", _("From a third party")

    class Mark(models.TextChoices):
        STRANGER = "stranger", _("From an address it was not forwarded to")
        AUTOMATIC = "automatic", _("Automatic answer")

    INTERNAL = (Kind.NOTE, Kind.FORWARD, Kind.ASIDE)  # the customer never reads, quotes or hears of these

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    author_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    author_contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    author_name = models.CharField(max_length=150, blank=True, help_text=_("As it was then."))
    text = models.TextField(help_text=_("What is new in this message, plain."))
    quoted = models.TextField(blank=True, help_text=_("The quoted rest, plain."))
    signature = models.TextField(
        blank=True, default="", db_default="", help_text=_("The sender's signature, plain.")
    )
    seal = models.CharField(
        max_length=16, blank=True, default="", db_default="",
        help_text=_("smime or pgp, encrypted or signed: smime.encrypted, smime.wrapped, pgp.signed ..."),
    )  # fmt: skip
    html = models.TextField(blank=True, help_text=_("Sanitised; empty for plain messages."))
    language = models.CharField(max_length=10, blank=True)
    attachments = models.ManyToManyField("files.Attachment", blank=True, related_name="messages")
    to = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True,
        help_text=_("Whom it is forwarded to. A reply goes to `address`."),
    )  # fmt: skip
    cc = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True,
        help_text=_("Addresses it was written to in copy."),
    )  # fmt: skip
    bcc = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True,
        help_text=_("Addresses it goes to unseen by the others; for agents' eyes alone."),
    )  # fmt: skip
    address = models.EmailField(
        max_length=254, blank=True, default="", db_default="",
        help_text=_("The customer's address it was written from, or is sent to; empty: the usual one."),
    )  # fmt: skip
    about = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False,
        related_name="+", help_text=_("The message that it forwards, or answers to a third party."),
    )  # fmt: skip
    side = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="asides",
        help_text=_("The forwarded message whose side conversation it goes on in; empty on that one."),
    )  # fmt: skip
    mark = models.CharField(
        max_length=9, choices=Mark.choices, blank=True, default="", db_default="",
        help_text=_("What is to be known of a third party's answer."),
    )  # fmt: skip
    is_private = models.BooleanField(default=False, help_text=_("Only the author and mentioned people."))
    undo_until = models.DateTimeField(null=True, blank=True)
    yields = models.BooleanField(
        default=False, db_default=False, help_text=_("Taken back when the customer writes before it leaves.")
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text=_("A reply that was taken back, or a note that was deleted.")
    )
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its author last changed a note.")
    )
    created_at = models.DateTimeField(default=clock.now)
    words = models.GeneratedField(
        expression=SearchVector(Left("text", 100_000), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            GinIndex(fields=["words"], name="message_words"),
            models.Index(fields=["side"], condition=models.Q(side__isnull=False), name="message_of_side"),
        ]


class EarlierWords(models.Model):
    """What a note said before its author changed it: until it is deleted, nothing said goes unseen."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="earlier")
    text = models.TextField()
    until = models.DateTimeField(default=clock.now, help_text=_("When it was replaced."))

    class Meta:
        ordering = ["-until", "-id"]


class Draft(models.Model):
    """What an agent has begun to write: one per ticket, person and kind.

    about, addresses: of one that is to be forwarded; {"to", "cc", "bcc"} as they were typed, and "answer"
    ("1") of one that goes on in a side conversation. kept: {"files": [public ids], "bcc", "then"} of others.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="drafts", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=8, choices=Message.Kind.choices, default=Message.Kind.REPLY)
    body = models.TextField(blank=True)
    suggestion = models.CharField(
        max_length=24, blank=True, help_text=_("Public id of the suggestion it began from.")
    )
    about = models.CharField(
        max_length=24, blank=True, default="", db_default="", help_text=_("Public id of the message.")
    )
    addresses = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    kept = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True,
        help_text=_("What goes with the words: chosen files, blind copies, what becomes of the ticket."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "kind"], name="draft_once")]
