"""Providers that bring mail by webhook, and calls of theirs that are not whole yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids


class MailHook(models.Model):
    """A provider that brings the mail of one address by webhook."""

    mailbox = models.OneToOneField("mail.Mailbox", on_delete=models.CASCADE, related_name="hook")
    provider = models.CharField(max_length=20, help_text=_("See hooks.providers."))
    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    secret = models.TextField(help_text=_("What hooks.providers.values_of reads; encrypted."))
    received = models.PositiveBigIntegerField(default=0)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    last_refused_at = models.DateTimeField(null=True, blank=True)


class BroughtCall(models.Model):
    """A call as it came, until a worker has proven it and fetched what belongs to it. Then the row goes."""

    mailbox = models.ForeignKey("mail.Mailbox", on_delete=models.CASCADE, related_name="+", db_index=False)
    provider = models.CharField(max_length=20)
    secret = models.TextField(help_text=_("The hook's when it came: that may be replaced meanwhile."))
    key = models.CharField(max_length=64, unique=True, help_text=_("Of hook and body: twice is once."))
    body = models.BinaryField(help_text=_("JSON as it came, zlib-compressed."))
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each claim; a late worker is refused.")
    )
    received_at = models.DateTimeField(default=clock.now)
