"""Brevo: the mail in parts, its attachments to be fetched one by one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.brevo import BrevoInboundWebhookView
from django.conf import settings

from core.mail.hooks import web

API = "https://api.brevo.com/v3/inbound/attachments/"


class _Reader(BrevoInboundWebhookView):  # type: ignore[misc]  # anymail ships no types
    """anymail's, but for the way the attachments come."""

    def __init__(self, api_key: str) -> None:
        super().__init__(api_key=api_key, webhook_secret=["proven:at-the-door"])
        self.room = int(settings.MAIL_LIMIT)  # bytes

    def _fetch_attachment(self, attachment: dict[str, Any]) -> Any:
        address = web.at(f"{API}{quote(str(attachment['DownloadToken']), safe='')}", "brevo")
        content, headers = web.get(address, most=self.room, headers={"api-key": self.api_key})
        self.room -= len(content)
        return AnymailInboundMessage.construct_attachment(
            content_type=headers.get("Content-Type") or attachment.get("ContentType"),
            content=content,
            filename=attachment.get("Name"),
            content_id=attachment.get("ContentID"),
        )


def events(given: dict[str, Any], values: dict[str, str], *, with_files: bool = True) -> list[Any]:
    """anymail's events, one per mail. Network. Raises ProviderFault, TooMuch, KeyError, TypeError."""
    items = given["items"] if with_files else [{**item, "Attachments": []} for item in given["items"]]
    return [_Reader(values["api_key"]).esp_to_anymail_event(item) for item in items]
