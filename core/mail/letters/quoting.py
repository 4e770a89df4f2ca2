"""What somebody said, quoted: who wrote it when, and their new words without signature and older quotations.

The language is that of the letter which will carry it: the customer's.
"""

from __future__ import annotations

import re

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.mail.letters import wording
from core.tickets.models import Message, Ticket
from tenants import context
from tenants.kernel.errors import Refused
from tenants.kernel.text import one_line, storable

MARK = "> "
LONGEST = 100_000  # characters of a selection; a reply that quotes more is read by nobody
GAP = re.compile(r"\n{3,}")


class NotToQuote(Refused):
    """A note, something of a side conversation, or an answer that was taken back: not for the customer."""

    code = "message.not_to_quote"
    sentence = "Notes and side conversations are not quoted: the customer would read them."


def quoted(message: Message, selected: str = "") -> str:
    """ "On 3 May 2026, 10:00 UTC, Carla wrote:" and `> ` lines, for the composer. Raises NotToQuote.

    selected: the part that the reader chose, as plain text; "": all that is new in the message.
    """
    if message.kind in Message.INTERNAL or message.withdrawn_at:
        raise NotToQuote
    ticket = message.ticket
    language = wording.language_of(ticket, context.current_tenant().language)
    with translation.override(language):
        return f"{announced(message, ticket)}\n{marked(tidy(selected) or message.text)}"


def announced(message: Message, ticket: Ticket) -> str:
    """The line above a quotation, in the language that is active."""
    when = date_format(timezone.localtime(message.created_at), "DATETIME_FORMAT")
    who = one_line(message.author_name or str(ticket.contact), 80)
    return _("On %(when)s, %(who)s wrote:") % {"when": f"{when} UTC", "who": who}


def marked(text: str) -> str:
    """Each line with its mark; a line that is quoted already is one deeper."""
    return "\n".join(f"{MARK if line[:1] != '>' else '>'}{line}".rstrip() for line in text.splitlines())


def tidy(selected: str) -> str:
    """A selection as lines: what pages leave between their blocks is one empty line, no hard spaces."""
    lines = storable(selected[:LONGEST]).replace("\xa0", " ").splitlines()
    return GAP.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def is_quoting(text: str) -> bool:
    """Whether somebody has put a quotation into these words themselves."""
    return any(line.startswith(">") for line in text.splitlines())
