"""Mailboxes at other providers that we fetch from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class MailSource(models.Model):
    """A mailbox at another provider that we fetch from, one per address of ours."""

    class Kind(models.TextChoices):
        IMAP = "imap", "IMAP"
        POP3 = "pop3", "POP3"

    class Auth(models.TextChoices):
        PASSWORD = "password", _("Password")
        MICROSOFT = "microsoft", "Microsoft"
        GOOGLE = "google", "Google"

    class After(models.TextChoices):
        SEEN = "seen", _("Mark it as read")
        MOVE = "move", _("Move it to another folder")
        DELETE = "delete", _("Delete it there")
        LEAVE = "leave", _("Leave it as it is")

    class Health(models.TextChoices):
        NEW = "new", _("Not tried yet")
        OK = "ok", _("Working")
        FAILING = "failing", _("Failing")

    mailbox = models.OneToOneField("mail.Mailbox", on_delete=models.CASCADE, related_name="source")
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.IMAP)
    auth = models.CharField(max_length=10, choices=Auth.choices, default=Auth.PASSWORD, db_default="password")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    is_plain_start = models.BooleanField(
        default=False, help_text=_("STARTTLS; else TLS from the first byte.")
    )
    username = models.CharField(max_length=254)
    secret = models.TextField(help_text=_("The password, or code and tokens; encrypted."))
    folder = models.CharField(max_length=200, default="INBOX")
    after = models.CharField(max_length=6, choices=After.choices, default=After.SEEN)
    move_to = models.CharField(max_length=200, blank=True)
    is_on = models.BooleanField(default=True)

    # where we are; a mail is fetched once whatever people do to it there
    uidvalidity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    known = models.JSONField(
        default=list, blank=True, help_text=_("POP3: ids of the mails still lying there.")
    )
    owed = models.JSONField(
        default=list,
        blank=True,
        db_default=[],
        help_text=_("Marks of mails that are ours already and still to be marked, moved or deleted there."),
    )
    begin_at = models.DateTimeField(
        null=True,
        blank=True,
        default=clock.now,
        help_text=_("Older mail stays where it is; empty: all comes."),
    )

    health = models.CharField(max_length=8, choices=Health.choices, default=Health.NEW)
    last_error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row."))
    failing_since = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    fetched = models.PositiveBigIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0, help_text=_("Mails still to be fetched in this run."))
    is_asked = models.BooleanField(
        default=False, db_default=False, help_text=_("Somebody asked for a look while one was under way.")
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(default=0)
