"""A message passed on to a third party, and what is written to them later: letters of their own.

They carry the tag of the side conversation, never the customer's; nothing of the ticket is in them but the
one message, and no link leads into the help centre.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from core.desk import signatures, variables
from core.mail import marks
from core.mail.letters import dressed, pages, quoting, rows
from core.mail.letters.passing import passed
from core.mail.letters.reply import QUOTED, reply_headers
from core.mail.models import Letter, Mailbox, MailReference
from core.mail.parsing.reply import DELIMITER
from core.mail.rules import APPROVAL, FORWARD, REFERENCES_SENT, aside_subject, forward_subject, with_plus
from core.mail.selectors import mailbox_for
from core.tickets.models import Message
from tenants import context


def write(message: Message) -> Letter | None:
    """The letter of a forward, once. None when it was taken back."""
    if found := Letter.objects.filter(message=message, kind=FORWARD).first():
        return found
    if message.withdrawn_at or not message.to:
        return None
    with translation.override(context.current_tenant().language):  # a third party's own is not known
        return _write(message, mailbox_for(message.ticket.queue_id))


def _write(message: Message, mailbox: Mailbox | None) -> Letter:
    tenant, agent = context.current_tenant(), message.author_user
    subject = _subject(message)
    signature = _signature(message)
    text = "\n\n".join(filter(None, (message.text, signature)))
    below, block = _below(message, mailbox)
    token = marks.aside_token(message.side_id or message.pk)
    named = {"agent": agent.name if agent else "", "organization": tenant.name}
    return rows.keep(
        FORWARD,
        recipient=message.to[0],
        beside=message.to[1:],
        cc=message.cc,
        bcc=message.bcc,
        subject=subject,
        text="\n\n".join(filter(None, (DELIMITER, text, below))) + "\n",
        html=pages.page(
            tenant,
            text,
            title=subject,
            language=tenant.language,
            delimiter=DELIMITER,
            below=block,
            body=dressed.words(message.text) + pages.paragraphs(signature),
        ),
        mailbox=mailbox,
        sender_name=_("%(agent)s via %(organization)s") % named if agent else tenant.name,
        message=message,
        reply_to=with_plus(mailbox.address, token) if mailbox else "",
        headers=_thread(message),
        send_after=message.undo_until,
    )


def _subject(message: Message) -> str:
    """ "Fwd: Printer"; what is written later answers that."""
    first = Letter.objects.filter(message=message.side_id or 0, kind__in=(FORWARD, APPROVAL))
    known = first.values_list("subject", flat=True).first() if message.side_id else ""
    subject = known or forward_subject(message.ticket.subject)
    return aside_subject(subject) if message.side_id else subject


def _below(message: Message, mailbox: Mailbox | None) -> tuple[str, Markup]:
    """(plain, HTML) under the agent's words: the message passed on, or what the third party said last."""
    about = message.about
    if about is None:
        return "", Markup("")
    if message.side_id is None:
        files = message.attachments.exclude(content_id="").values_list("content_id", flat=True)
        found = passed(about, mailbox, {cid.strip("<>") for cid in files})
        return found.text, found.page
    if about.kind != Message.Kind.ASIDE or quoting.is_quoting(message.text):
        return "", Markup("")
    who = quoting.announced(about, message.ticket)
    said = about.text if len(about.text) <= QUOTED else f"{about.text[:QUOTED]}…"
    return f"{who}\n{quoting.marked(said)}", pages.quotation(who, said)


def _thread(message: Message) -> dict[str, str]:
    """In-Reply-To and References within the side conversation; the first letter of it answers nothing."""
    if message.side_id is None:
        return {}
    inside = Q(message=message.side_id) | Q(message__side=message.side_id)
    known = MailReference.objects.filter(inside, is_awaited=False).order_by("-id")
    found = list(known.values_list("mime_id", "is_ours")[:REFERENCES_SENT])
    theirs = [mime_id for mime_id, is_ours in found if not is_ours]
    return reply_headers([mime_id for mime_id, _ours in reversed(found)], theirs[0] if theirs else "")


def _signature(message: Message) -> str:
    """As under a reply, but it knows no customer: a third party is not told who that is."""
    agent, queue, tenant = message.author_user, message.ticket.queue, context.current_tenant()
    known = variables.of(
        ticket=("", "", queue.name),
        agent=(agent.name, agent.email) if agent else ("", ""),
        organization=tenant.name,
    )
    own, framed = (signatures.of(one, tenant.language, tenant.language) for one in (agent, queue))
    text = signatures.under(own, framed, known)
    return text if framed.strip() else "\n".join(filter(None, (text, tenant.name)))
