"""Which providers bring mail, and how each proves that it is the one that calls.

django-anymail knows their formats. Most can only send a user name and password along, which we make;
Mailgun signs with a key that the organization copies here. Where more has to be fetched than the call
holds (Brevo, Amazon SES) the call is kept as it is, and a worker goes on: see `brought`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.mail.models_hooks import BroughtCall, MailHook
from tenants import secrets


@dataclass(frozen=True, slots=True)
class Provider:
    """where: to enter our address. needs, may: what of theirs is kept with it, see `services.open_hook`.

    is_whole: a call holds all of the mail. largest: bytes of a call.
    """

    name: str
    label: str
    view: str
    where: Any
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    is_whole: bool = True
    largest: int = 2 * settings.MAIL_LIMIT  # base64 and JSON around a mail

    @property
    def signs(self) -> bool:
        """It has a key of its own; else the address we give carries the password."""
        return "signing_key" in self.needs

    def receiver(self, values: dict[str, str]) -> Any:
        """anymail's view with this hook's own secret, whatever the settings say."""
        module, _dot, name = self.view.rpartition(".")
        kind: Any = getattr(import_module(module), name)
        if self.signs:
            return kind(webhook_signing_key=values["signing_key"], webhook_secret=[])
        own = {"api_key": values["api_key"]} if "api_key" in self.needs else {}
        return kind(webhook_secret=[values["password"]], **own)


def values_of(hook: MailHook | BroughtCall) -> dict[str, str]:
    """Its secrets in clear: password ("user:password" of our making) and what the provider needs."""
    text = secrets.decrypt(hook.secret)
    if not text.startswith("{"):  # before there was more than one
        return {"signing_key" if PROVIDERS[hook.provider].signs else "password": text}
    return dict(json.loads(text))


PROVIDERS = {
    one.name: one
    for one in (
        Provider(
            "postmark",
            "Postmark",
            "anymail.webhooks.postmark.PostmarkInboundWebhookView",
            _("Inbound stream → Settings → Webhook. Tick “Include raw email content in JSON payload”."),
        ),
        Provider(
            "sendgrid",
            "SendGrid",
            "anymail.webhooks.sendgrid.SendGridInboundWebhookView",
            _("Settings → Inbound Parse → Destination URL. Tick “POST the raw, full MIME message”."),
        ),
        Provider(
            "mailgun",
            "Mailgun",
            "anymail.webhooks.mailgun.MailgunInboundWebhookView",
            _("Receiving → Create route → Forward. Add /mime to the address to get the mail as it came."),
            needs=("signing_key",),
        ),
        Provider(
            "brevo",
            "Brevo",
            "anymail.webhooks.brevo.BrevoInboundWebhookView",
            _("Create the webhook over Brevo's API: type “inbound”, event “inboundEmailProcessed”."),
            needs=("api_key",),
            is_whole=False,
        ),
        Provider(
            "amazon_ses",
            "Amazon SES",
            "anymail.webhooks.amazon_ses.AmazonSESInboundWebhookView",
            _("SNS topic → Create subscription → HTTPS. It confirms itself within a minute."),
            needs=("topic",),
            may=("access_key", "secret_key"),
            is_whole=False,
            largest=1024 * 1024,  # SNS sends 256 KB, which JSON writes longer
        ),
    )
}
