"""Mail as it came and as it leaves. The raw message is stored before it is acknowledged."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.mail.imports.model import MailImport
from core.mail.models_hooks import BroughtCall, MailHook
from core.mail.models_sources import MailSource
from core.mail.ruling.model import MailRule
from core.mail.sending.models import OwnRelay, SendingDomain
from tenants.kernel import clock, ids

__all__ = [
    "BroughtCall",
    "InboundMail",
    "Letter",
    "MailHook",
    "MailImport",
    "MailReference",
    "MailRule",
    "MailSource",
    "Mailbox",
    "OwnRelay",
    "SendingDomain",
]


class Mailbox(models.Model):
    """An address customers write to. Known to the listener through tenants.MailRoute."""

    class SameCase(models.TextChoices):
        THREAD = "thread", _("Always a new ticket")
        ASK = "ask", _("Ask the agents")
        JOIN = "join", _("Add it when it is clear, else ask")

    address = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True, help_text=_("Sender name of replies."))
    queue = models.ForeignKey("desk.Queue", on_delete=models.PROTECT, db_index=False)
    is_default = models.BooleanField(default=False)
    confirms = models.BooleanField(
        default=True, db_default=True, help_text=_("New requests are answered with their number.")
    )
    tells_merges = models.BooleanField(
        default=True,
        db_default=True,
        help_text=_("Customers hear that their request goes on in another one."),
    )
    same_case = models.CharField(
        max_length=6,
        choices=SameCase.choices,
        default=SameCase.ASK,
        db_default=SameCase.ASK,
        help_text=_("New mail of a customer who has an open request, and answers nothing."),
    )

    class Meta:
        ordering = ["-is_default", "address"]

    def __str__(self) -> str:
        return self.address


class InboundMail(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        DONE = "done", _("Done")
        PARKED = "parked", _("Parked")
        QUARANTINED = "quarantined", _("Held")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    recipient = models.EmailField(max_length=320, help_text=_("Envelope recipient, with its plus part."))
    sender = models.CharField(max_length=320, blank=True, help_text=_("Envelope sender; empty for bounces."))
    raw = models.BinaryField(help_text=_("The message as received, zlib-compressed."))
    size = models.PositiveIntegerField(help_text=_("Bytes before compression."))
    dedupe_key = models.CharField(max_length=64, unique=True)
    mime_id = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text=_("Message-ID without brackets: an answer waits while the mail it answers is not read."),
    )
    subject = models.CharField(max_length=255, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(max_length=300, blank=True)
    trace = models.JSONField(default=list, blank=True, help_text=_("What each step of the pipeline decided."))
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each claim; a late worker is refused.")
    )
    insisted = models.BooleanField(
        default=False, help_text=_("A person asked for it: automatic mail becomes a ticket too.")
    )
    is_imported = models.BooleanField(
        default=False, db_default=False, help_text=_("Old mail from a file: history that nobody is told of.")
    )
    batch = models.ForeignKey(
        "mail.MailImport",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=_("The upload that brought it."),
    )
    is_behind = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("One of a crowd of one domain: worked off when nothing else waits."),
    )
    message = models.ForeignKey(
        "tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state", "id"], condition=~models.Q(state="done"), name="inbound_unfinished"
            ),
            models.Index(
                fields=["message"], condition=models.Q(message__isnull=False), name="inbound_of_message"
            ),
            models.Index(
                fields=["batch", "id"], condition=models.Q(batch__isnull=False), name="inbound_of_import"
            ),
        ]


class MailReference(models.Model):
    """Which message a Message-ID belongs to: ours and theirs, for threading."""

    mime_id = models.CharField(
        max_length=255, unique=True, help_text=_("RFC 5322 Message-ID, without brackets.")
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, db_index=False)
    message = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="mail_references")
    is_ours = models.BooleanField(default=False)
    is_awaited = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Named by the message, but not here: an answer may come before the mail it answers."),
    )


class Letter(models.Model):
    """One outgoing mail. Its Message-ID is minted once and reused on every attempt."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Taken back")

    class Delivery(models.TextChoices):
        UNKNOWN = "", _("Not heard of")
        DEFERRED = "deferred", _("Delayed")
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Bounced")
        COMPLAINED = "complained", _("Marked as spam")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    kind = models.CharField(
        max_length=20, help_text=_("reply, forward, confirmation, magic_link, invitation, ...")
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    message = models.ForeignKey(
        "tickets.Message",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="letters",
        help_text=_("What it carries (a reply, a forward) or answers (a confirmation)."),
    )
    sender = models.CharField(max_length=320, help_text=_('"Ana via Acme" <support@acme.example>'))
    envelope_from = models.CharField(max_length=254, blank=True, help_text=_("Where bounces go."))
    recipient = models.EmailField(max_length=254)
    beside = models.JSONField(
        default=list, blank=True, db_default=[], help_text=_("Further addresses of the To header.")
    )
    cc = models.JSONField(default=list, blank=True)
    bcc = models.JSONField(
        default=list, blank=True, db_default=[], help_text=_("In the envelope, in no header.")
    )
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(
        default=dict, blank=True, help_text=_("In-Reply-To, References, Auto-Submitted ...")
    )
    mime_id = models.CharField(
        max_length=255, unique=True, help_text=_("RFC 5322 Message-ID, without brackets.")
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    send_after = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each claim; a late worker is refused.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.CharField(
        max_length=253,
        blank=True,
        default="",
        db_default="",
        help_text=_("The server or provider that took it."),
    )
    provider_id = models.CharField(
        max_length=255, blank=True, default="", db_default="", help_text=_("The provider's own name of it.")
    )
    delivery = models.CharField(
        max_length=10, choices=Delivery.choices, blank=True, default="", db_default="",
        help_text=_("What was heard of it after it left; the gravest."),
    )  # fmt: skip
    delivery_at = models.DateTimeField(null=True, blank=True)
    delivery_note = models.CharField(max_length=300, blank=True, default="", db_default="")
    heard = models.JSONField(
        default=list, blank=True, db_default=[], help_text=_("Keys of what was heard; each counts once.")
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["provider_id"], condition=~models.Q(provider_id=""), name="letter_at_provider"
            ),
            models.Index(fields=["ticket", "id"], condition=models.Q(state="queued"), name="letter_in_order"),
            models.Index(fields=["recipient", "kind", "created_at"], name="letter_brake"),
        ]

    @property
    def recipients(self) -> list[str]:
        """Everybody of the envelope."""
        return [self.recipient, *self.beside, *self.cc, *self.bcc]
