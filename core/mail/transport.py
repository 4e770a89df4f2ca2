"""The only place that speaks to the relay. Its answers become two errors, and nothing else gets out.

Rejected: the other side said no for good (5xx to sender, recipient or data). Unavailable: network,
4xx, throttling, a line cut after DATA; the same letter with the same Message-ID goes again.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

from django.conf import settings
from django.db import connection

from core.mail.models import Letter
from tenants.kernel.errors import Refusal, Unavailable

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class Rejected(Refusal):
    """Refused for good. The sentence is the other side's own; enhanced: its status "5.1.1" or ""."""

    code = "mail.rejected"

    def __init__(self, said: str, enhanced: str = "") -> None:
        super().__init__(said)
        self.enhanced = enhanced


@dataclass(frozen=True, slots=True)
class Receipt:
    """refused: recipients the relay took not, of several."""

    refused: tuple[str, ...] = ()


def send(letter: Letter, message: EmailMessage) -> Receipt:
    """Hand one letter to the relay, outside of any transaction. Raises Rejected, Unavailable."""
    _let_go_of_the_database()
    recipients = [letter.recipient, *letter.cc]
    try:
        with _connected() as relay:
            refused = relay.send_message(message, letter.envelope_from, recipients)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        raise _error(code, said) from refusal
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        raise _error(refusal.smtp_code, refusal.smtp_error) from refusal
    except (smtplib.SMTPException, OSError) as fault:  # greeting, sign-in, cut line, timeout, no route
        raise Unavailable(f"relay: {type(fault).__name__} {fault}"[:400]) from fault
    return Receipt(tuple(refused))


def _connected() -> smtplib.SMTP:
    relay = smtplib.SMTP(settings.RELAY_HOST, settings.RELAY_PORT, timeout=settings.RELAY_TIMEOUT)
    try:
        if settings.RELAY_TLS:
            relay.starttls(context=ssl.create_default_context())
        if settings.RELAY_USER:
            relay.login(settings.RELAY_USER, settings.RELAY_PASSWORD)
    except BaseException:
        relay.close()
        raise
    return relay


def _error(code: int, said: bytes | str) -> Exception:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if 500 <= code < 600:
        found = _ENHANCED.match(words)
        return Rejected(f"{code} {words}", found.group(0) if found else "")
    return Unavailable(f"{code} {words}")


def _let_go_of_the_database() -> None:
    """Others need the connection while we wait for the network. Inside a transaction (tests) it stays."""
    if not connection.in_atomic_block:
        connection.close()
