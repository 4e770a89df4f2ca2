"""Which providers bring mail, and how each proves that it is the one that calls.

django-anymail knows their formats; providers whose mail it would have to fetch piece by piece while the
caller waits (Brevo, Amazon SES) are not among them. Most can only send a user name and password along,
which we make; Mailgun signs with a key that the organization copies here.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Provider:
    """signs: it has a key of its own; else the address we give carries the password. where: to enter it."""

    name: str
    label: str
    view: str
    signs: bool
    where: Any

    def receiver(self, secret: str) -> Any:
        """anymail's view with this hook's own secret, whatever the settings say."""
        module, _dot, name = self.view.rpartition(".")
        kind: Any = getattr(import_module(module), name)
        if self.signs:
            return kind(webhook_signing_key=secret, webhook_secret=[])
        return kind(webhook_secret=[secret])


PROVIDERS = {
    one.name: one
    for one in (
        Provider(
            "postmark",
            "Postmark",
            "anymail.webhooks.postmark.PostmarkInboundWebhookView",
            False,
            _("Inbound stream → Settings → Webhook. Tick “Include raw email content in JSON payload”."),
        ),
        Provider(
            "sendgrid",
            "SendGrid",
            "anymail.webhooks.sendgrid.SendGridInboundWebhookView",
            False,
            _("Settings → Inbound Parse → Destination URL. Tick “POST the raw, full MIME message”."),
        ),
        Provider(
            "mailgun",
            "Mailgun",
            "anymail.webhooks.mailgun.MailgunInboundWebhookView",
            True,
            _("Receiving → Create route → Forward. Add /mime to the address to get the mail as it came."),
        ),
    )
}
