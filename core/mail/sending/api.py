"""A letter handed to a provider over its API. Errors are those of SMTP; see `answers`.

Refused for good is what the provider says about the address or the mail. What it says about the account (a
key, an unverified sender, a quota) is trouble of the organization's: letters wait, owners are told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from anymail.exceptions import (
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from botocore.exceptions import BotoCoreError
from django.core.exceptions import ImproperlyConfigured
from requests import RequestException

from core.mail.models import Letter, OwnRelay
from core.mail.sending import shape
from core.mail.sending.answers import Receipt, Rejected, ServerAway
from core.mail.sending.providers import PROVIDERS, Provider
from tenants import secrets
from tenants.kernel.errors import Unavailable
from tenants.kernel.text import one_line

OF_THE_LETTER = (400, 404, 405, 406, 413, 415, 422)
ACCOUNT = re.compile(
    r"\bsender|\bfrom\b|verif|not activated|signature|credit|quota|paused|suspend|account|domain not found"
    r"|unknown sender|api key|token|unauthori",
    re.IGNORECASE,
)
SAID = ("message", "error", "errormessage", "errors", "detail", "description", "reason")
REFUSED = ("invalid", "rejected", "failed")


def send(row: OwnRelay, letter: Letter, message: EmailMessage, recipients: list[str]) -> Receipt:
    """Outside of any transaction. Raises Rejected, Unavailable."""
    provider = PROVIDERS[row.provider]
    mail = shape.mail(message, recipients, provider, letter)
    with _told(provider), _connected(provider.backend(values_of(row))) as backend:
        backend.send_messages([mail])
    return _receipt(provider, row, mail)


def values_of(row: OwnRelay) -> dict[str, str]:
    """What was entered for the provider, secrets in clear."""
    return {**row.options, **(json.loads(secrets.decrypt(row.secret)) if row.secret else {})}


@contextmanager
def _connected(backend: Any) -> Iterator[Any]:
    """Open; an answer that sends us elsewhere is not followed."""
    try:
        backend.open()
        if (session := getattr(backend, "session", None)) is not None:
            session.max_redirects = 0
        yield backend
    finally:
        backend.close()


@contextmanager
def _told(provider: Provider) -> Iterator[None]:
    """The provider's and its library's errors as ours."""
    try:
        yield
    except AnymailRecipientsRefused as refusal:
        said = _words(refusal.response) or "it takes nothing for this address"
        raise Rejected(one_line(f"550 {provider.label}: {said}", 300)) from None
    except (AnymailInvalidAddress, AnymailUnsupportedFeature, AnymailSerializationError) as fault:
        raise Rejected(one_line(f"550 {provider.label}: {' '.join(map(str, fault.args))}", 300)) from None
    except (
        AnymailError,
        RequestException,
        BotoCoreError,
        ImproperlyConfigured,
        OSError,
        ValueError,
    ) as fault:
        raise _error(provider, fault) from None


def _error(provider: Provider, fault: Exception) -> Exception:
    answer = getattr(fault, "response", None)
    status, words = _status(answer), _words(answer)
    said = one_line(f"{provider.label}: {status or type(fault.__cause__ or fault).__name__} {words}", 300)
    if status in OF_THE_LETTER and not ACCOUNT.search(words):
        return Rejected(said)
    return Unavailable(said) if status == 429 else ServerAway(said)


def _status(answer: Any) -> int:
    """HTTP status; 0 when no answer came."""
    if isinstance(answer, dict):  # boto3
        return int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    return int(getattr(answer, "status_code", 0) or 0)


def _words(answer: Any) -> str:
    """What the provider says, found in whatever shape it says it."""
    if answer is None:
        return ""
    if isinstance(answer, dict):
        return next(_sentences(answer.get("Error", {})), "")
    try:
        return next(_sentences(answer.json()), "")
    except ValueError:
        return one_line(str(answer.text), 200)


def _sentences(data: Any) -> Iterator[str]:
    """Texts under keys that hold one, outer ones first."""
    if isinstance(data, list):
        for one in data:
            yield from [one] if isinstance(one, str) else _sentences(one)
    if isinstance(data, dict):
        told = [value for key, value in data.items() if str(key).lower() in SAID]
        yield from (value for value in told if isinstance(value, str) and value)
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _sentences(value)


def _receipt(provider: Provider, row: OwnRelay, mail: Any) -> Receipt:
    """Who took it, under which name, and who was left out."""
    status = mail.anymail_status
    each = status.recipients or {}
    refused = tuple(address for address, one in each.items() if one.status in REFUSED)
    if each and len(refused) == len(each):
        raise Rejected(one_line(f"550 {provider.label}: {_words(status.esp_response) or 'refused'}", 300))
    names = [one.message_id for one in each.values() if one.message_id]
    name = str(names[0]).strip("<>")[:255] if names else ""
    host = _amazon_host(row.options.get("region", ""))
    renamed = provider.renamed.format(id=name, host=host)[:255] if name and provider.renamed else ""
    return Receipt(refused, provider.label, name, renamed)


def _amazon_host(region: str) -> str:
    """What stands after the @ of Message-IDs that Amazon SES makes."""
    return "email.amazonses.com" if region == "us-east-1" else f"{region}.amazonses.com"
