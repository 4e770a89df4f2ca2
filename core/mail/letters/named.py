"""What a rule or a macro has written to whoever it names: one letter to each, so nobody learns of others.

A machine's letter, with the headers that silence machines. An answer of the customer finds the ticket;
anybody else's opens one of its own, for what they write is theirs.
"""

from __future__ import annotations

from core.mail import marks
from core.mail.letters import pages, rows
from core.mail.models import Letter
from core.mail.rules import NAMED, with_plus
from core.mail.selectors import mailbox_for
from core.tickets.models import Ticket
from tenants import context


def write(ticket: Ticket, address: str, subject: str, text: str) -> Letter:
    """Call it inside the transaction of its reason. ticket: with contact and queue."""
    tenant, mailbox = context.current_tenant(), mailbox_for(ticket.queue_id)
    language = ticket.language or tenant.language
    is_customer = address == ticket.contact.email.lower()
    token = marks.reply_token(ticket, ticket.contact_id) if is_customer else ""
    letter = rows.keep(
        NAMED,
        recipient=address,
        subject=subject,
        text=f"{text}\n",
        html=pages.page(tenant, text, title=subject, language=language),
        mailbox=mailbox,
        sender_name=mailbox.name if mailbox and mailbox.name else tenant.name,
        reply_to=with_plus(mailbox.address, token) if mailbox and token else "",
        headers=rows.automatic_headers(rows.NOTICE),
    )
    letter.ticket_id = ticket.pk  # what became of it is told there
    letter.save(update_fields=["ticket"])
    return letter
