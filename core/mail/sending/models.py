"""How mail leaves in an organization's own name: its domains, its own mail server or provider."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.mail.sending.providers import PROVIDERS
from tenants.kernel import clock, ids


class SendingDomain(models.Model):
    """A domain our addresses end in: the key that signs its mail, and what DNS says about it."""

    class Finding(models.TextChoices):
        UNKNOWN = "", _("Not looked at yet")
        FINE = "fine", _("In order")
        MISSING = "missing", _("Missing")
        WRONG = "wrong", _("Different")

    name = models.CharField(max_length=253, unique=True)
    selector = models.CharField(max_length=63)
    private_key = models.TextField(help_text=_("PEM, encrypted."))
    public_key = models.TextField(help_text=_("As the DNS record holds it: base64 of the DER."))
    dkim = models.CharField(max_length=8, blank=True, choices=Finding.choices, default=Finding.UNKNOWN)
    spf = models.CharField(max_length=8, blank=True, choices=Finding.choices, default=Finding.UNKNOWN)
    dmarc = models.CharField(max_length=8, blank=True, choices=Finding.choices, default=Finding.UNKNOWN)
    seen = models.JSONField(default=dict, blank=True, help_text=_("What stands there: dkim, spf, dmarc."))
    made_at = models.DateTimeField(default=clock.now)
    asked_at = models.DateTimeField(null=True, blank=True, help_text=_("A look is under way since."))
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]


class OwnRelay(models.Model):
    """The organization's own mail server or provider, which takes the mail of its domains. At most one."""

    class Health(models.TextChoices):
        NEW = "new", _("Not tried yet")
        OK = "ok", _("Working")
        FAILING = "failing", _("Failing")

    only = models.BooleanField(default=True, unique=True, editable=False)
    provider = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text=_("See sending.providers; empty: SMTP."),
    )
    options = models.JSONField(
        default=dict, blank=True, help_text=_("What the provider is told, not secret.")
    )
    host = models.CharField(max_length=253, blank=True)
    port = models.PositiveIntegerField(default=587)
    is_plain_start = models.BooleanField(default=True, help_text=_("STARTTLS; else TLS from the first byte."))
    username = models.CharField(max_length=254, blank=True)
    secret = models.TextField(blank=True, help_text=_("The password, or the provider's keys; encrypted."))
    health = models.CharField(max_length=8, choices=Health.choices, default=Health.NEW)
    last_error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row."))
    failing_since = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)

    # what the provider tells later
    public_id = models.CharField(max_length=24, default=ids.public_id, editable=False)
    events_secret = models.TextField(
        blank=True, default="", help_text=_('Encrypted: "user:password" we gave, or the key it signs with.')
    )
    events = models.PositiveBigIntegerField(default=0)
    last_event_at = models.DateTimeField(null=True, blank=True)
    events_error = models.CharField(max_length=300, blank=True, default="")
    events_refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(host="", provider__gt="") | models.Q(host__gt="", provider=""),
                name="own_relay_is_server_or_provider",
                violation_error_message=_("Choose either a mail server or a provider."),
            ),
        ]

    @property
    def label(self) -> str:
        """What people call it."""
        return PROVIDERS[self.provider].label if self.provider else self.host
