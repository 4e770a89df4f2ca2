"""Letters owed for what happened elsewhere. Each is written once; the caller wakes `deliver` with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.accounts import selectors as accounts
from core.accounts.models import User
from core.contacts.selectors import portal_link
from core.desk import texts
from core.desk.services import check_mail_text
from core.mail import outbox
from core.mail.letters import advice, approval, automatic, forward, merged, preview, reply, staff
from core.mail.letters.brakes import is_dead_end
from core.mail.models import Letter, Mailbox, MailSource
from core.mail.rules import CONFIRMATION, DEFERRED, FLOOD, HELD_MAIL, TEXT, TRIAGE_WAIT
from core.tickets import selectors as asked
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket, TicketMerge
from tenants import tasks
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor


@transaction.atomic
def queue_reply(message_id: int) -> Letter | None:
    """The letter of an agent's reply; it leaves at the message's undo_until. Twice is once.

    None when the reply was taken back meanwhile, or the customer has no address (a note says so).
    """
    rows = Message.objects.select_related("ticket__contact__company", "author_user", "ticket__queue")
    message = rows.filter(pk=message_id).first()
    if message is None:
        return None
    letter = reply.write(message)
    if letter is None and not message.withdrawn_at:
        told = _("This customer has no mail address. The reply can only be read in the help centre.")
        tickets.note(message.ticket, told, author=None, by=SYSTEM)
    return letter


@transaction.atomic
def queue_automatic(message_id: int) -> Letter | None:
    """The letter of what a rule has said. Twice is once. None to who wants none, or cannot be reached."""
    rows = Message.objects.select_related("ticket__contact__company", "author_user", "ticket__queue")
    message = rows.filter(pk=message_id).first()
    if message is None or message.ticket.contact.silent_since:
        return None
    recipient = message.address or message.ticket.contact.email
    return None if is_dead_end(recipient) else reply.write(message)


@transaction.atomic
def queue_forward(message_id: int) -> Letter | None:
    """The letter of what an agent wrote to a third party. Twice is once. None when it was taken back."""
    beside = ("ticket__contact", "ticket__queue", "author_user", "about__ticket__contact")
    message = Message.objects.select_related(*beside).filter(pk=message_id).first()
    return forward.write(message) if message else None


@transaction.atomic
def queue_approval(approval_id: int, step: int, again: str = "") -> list[Letter]:
    """To the third parties whose word this step waits for. again: when they were reminded, if they were.

    Twice is once. None where it is over.
    """
    found = asked.approval_letters(approval_id, step)
    if found is None:
        return []
    row, parts = found
    letters = (approval.write(row, part, again) for part in parts)
    return [letter for letter in letters if letter]


def cancel_reply(message_id: int) -> list[int]:
    """The reply, or forward, was taken back: its letter never leaves. Ids of those that waited."""
    return outbox.cancel(message_id)


@transaction.atomic
def queue_merged(merge_id: int) -> Letter | None:
    """Tell the customer of a merged ticket under which number it goes on. Twice is once.

    None where they are not to be told, cannot be, or the merge was undone meanwhile.
    """
    rows = TicketMerge.objects.select_for_update(of=("self",))
    merge = rows.select_related("survivor", "merged__contact").filter(pk=merge_id).first()
    return merged.write(merge) if merge else None


def cancel_merged(merge_id: int) -> list[int]:
    """The merge was undone: the letter that tells of it never leaves. Ids of those that waited behind it."""
    merge = TicketMerge.objects.filter(pk=merge_id, undone_at__isnull=False).first()
    return outbox.cancel_all(merged.of(merge)) if merge else []


@transaction.atomic
def confirm(ticket: Ticket, message: Message, mailbox: Mailbox | None = None) -> Letter | None:
    """Tell a customer that the request has arrived: for tickets from other doors than mail. None when braked.

    Mail's own tickets are confirmed by the pipeline.
    """
    return automatic.confirm(ticket, message, mailbox=mailbox)


def let_confirm(ticket_id: int) -> None:
    """Triage has looked, or a colleague answers: what tells that the ticket has arrived waits no longer."""
    for letter_id in outbox.hurry(ticket_id, CONFIRMATION, TRIAGE_WAIT):
        tasks.wake("mail.deliver", letter_id)


@transaction.atomic
def queue_portal_link(link_id: int) -> Letter | None:
    link = portal_link(link_id)
    return automatic.portal_link(link) if link else None


@transaction.atomic
def queue_invitation(invitation_id: int) -> Letter | None:
    return staff.invitation(invitation_id)


@transaction.atomic
def queue_password_reset(reset_id: int) -> Letter | None:
    return staff.password_reset(reset_id)


@transaction.atomic
def queue_domain_missing(host: str, served_until: datetime) -> list[Letter]:
    return [staff.domain_record_missing(host, served_until, person) for person in accounts.owners()]


@transaction.atomic
def queue_source_failing(source_id: int) -> list[Letter]:
    row = MailSource.objects.select_related("mailbox").filter(pk=source_id).first()
    told = accounts.owners() if row else ()
    return [staff.source_failing(row.mailbox.address, row.last_error, person) for person in told if row]


@transaction.atomic
def queue_source_recovered(source_id: int) -> list[Letter]:
    row = MailSource.objects.select_related("mailbox").filter(pk=source_id).first()
    told = accounts.owners() if row else ()
    return [staff.source_recovered(row.mailbox.address, person) for person in told if row]


@transaction.atomic
def queue_relay_failing(host: str, why: str) -> list[Letter]:
    return [staff.relay_failing(host, why, person) for person in accounts.owners()]


@transaction.atomic
def queue_relay_recovered(host: str) -> list[Letter]:
    return [staff.relay_recovered(host, person) for person in accounts.owners()]


@transaction.atomic
def send_text_trial(key: str, language: str, subject: str, body: str, *, by: Actor) -> Letter:
    """A mail text with invented values to the colleague who asks. Raises Invalid where it cannot be sent."""
    check_mail_text(key, subject, body)
    shown = preview.shown(key, language, subject, body, by=by)
    letter = staff.text_trial(shown, User.objects.get(pk=by.id or 0))
    tasks.wake("mail.deliver", letter.pk)
    return letter


@transaction.atomic
def queue_text_broken(key: str, language: str, why: str) -> list[Letter]:
    """One letter a day at most, however many mails the text would have been for."""
    told = Letter.objects.filter(kind=TEXT, created_at__gt=clock.now() - timedelta(days=1))
    name = str(texts.KINDS[key].name)
    return [
        staff.text_broken(name, language, why, person)
        for person in accounts.owners()
        if not told.filter(recipient=person.email.lower()).exists()
    ]


@transaction.atomic
def queue_stepped_back(field: str, why: str, to: str) -> list[Letter]:
    """Letters of a field of triage that no longer applies by itself; woken by `send_all`.

    to: the permission of those who decide about it.
    """
    return [advice.stepped_back(field, why, person) for person in accounts.holding(to)]


@transaction.atomic
def queue_advice_drift(lines: list[str], to: str) -> list[Letter]:
    """Letters of figures of triage that changed from one week to the next; woken by `send_all`."""
    return [advice.advice_drift(lines, person) for person in accounts.holding(to)]


@transaction.atomic
def queue_advice_spent(what: str, to: str, *, is_spent: bool) -> list[Letter]:
    """Letters of a budget or allowance that runs out; woken by `send_all`."""
    return [advice.advice_spent(what, is_spent, person) for person in accounts.holding(to)]


def send_all(letters: list[Letter]) -> None:
    """Wake the delivery of letters that another app asked for."""
    for letter in letters:
        tasks.wake("mail.deliver", letter.pk)


@transaction.atomic
def queue_scanner_silent(waiting: int) -> list[Letter]:
    return [staff.scanner_silent(waiting, person) for person in accounts.owners()]


@transaction.atomic
def queue_sender_held(address: str, reason: str) -> list[Letter]:
    """One letter an hour at most, however many addresses somebody forges."""
    since = clock.now() - timedelta(hours=1)
    told = Letter.objects.filter(kind=FLOOD, created_at__gt=since)
    return [
        staff.sender_held(address, reason, person)
        for person in accounts.owners()
        if not told.filter(recipient=person.email.lower()).exists()
    ]


@transaction.atomic
def queue_mail_held(reason: str) -> list[Letter]:
    """One letter an hour at most to each owner: a sick mail seldom comes alone."""
    since = clock.now() - timedelta(hours=1)
    told = Letter.objects.filter(kind=HELD_MAIL, created_at__gt=since)
    return [
        staff.mail_held(reason, person)
        for person in accounts.owners()
        if not told.filter(recipient=person.email.lower()).exists()
    ]


@transaction.atomic
def queue_mail_deferred(limit: int) -> list[Letter]:
    """One letter an hour at most, however many listeners say it."""
    told = Letter.objects.filter(kind=DEFERRED, created_at__gt=clock.now() - timedelta(hours=1))
    return [
        staff.mail_deferred(limit, person)
        for person in accounts.owners()
        if not told.filter(recipient=person.email.lower()).exists()
    ]


@transaction.atomic
def queue_domain_lost(host: str, reason: str) -> list[Letter]:
    return [staff.domain_lost(host, reason, person) for person in accounts.owners()]
