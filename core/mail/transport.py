"""The only place that hands a letter to a mail server or provider. Answers become two errors, no more.

Rejected: the other side said no for good (5xx to sender, recipient or data). Unavailable: network,
4xx, throttling, a line cut after DATA; the same letter with the same Message-ID goes again.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTPUTF8

from django.db import connection

from core.mail.models import Letter
from core.mail.sending import api, relays, signing
from core.mail.sending.answers import Receipt, Rejected, ServerAway
from tenants.kernel.errors import Refusal, Unavailable

__all__ = ["Receipt", "Rejected", "ServerAway", "send", "try_out", "why"]

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def send(letter: Letter, message: EmailMessage) -> Receipt:
    """Hand one letter to the relay, outside of any transaction. Raises Rejected, Unavailable."""
    _let_go_of_the_database()
    recipients, relay = letter.recipients, relays.relay_for(letter.sender)
    if relay.own and relay.own.provider:
        return api.send(relay.own, letter, message, recipients)
    try:
        with relays.opened(relay) as line:
            refused = _hand_over(line, letter, message, recipients)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        raise _error(code, said) from refusal
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        raise _error(refusal.smtp_code, refusal.smtp_error) from refusal
    except (smtplib.SMTPException, OSError, Refusal) as fault:  # greeting, sign-in, cut line, no route
        raise ServerAway(why(fault)) from fault
    return Receipt(tuple(refused), relay.host if relay.own else "")


def try_out(relay: relays.Relay) -> None:
    """Connect and sign in, no more. Raises Unavailable."""
    _let_go_of_the_database()
    try:
        with relays.opened(relay) as line:
            line.noop()
    except (smtplib.SMTPException, OSError, Refusal) as fault:
        raise ServerAway(why(fault)) from fault


def why(fault: Exception) -> str:
    """A sentence for people who can do something about it."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return f"It does not accept this user name and password: {_words(fault.smtp_error)}"[:300]
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"It answered: {fault.smtp_code} {_words(fault.smtp_error)}"[:300]
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return f"It does not offer what is needed: {fault}"[:300]
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"Its certificate is not valid for this name: {fault.verify_message}"[:300]
    if isinstance(fault, Refusal):
        return fault.message[:300]
    return f"relay: {type(fault).__name__} {fault}"[:300]


def _hand_over(
    line: smtplib.SMTP, letter: Letter, message: EmailMessage, recipients: list[str]
) -> dict[str, tuple[int, bytes]]:
    """The signed bytes. Addresses with other letters than ASCII need SMTPUTF8 (RFC 6531)."""
    data, options = b"", []
    if all(address.isascii() for address in (letter.envelope_from, *recipients)):
        data = message.as_bytes()
    else:
        line.ehlo_or_helo_if_needed()
        if not line.has_extn("smtputf8"):
            raise Rejected("550 5.6.7 The mail server takes no addresses with such letters.", "5.6.7")
        data = message.as_bytes(policy=SMTPUTF8)
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    return line.sendmail(letter.envelope_from, recipients, signing.signed(data, letter.sender), options)


def _error(code: int, said: bytes | str) -> Exception:
    words = _words(said)
    if 500 <= code < 600:
        found = _ENHANCED.match(words)
        return Rejected(f"{code} {words}", found.group(0) if found else "")
    return Unavailable(f"{code} {words}")


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _let_go_of_the_database() -> None:
    """Others need the connection while we wait for the network. Inside a transaction (tests) it stays."""
    if not connection.in_atomic_block:
        connection.close()
