"""What we put on our letters so that we know them when they come back.

Five marks, all made with the tenant's own secret, so that a mark of one organization is nothing
at another: the token in the reply address (ticket and customer), that of a side conversation (the
message that was forwarded), the Message-ID, the loop header, and the token that ends automatic mail to a
customer.
"""

from __future__ import annotations

import hmac

from core.tickets.models import Ticket
from tenants import context, secrets

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LOOP_HEADER = "X-Deskhand-Loop"
_ASIDE = "fwd-"  # begins the plus part that third parties answer to; no reply token looks like it


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


def aside_token(side_id: int) -> str:
    """ "fwd-3k-mfrggzdfmztwq2lknnwg23tpob": the message that was forwarded first, in base 36, 128 bits."""
    return f"{_ASIDE}{_base36(side_id)}-{secrets.tag('mail-aside', side_id)}"


def side_of(token: str) -> int | None:
    """The message whose side conversation a genuine token leads to, None for any other plus part."""
    if not token.startswith(_ASIDE):
        return None
    pk = _numbered(token.removeprefix(_ASIDE))
    return pk if pk is not None and _is_same(token, aside_token(pk)) else None


def silence_token(contact_id: int) -> str:
    """ "1x-mfrggzdfmztwq2lknnwg23tpob": the customer in base 36, 128 bits. It ends automatic mail."""
    return f"{_base36(contact_id)}-{secrets.tag('silence', contact_id)}"


def silenced_by(token: str) -> int | None:
    """The customer whose automatic mail this token ends, None for any other text."""
    pk = _numbered(token.lower())
    return pk if pk is not None and _is_same(token.lower(), silence_token(pk)) else None


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


def _numbered(token: str) -> int | None:
    """The number before the dash, in base 36."""
    digits = token.partition("-")[0]
    is_number = 1 <= len(digits) <= 12 and digits.isalnum() and digits.isascii()
    return int(digits, 36) if is_number else None


def _is_same(given: str, ours: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), ours.encode())


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
