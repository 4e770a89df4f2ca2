"""One call of a provider: proven, read, every mail in it kept and committed before the answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from core.mail import book, glimpse
from core.mail.hooks.providers import PROVIDERS
from core.mail.models import MailHook
from core.mail.rules import plain_address
from core.mail.services.accept import accept
from tenants import context, secrets, tasks
from tenants.kernel import clock
from tenants.kernel.errors import Refused, Unavailable
from tenants.kernel.text import one_line, storable
from tenants.rules import Door, Pass

log = logging.getLogger(__name__)
LARGEST = 2 * settings.MAIL_LIMIT  # bytes of a call: base64 and JSON around a mail


class NotProven(Refused):
    code = "mail_hook.not_proven"
    sentence = "This call does not prove that it comes from the mail provider."


class NotUnderstood(Refused):
    """data: why."""

    code = "mail_hook.not_understood"
    sentence = "This is not a mail as the provider documents it: {why}"
    status = 400


class NoMailNow(Unavailable):
    code = "mail_hook.closed"
    sentence = "Mail is not taken at the moment. Try again later."


def take(hook: MailHook, request: HttpRequest) -> int:
    """How many mails were new. Raises NotProven, NotUnderstood, NoMailNow; nothing is kept then."""
    if context.current_tenant().at(Door.MAIL_IN) is not Pass.OPEN:
        raise NoMailNow
    provider = PROVIDERS[hook.provider]
    receiver = provider.receiver(secrets.decrypt(hook.secret))
    try:
        if provider.signs:  # the signature is in what is signed
            _read_whole(request)
        receiver.run_validators(request)
        _read_whole(request)
        events = receiver.parse_events(request)
        mails = [mail for event in events for mail in _mails(hook, event)]
    except AnymailWebhookValidationFailure:
        raise _refused(hook, NotProven()) from None
    except (AnymailError, ImproperlyConfigured, LookupError, ValueError, TypeError, AttributeError) as fault:
        raise _refused(hook, NotUnderstood(why=one_line(f"{type(fault).__name__} {fault}", 200))) from fault
    return _keep(hook, mails)


def _read_whole(request: HttpRequest) -> None:
    """A mail may be larger than Django lets forms be; the view has checked the size."""
    if not hasattr(request, "_body"):
        request._body = request.read(LARGEST)


def _mails(hook: MailHook, event: Any) -> Iterator[tuple[bytes, str, str]]:
    """(raw, envelope sender, our address) for each of our addresses that it was sent to."""
    message = event.message
    raw = _raw(event)
    if len(raw) > settings.MAIL_LIMIT:
        raise ValueError(f"larger than {settings.MAIL_LIMIT // 1024**2} MB")
    named = _envelope(event.esp_event) or [p.strip() for p in (message.envelope_recipient or "").split(",")]
    ours = {box.address.lower() for box in book.mailboxes()}
    known = [address for address in named if plain_address(address) in ours]
    # Not told is not the null sender: that one marks the mail of machines.
    told = message.envelope_sender
    sender = glimpse.look(raw).sender if told is None else told
    for address in dict.fromkeys(known or [hook.mailbox.address]):
        yield raw, sender, address


def _envelope(given: Any) -> list[str]:
    """SendGrid names all recipients; anymail keeps the first."""
    if not hasattr(given, "POST") or "envelope" not in given.POST:
        return []
    return [str(address).strip() for address in json.loads(given.POST["envelope"])["to"]]


def _raw(event: Any) -> bytes:
    """The mail as it came where the provider gives it, else put together from its parts."""
    given = event.esp_event
    text = given.get("RawEmail") if isinstance(given, dict) else None
    if text is None and hasattr(given, "POST"):
        text = given.POST.get("body-mime") or given.POST.get("email")
    if isinstance(text, str):
        return text.encode("utf-8", "surrogateescape")
    whole: bytes = event.message.as_bytes()
    return whole


@transaction.atomic
def _keep(hook: MailHook, mails: list[tuple[bytes, str, str]]) -> int:
    kept = [accept(raw, sender=sender, recipient=address) for raw, sender, address in mails]
    fresh = [inbound_id for inbound_id in kept if inbound_id]
    MailHook.objects.filter(pk=hook.pk).update(
        received=F("received") + len(fresh), last_success_at=clock.now(), last_error=""
    )
    for inbound_id in fresh:
        tasks.wake("mail.process", inbound_id)
    return len(fresh)


def _refused(hook: MailHook, refusal: NotProven | NotUnderstood) -> NotProven | NotUnderstood:
    """Kept for the page: a wrong password at the provider is found there and nowhere else."""
    log.warning("a mail hook refused a call", extra={"hook": hook.pk, "code": refusal.code})
    MailHook.objects.filter(pk=hook.pk).update(
        last_error=one_line(storable(refusal.message), 300), last_refused_at=clock.now()
    )
    return refusal
