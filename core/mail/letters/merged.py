"""To a customer whose ticket was merged: under which number the request goes on.

An automatic letter, with the brakes of one and without a word a stranger wrote. It leaves after the time in
which people take things back, and never once the merge is undone (see outbox.claim).
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from core.contacts.models import Contact
from core.mail import links, marks
from core.mail.letters import pages, rows, wording
from core.mail.letters.brakes import is_braked, is_dead_end
from core.mail.letters.reply import reply_headers
from core.mail.models import Letter, Mailbox, MailReference
from core.mail.parsing.reply import DELIMITER
from core.mail.rules import MERGED, REFERENCES_SENT, with_plus
from core.mail.selectors import mailbox_for, tells_merges
from core.tickets.models import Message, TicketMerge
from tenants import context


def write(merge: TicketMerge) -> Letter | None:
    """The letter, once. None where nobody is to be told, can be, or has said anything there.

    The rows beside the merge are loaded: survivor, merged__contact.
    """
    ticket, into = merge.merged, merge.survivor
    mailbox, last = mailbox_for(into.queue_id), _last_words(merge)
    tells = tells_merges(into.queue_id) if merge.tells is None else merge.tells
    if not tells or merge.undone_at or last is None or of(merge).exists():
        return None
    recipient = last.address or ticket.contact.email
    if not may_be_told(ticket.contact, recipient):
        return None
    tenant = context.current_tenant()
    language = wording.language_of(ticket, tenant.language)
    with translation.override(language):
        return _write(merge, last, recipient, mailbox, language)


def of(merge: TicketMerge) -> QuerySet[Letter]:
    """The letter of this merge, and not one of an earlier merge of the same words."""
    known = Letter.objects.filter(kind=MERGED, message__in=merge.message_ids, created_at__gte=merge.merged_at)
    return known.exclude(state=Letter.State.CANCELED)


def may_be_told(contact: Contact, recipient: str) -> bool:
    """Nobody who is blocked, wants no automatic mail, cannot be reached, or has had enough of it."""
    if not recipient or contact.is_blocked or contact.silent_since:
        return False
    return not is_dead_end(recipient) and not is_braked(recipient, MERGED)


def _write(
    merge: TicketMerge, last: Message, recipient: str, mailbox: Mailbox | None, language: str
) -> Letter:
    contact, into, tenant = merge.merged.contact, merge.survivor, context.current_tenant()
    link = links.ticket_link(into, contact, recipient)
    values = rows.desk_values(
        customer=wording.greeting_name(contact.name), number=into.label, merged=merge.merged.label, link=link
    )
    subject, text = wording.worded("request_merged", language, values)
    return rows.keep(
        MERGED,
        recipient=recipient,
        subject=subject,
        text=f"{DELIMITER}\n\n{text}\n",
        html=pages.page(
            tenant, text, title=subject, language=language, delimiter=DELIMITER,
            action=(_("Follow your request"), link),
        ),
        mailbox=mailbox,
        sender_name=mailbox.name if mailbox and mailbox.name else tenant.name,
        message=last,
        reply_to=with_plus(mailbox.address, marks.reply_token(into, contact.pk)) if mailbox else "",
        headers={
            **reply_headers(_thread(merge)),
            **rows.automatic_headers(rows.NOTICE),
            **rows.silence_headers(contact.pk, mailbox),
        },
        send_after=merge.merged_at + timedelta(seconds=settings.UNDO_SECONDS),
    )  # fmt: skip


def _last_words(merge: TicketMerge) -> Message | None:
    """What the customer said or was told last of the merged ticket. Who knows nothing of it is not told."""
    said = Message.objects.filter(pk__in=merge.message_ids, withdrawn_at=None)
    theirs = Q(author_contact=merge.merged.contact_id) | Q(kind=Message.Kind.REPLY)
    known = said.filter(theirs).exclude(kind__in=Message.INTERNAL).exclude(undo_until__gt=merge.merged_at)
    return known.select_related("ticket").order_by("-pk").first()


def _thread(merge: TicketMerge) -> list[str]:
    """Message-IDs of the merged ticket's mails, oldest first, so that the letter stands below them."""
    known = MailReference.objects.filter(message__in=merge.message_ids, is_awaited=False)
    known = known.exclude(message__kind__in=Message.INTERNAL).order_by("-id")
    return list(reversed(known.values_list("mime_id", flat=True)[:REFERENCES_SENT]))
