"""Mails that a call brought, into the listener's door: one row for each of our addresses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from core.mail import book, glimpse
from core.mail.models import Mailbox, MailHook
from core.mail.rules import plain_address
from core.mail.services.accept import accept
from tenants import tasks
from tenants.kernel import clock

Mail = tuple[bytes, str, str]  # raw, envelope sender, our address


class TooLarge(ValueError):
    """More than we take of one mail."""


def of_event(mailbox: Mailbox, event: Any) -> Iterator[Mail]:
    """What anymail read. Raises TooLarge."""
    message = event.message
    named = _envelope(event.esp_event) or (message.envelope_recipient or "").split(",")
    return addressed(mailbox, _raw(event), message.envelope_sender, named)


def addressed(mailbox: Mailbox, raw: bytes, sender: str | None, named: list[str]) -> Iterator[Mail]:
    """For each of our addresses that it was sent to; the hook's own when it names none of ours.

    sender: None when the provider does not tell. That is not the null sender, which marks machines' mail.
    Raises TooLarge.
    """
    if len(raw) > settings.MAIL_LIMIT:
        raise TooLarge(f"larger than {settings.MAIL_LIMIT // 1024**2} MB")
    ours = {box.address.lower() for box in book.mailboxes()}
    known = [address.strip() for address in named if plain_address(address) in ours]
    envelope = glimpse.look(raw).sender if sender is None else sender
    for address in dict.fromkeys(known or [mailbox.address]):
        yield raw, envelope, address


@transaction.atomic
def keep(mailbox: Mailbox, mails: list[Mail]) -> list[int]:
    """Ids of those that were new."""
    kept = [accept(raw, sender=sender, recipient=address) for raw, sender, address in mails]
    fresh = [inbound_id for inbound_id in kept if inbound_id]
    MailHook.objects.filter(mailbox=mailbox).update(
        received=F("received") + len(fresh), last_success_at=clock.now(), last_error=""
    )
    for inbound_id in fresh:
        tasks.wake("mail.process", inbound_id)
    return fresh


def _envelope(given: Any) -> list[str]:
    """SendGrid names all recipients; anymail keeps the first."""
    if not hasattr(given, "POST") or "envelope" not in given.POST:
        return []
    return [str(address) for address in json.loads(given.POST["envelope"])["to"]]


def _raw(event: Any) -> bytes:
    """The mail as it came where the provider gives it, else put together from its parts."""
    given = event.esp_event
    if isinstance(raw := getattr(given, "raw_mail", None), bytes):
        return raw
    text = given.get("RawEmail") if isinstance(given, dict) else None
    if text is None and hasattr(given, "POST"):
        text = given.POST.get("body-mime") or given.POST.get("email")
    if isinstance(text, str):
        return text.encode("utf-8", "surrogateescape")
    return _put_together(event.message)


def _put_together(message: Any) -> bytes:
    """The same bytes each time: brought twice, it must be known again."""
    about = "\n".join(f"{name}: {value}" for name, value in message.items())
    mark = hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()[:24]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{mark}_{number}")
    whole: bytes = message.as_bytes()
    return whole
