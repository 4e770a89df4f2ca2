"""An agent's answer as a letter: sender, thread, wording, link, and what the customer last said."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from core.desk import signatures, variables
from core.mail import links, marks
from core.mail.letters import dressed, pages, quoting, rows, wording
from core.mail.models import Letter, Mailbox, MailReference
from core.mail.parsing.reply import DELIMITER
from core.mail.rules import REFERENCES_SENT, REPLY, reply_subject, with_plus
from core.mail.selectors import mailbox_for
from core.tickets import rich
from core.tickets.models import Message, Ticket
from tenants import context

QUOTED = 2_000  # characters of the customer's last message under the answer


def write(message: Message) -> Letter | None:
    """The letter of a reply, once. None when it was taken back or the customer has no address."""
    if found := Letter.objects.filter(message=message, kind=REPLY).first():
        return found
    ticket = message.ticket
    if message.withdrawn_at or not (message.address or ticket.contact.email):
        return None
    tenant = context.current_tenant()
    language = wording.language_of(ticket, tenant.language)
    with translation.override(language):
        return _write(message, mailbox_for(ticket.queue_id), language)


def _write(message: Message, mailbox: Mailbox | None, language: str) -> Letter:
    ticket, tenant = message.ticket, context.current_tenant()
    contact, agent = ticket.contact, message.author_user
    name = agent.name if agent else ""
    recipient = message.address or contact.email
    values = _values(message, recipient, language)
    text = wording.worded("agent_reply", language, values)[1]
    copies = [address for address in message.cc if address.lower() != recipient.lower()]
    # A link that signs in is for one pair of eyes; with others in copy everybody signs in by themselves.
    link = (
        links.request_page(ticket) if copies or message.bcc else links.ticket_link(ticket, contact, recipient)
    )
    quote = _last_words(ticket, message)
    see = _("See or answer this request online")
    return rows.keep(
        REPLY,
        recipient=recipient,
        subject=reply_subject(ticket.subject, ticket.label),
        text=_plain(text, f"{see}:\n{link}", quote),
        html=pages.page(
            tenant,
            text,
            title=ticket.subject,
            language=language,
            delimiter=DELIMITER,
            action=(see, link),
            quote=quote,
            body=_dressed(values, language),
        ),
        mailbox=mailbox,
        sender_name=_("%(agent)s via %(organization)s") % {"agent": name, "organization": tenant.name}
        if name
        else tenant.name,
        message=message,
        cc=copies,
        bcc=message.bcc,
        reply_to=with_plus(mailbox.address, marks.reply_token(ticket, contact.pk)) if mailbox else "",
        headers=thread_headers(ticket) | _automatic(message, mailbox),
        send_after=message.undo_until,
    )


def _dressed(values: dict[str, object], language: str) -> Markup | None:
    """The wording around the agent's words with their marks; None where there are none."""
    said = str(values["body"])
    if not rich.is_marked(said):
        return None
    around = wording.worded("agent_reply", language, values | {"body": dressed.SLOT})[1]
    return dressed.within(around, said)


def _automatic(message: Message, mailbox: Mailbox | None) -> dict[str, str]:
    """What a rule said keeps machines from answering, and can be ended with one click."""
    if message.kind != Message.Kind.AUTO:
        return {}
    silence = rows.silence_headers(message.ticket.contact_id, mailbox)
    return rows.automatic_headers(rows.ANSWER) | silence


def _values(message: Message, recipient: str, language: str) -> dict[str, object]:
    """Variables of the wording. agent: the signature; a queue's own takes the organization's place, too."""
    ticket, agent, tenant = message.ticket, message.author_user, context.current_tenant()
    contact, queue = ticket.contact, ticket.queue
    known = variables.of(
        customer=(contact.name, recipient, contact.company.name if contact.company else ""),
        ticket=(ticket.label, ticket.subject, queue.name),
        agent=(agent.name, agent.email) if agent else ("", ""),
        organization=tenant.name,
    )
    own, framed = (signatures.of(one, language, tenant.language) for one in (agent, queue))
    signature = signatures.under(own, framed, known)
    more = {"organization": ""} if framed.strip() else {}
    return rows.desk_values(
        body=signatures.without(message.text, signature),
        agent=signature,
        customer=contact.first_name,
        number=ticket.label,
        subject=ticket.subject,
        **more,
    )


def thread_headers(ticket: Ticket) -> dict[str, str]:
    """In-Reply-To and References: the customer's last mail, and the youngest of the thread. Nothing of side
    conversations, whose Message-IDs would let whoever knows them answer there."""
    rows_of = MailReference.objects.filter(message__ticket=ticket, is_awaited=False)
    rows_of = rows_of.exclude(message__kind__in=Message.INTERNAL).order_by("-id")
    known = list(rows_of.values_list("mime_id", "is_ours")[:REFERENCES_SENT])
    theirs = [mime_id for mime_id, is_ours in known if not is_ours]
    return reply_headers([mime_id for mime_id, _ours in reversed(known)], theirs[0] if theirs else "")


def reply_headers(thread: list[str], answered: str = "") -> dict[str, str]:
    """Headers that continue a thread of Message-IDs, oldest first; answered: the youngest when empty."""
    if not thread:
        return {}
    references = " ".join(f"<{mime_id}>" for mime_id in thread)
    return {"In-Reply-To": f"<{answered or thread[-1]}>", "References": references}


def _last_words(ticket: Ticket, before: Message) -> tuple[str, str] | None:
    """(who wrote when, the words) of the customer's last message; the agent may have quoted by hand."""
    if quoting.is_quoting(before.text):
        return None
    said = ticket.messages.filter(kind=Message.Kind.CUSTOMER, pk__lt=before.pk).order_by("-pk").first()
    if said is None:
        return None
    text = said.text if len(said.text) <= QUOTED else f"{said.text[:QUOTED]}…"
    return quoting.announced(said, ticket), text


def _plain(text: str, link: str, quote: tuple[str, str] | None) -> str:
    parts = [DELIMITER, text, link]
    if quote:
        parts.append(f"{quote[0]}\n{quoting.marked(quote[1])}")
    return "\n\n".join(parts) + "\n"
