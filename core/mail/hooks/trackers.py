"""How each sending provider tells what became of a mail, and how it proves that it is the one that calls.

As with mail that providers bring: most can only send along a user name and password, which we make; the
others sign with a key that the organization copies here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

FRESH = 300  # seconds a signed call may be old


@dataclass(frozen=True, slots=True)
class Tracker:
    """key: anymail's name for the key it signs with, "" where the address carries a password."""

    view: str
    where: Any
    key: str = ""
    given: Any = None

    @property
    def signs(self) -> bool:
        return bool(self.key)

    def receiver(self, secret: str) -> Any:
        """anymail's view with this organization's own secret, whatever the settings say."""
        module, _dot, name = self.view.rpartition(".")
        kind: Any = getattr(import_module(f"anymail.webhooks.{module}"), name)
        proof = {self.key: secret, "webhook_secret": []} if self.key else {"webhook_secret": [secret]}
        return kind(**proof, **(self.given or {}))

    def prove(self, receiver: Any, request: HttpRequest, secret: str) -> None:
        """Raises AnymailWebhookValidationFailure."""
        receiver.run_validators(request)


class Svix(Tracker):
    """Resend signs as Svix does: HMAC-SHA256 over id, time and body, several signatures while keys change."""

    def receiver(self, secret: str) -> Any:
        from anymail.webhooks.resend import ResendTrackingWebhookView

        return ResendTrackingWebhookView(webhook_secret=["-:-"])  # what it is asked is `prove`

    def prove(self, receiver: Any, request: HttpRequest, secret: str) -> None:
        name, moment = request.headers.get("svix-id", ""), request.headers.get("svix-timestamp", "")
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
            is_fresh = abs(time.time() - int(moment)) <= FRESH
        except (ValueError, binascii.Error):
            raise AnymailWebhookValidationFailure from None
        signed = f"{name}.{moment}.".encode() + request.body
        ours = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        given = request.headers.get("svix-signature", "").split()
        if (
            not key
            or not is_fresh
            or not any(hmac.compare_digest(each.encode(), f"v1,{ours}".encode()) for each in given)
        ):
            raise AnymailWebhookValidationFailure


TRACKERS: dict[str, Tracker] = {
    "postmark": Tracker(
        "postmark.PostmarkTrackingWebhookView",
        _("Message stream → Webhooks: Delivery, Bounce, Spam complaint."),
    ),
    "mailgun": Tracker(
        "mailgun.MailgunTrackingWebhookView",
        _("Sending → Webhooks: delivered, temporary and permanent failure, spam complaints."),
        key="webhook_signing_key",
    ),
    "brevo": Tracker(
        "brevo.BrevoTrackingWebhookView",
        _("Transactional → Settings → Webhook: delivered, deferred, bounces, blocked, complaint."),
    ),
    "sendgrid": Tracker(
        "sendgrid.SendGridTrackingWebhookView",
        _("Settings → Mail settings → Event Webhook: delivered, deferred, bounced, dropped, spam reports."),
    ),
    "amazon_ses": Tracker(
        "amazon_ses.AmazonSESTrackingWebhookView",
        _("An SNS topic with this HTTPS subscription as event destination of your configuration set."),
        given={"auto_confirm_sns_subscriptions": False},  # a worker does: no network while the caller waits
    ),
    "resend": Svix(
        "resend.ResendTrackingWebhookView",
        _("Webhooks → Add: delivered, delivery delayed, bounced, complained."),
        key="signing_secret",
    ),
    "mailersend": Tracker(
        "mailersend.MailerSendTrackingWebhookView",
        _("Domain → Webhooks: delivered, soft and hard bounced, spam complaint."),
        key="signing_secret",
    ),
    "sparkpost": Tracker(
        "sparkpost.SparkPostTrackingWebhookView",
        _("Configuration → Webhooks: delivery, delay, bounce, out of band, spam complaint."),
    ),
    "mailjet": Tracker(
        "mailjet.MailjetTrackingWebhookView",
        _("Account → Event notifications: sent, bounce, spam, blocked."),
    ),
    "mandrill": Tracker(
        "mandrill.MandrillCombinedWebhookView",
        _("Settings → Webhooks: sent, delayed, bounced, soft-bounced, rejected, marked as spam."),
        key="webhook_key",
    ),
    "mailtrap": Tracker(
        "mailtrap.MailtrapTrackingWebhookView",
        _("Settings → Webhooks: delivery, bounce, soft bounce, spam complaint, reject."),
        key="tracking_secret",
    ),
}  # Scaleway's are not known to django-anymail
