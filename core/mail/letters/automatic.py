"""Letters the desk writes by itself to customers: "it has arrived", the portal link.

Never to machines, never more than the brakes allow, and without a word of the sender's: an
acknowledgement that repeats what a stranger wrote is a spam relay with our name on it.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from core.contacts.models import PortalLink
from core.mail import links, marks
from core.mail.letters import pages, rows, wording
from core.mail.letters.brakes import is_braked, is_dead_end
from core.mail.letters.promise import promise
from core.mail.letters.reply import reply_headers
from core.mail.models import Letter, Mailbox
from core.mail.parsing.reply import DELIMITER
from core.mail.rules import CONFIRMATION, PORTAL_LINK, with_plus
from core.mail.selectors import default_mailbox, mailbox_for
from core.tickets.models import Message, Ticket
from tenants import context


def confirm(
    ticket: Ticket,
    message: Message,
    *,
    mailbox: Mailbox | None = None,
    answers: str = "",
    waits_until: datetime | None = None,
) -> Letter | None:
    """The number to a customer who opened a ticket. None when braked, silent or without an address.

    answers: Message-ID of the mail that opened it, if any. Call it inside the transaction that
    opened the ticket, then wake `deliver` with the letter's id. waits_until: it leaves when triage has looked
    (`services.let_confirm`), then at the latest; never if the ticket is spam by then.
    """
    contact, tenant = ticket.contact, context.current_tenant()
    recipient = message.address or contact.email
    if not recipient or contact.silent_since or is_braked(recipient, CONFIRMATION):
        return None
    mailbox = mailbox or mailbox_for(ticket.queue_id)
    language = wording.language_of(ticket, tenant.language)
    told = promise(ticket.queue_id, language)
    with translation.override(language):
        link = links.ticket_link(ticket, contact, recipient)
        values = rows.desk_values(
            customer=wording.greeting_name(contact.name),
            number=ticket.label,
            subject=_("We have received your request"),
            reply_time=told.reply_time,
            next_opening=told.next_opening,
            articles="",
            link=link,
        )
        subject, text = wording.worded(told.key, language, values)
        return rows.keep(
            CONFIRMATION,
            recipient=recipient,
            subject=subject,
            text=f"{DELIMITER}\n\n{text}\n",
            html=pages.page(
                tenant,
                text,
                title=subject,
                language=language,
                delimiter=DELIMITER,
                action=(_("Follow your request"), link),
            ),
            mailbox=mailbox,
            sender_name=mailbox.name if mailbox and mailbox.name else tenant.name,
            message=message,
            send_after=waits_until,
            reply_to=with_plus(mailbox.address, marks.reply_token(ticket, contact.pk)) if mailbox else "",
            headers={
                **reply_headers([answers] if answers else []),
                **rows.automatic_headers(rows.ANSWER),
                **rows.silence_headers(contact.pk, mailbox),
            },
        )


def portal_link(link: PortalLink) -> Letter | None:
    """The sign-in link a customer asked for. None when braked, used or too old."""
    if link.used_at or is_braked(link.email, PORTAL_LINK) or is_dead_end(link.email):
        return None
    contact, tenant = link.contact, context.current_tenant()
    language = contact.language or tenant.language
    with translation.override(language):
        url = links.portal_link(link)
        if link.proves:
            return _proof(link, url, language)
        values = rows.desk_values(
            customer=wording.greeting_name(contact.name), link=url, minutes=15, number="", subject=""
        )
        subject, text = wording.worded("portal_link", language, values)
        return rows.keep(
            PORTAL_LINK,
            recipient=link.email,
            subject=subject,
            text=f"{text}\n",
            html=pages.page(tenant, text, title=subject, language=language, action=(_("Sign in"), url)),
            mailbox=default_mailbox(),
            sender_name=tenant.name,
            headers=rows.automatic_headers(rows.NOTICE),
        )


def _proof(link: PortalLink, url: str, language: str) -> Letter:
    """To the owner of an address that a colleague added: is it yours?"""
    tenant = context.current_tenant()
    subject = _("Is this address yours?")
    text = _(
        "%(organization)s would like to use %(address)s for your requests. If you have written to them and "
        "this is right, press the button below; then you can also sign in with this address. "
        "If you do not know what this is about, do nothing: the address stays locked."
    ) % {"organization": tenant.name, "address": link.email}
    return rows.keep(
        PORTAL_LINK,
        recipient=link.email,
        subject=subject,
        text=f"{text}\n\n{url}\n",
        html=pages.page(tenant, text, title=subject, language=language, action=(_("Yes, it is mine"), url)),
        mailbox=default_mailbox(),
        sender_name=tenant.name,
        headers=rows.automatic_headers(rows.NOTICE),
    )
