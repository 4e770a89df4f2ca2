"""Texts people wrote on the settings page, with their {{ variables }} filled in.

Values are put in once and never read as a template again. A variable without a value leaves
nothing behind, not even the blank before it, and never raw braces.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from core.desk import selectors as desk
from core.desk import texts
from core.mail.events import MailTextBroken
from core.tickets.models import Ticket
from tenants import context
from tenants.events.bus import publish
from tenants.kernel.text import one_line

log = logging.getLogger(__name__)

_VARIABLE = re.compile(r"([ \t]?)\{\{\s*([a-z_]{1,40})\s*\}\}")
_GAPS = re.compile(r"\n{3,}")
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]{0,19}")
MOST_WORDS = 4


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with the values in place."""

    def value(found: re.Match[str]) -> str:
        blank, name = found.groups()
        if name not in values:
            log.warning("mail text asks for an unknown variable", extra={"variable": name})
        filled = str(values.get(name, ""))
        return f"{blank}{filled}" if filled else ""

    return _GAPS.sub("\n\n", _VARIABLE.sub(value, text)).strip()


def worded(key: str, language: str, values: Mapping[str, object]) -> tuple[str, str]:
    """(subject, text) of a mail text in the reader's language.

    A text that cannot be sent holds no letter back: the first wording takes its place. Emits MailTextBroken.
    """
    row = desk.mail_text(key, language)
    own = context.current_tenant().language
    if row and not (why := texts.fault(key, row.subject, row.body, own)[1]):
        return filled(row.subject, row.body, values)
    if row:
        log.error("a mail text cannot be sent", extra={"key": key, "language": row.language, "why": why})
        publish(MailTextBroken(key, row.language, why))
    return filled(*texts.nearest_wording(key, language, own), values)


def filled(subject: str, body: str, values: Mapping[str, object]) -> tuple[str, str]:
    """(subject, text) with the values in place."""
    return one_line(fill(subject, values), 250), fill(body, values)


def greeting_name(name: str) -> str:
    """The first name of what is a name; "" for whatever else a stranger may have put into the From line."""
    words = name.split()
    is_name = 0 < len(words) <= MOST_WORDS and all(_NAME.fullmatch(word) for word in words)
    return words[0] if is_name else ""


def language_of(ticket: Ticket, default: str) -> str:
    return ticket.contact.language or ticket.language or default
