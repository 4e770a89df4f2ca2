"""What we put on our letters so that we know them when they come back.

Four marks, all made with the tenant's own secret, so that a mark of one organization is nothing
at another: the token in the reply address (ticket and customer), the Message-ID, the loop header, and
the token that ends automatic mail to a customer.
"""

from __future__ import annotations

import hmac

from core.tickets.models import Ticket
from tenants import context, secrets

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LOOP_HEADER = "X-Deskhand-Loop"


def reply_token(ticket: Ticket, contact_id: int) -> str:
    """ "16-mfrggzdfmztwq2lknnwg23tpob": ticket number in base 36, 128 bits over ticket and customer."""
    return f"{_base36(ticket.number)}-{_reply_tag(ticket, contact_id)}"


def ticket_number(token: str) -> int | None:
    """The number a reply token names, None for any other plus part."""
    digits, dash, tag = token.partition("-")
    if (
        not dash
        or not 1 <= len(digits) <= 7
        or not digits.isalnum()
        or not digits.isascii()
        or len(tag) != 26
    ):
        return None
    return int(digits, 36)


def is_token_of(token: str, ticket: Ticket, contact_ids: set[int]) -> bool:
    """Was this token made for the ticket and one of these customers?"""
    given = token.partition("-")[2].encode("utf-8", "replace")
    return any(hmac.compare_digest(given, _reply_tag(ticket, pk).encode()) for pk in contact_ids)


def silence_token(contact_id: int) -> str:
    """ "1x-mfrggzdfmztwq2lknnwg23tpob": the customer in base 36, 128 bits. It ends automatic mail."""
    return f"{_base36(contact_id)}-{secrets.tag('silence', contact_id)}"


def silenced_by(token: str) -> int | None:
    """The customer whose automatic mail this token ends, None for any other text."""
    digits, _dash, tag = token.lower().partition("-")
    if not 1 <= len(digits) <= 12 or not digits.isalnum() or not digits.isascii():
        return None
    contact_id = int(digits, 36)
    ours = secrets.tag("silence", contact_id)
    return contact_id if hmac.compare_digest(tag.encode("utf-8", "replace"), ours.encode()) else None


def message_id(public_id: str, domain: str) -> str:
    """The Message-ID of a letter, without brackets. Nobody else can mint one."""
    return f"{public_id}.{secrets.tag('message-id', public_id)}@{domain}"


def loop_mark() -> str:
    """The value of the loop header on automatic letters."""
    public_id = context.current_tenant().public_id
    return f"{public_id} {secrets.tag('mail-loop', public_id)}"


def is_our_loop(value: str) -> bool:
    return hmac.compare_digest(value.strip().encode("utf-8", "replace"), loop_mark().encode())


def _reply_tag(ticket: Ticket, contact_id: int) -> str:
    return secrets.tag("mail-reply", ticket.pk, contact_id)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
