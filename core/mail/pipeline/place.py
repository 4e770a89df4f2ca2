"""The last steps, inside the transaction: put the words into a ticket and remember the thread."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.audit import trail
from core.contacts.services import contact_for, make_contact
from core.desk.models import Status
from core.desk.selectors import default_status, queue_by_id
from core.files.models import Attachment
from core.files.services import FileTooLarge, keep_file
from core.mail.models import MailReference
from core.mail.parsing import Address, seals
from core.mail.parsing import Attachment as Attached
from core.mail.parsing.forwarded import bare_subject
from core.mail.pipeline.case import Case
from core.mail.pipeline.trust import dmarc
from core.mail.rules import FILES_PER_MAIL, is_reachable
from core.tickets import services as tickets
from core.tickets.models import Channel, Ticket
from core.tickets.rules import MOST_COPIES, reopens
from core.tickets.services.rows import TicketIsDeleted, locked_living
from core.tickets.services.words import Words
from tenants.database import hot
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM

LONGEST_ID = 255


def files(case: Case) -> str:
    """Keep what hangs on the mail, before the transaction: a crash leaves only orphans to sweep."""
    for attached in case.mail.attachments[:FILES_PER_MAIL]:
        try:
            case.files.append(_keep(attached))
        except FileTooLarge:
            continue  # larger than a whole mail may be once unpacked; the raw mail has it
    left = len(case.mail.attachments) - len(case.files)
    return f"{len(case.files)} kept" + (f", {left} only in the original" if left else "")


def place(case: Case) -> str:
    """Into the ticket it continues, if that one still takes it; else into a new one."""
    assert case.sender is not None
    if case.contact is None:
        case.contact, case.is_new_contact = make_contact(case.sender.address, case.sender.name)
    elif not case.contact.name:
        case.contact = contact_for(case.sender.address, case.sender.name)
    ticket = _living(case.ticket) if case.ticket else None
    if ticket and reopens(ticket.status, ticket.queue, ticket.resolved_at or ticket.closed_at, clock.now()):
        before, was_finished = ticket.status, ticket.is_finished
        case.message = tickets.hear(ticket, words(case), is_held=True, **_how(case))
        _tell_of_guess(case, ticket)
        if case.inbound.batch and was_finished:  # history brings nothing back
            tickets.change(ticket, by=SYSTEM, status=before)
        return f"heard in {ticket.label}"
    return _open(case, follows=ticket)


def _living(ticket: Ticket) -> Ticket | None:
    """Under its lock; None for one that was deleted while the mail was read."""
    try:
        return locked_living(ticket.pk, brings=False)  # `hear` does, if it takes the words
    except TicketIsDeleted:
        return None


def thread(case: Case) -> str:
    """Remember its Message-ID, and what it answers if that is not here yet."""
    said = remember(case)
    return f"{said}, and the one it answers is awaited" if own_id(case) and _await(case) else said


def remember(case: Case) -> str:
    """The mail's own Message-ID, so that what answers it is known, too."""
    if not (mime_id := own_id(case)):
        return "no Message-ID to remember"
    assert case.message is not None
    here = {"ticket_id": case.message.ticket_id, "message": case.message}
    if mime_id in case.references:
        MailReference.objects.filter(mime_id=mime_id).update(**here, is_awaited=False)
    else:
        hot.insert(MailReference(mime_id=mime_id, **here))
    return "Message-ID remembered"


def _await(case: Case) -> bool:
    """What it answers is not here: should it come later, it belongs to the same ticket."""
    asked = case.mail.in_reply_to
    if not asked or len(asked) > LONGEST_ID or asked in case.references or case.is_machine:
        return False
    assert case.message is not None
    row = MailReference(
        mime_id=asked, ticket_id=case.message.ticket_id, message=case.message, is_awaited=True
    )
    MailReference.objects.bulk_create([row], ignore_conflicts=True)
    return True


def copies(case: Case) -> str:
    """Whom else the mail was written to: they take part from now on, and replies go to them, too."""
    others = copied(case)
    if not others:
        return "written to us alone"
    assert case.message is not None
    assert case.contact is not None
    ticket = case.message.ticket
    known = {address.lower() for address in (ticket.contact.email, *tickets.copies_of(ticket))}
    fresh = [one for one in others if one.address.lower() not in known]  # answers to all name the same people
    if fresh and not tickets.takes_part(ticket, case.contact):  # a colleague has taken them out
        return f"{len(others)} in copy, added by nobody who takes part"
    people = [contact_for(one.address, one.name) for one in fresh]
    added = (
        tickets.include(ticket, (one for one in people if not one.is_blocked), by=SYSTEM) if people else []
    )
    return f"{len(others)} in copy, {len(added)} of them new"


def own_id(case: Case) -> str:
    """The mail's Message-ID if it can name this mail alone, else ""."""
    mime_id = case.mail.message_id
    known = case.references.get(mime_id)
    return "" if len(mime_id) > LONGEST_ID or (known and not known.is_awaited) else mime_id


def _open(case: Case, follows: Ticket | None) -> str:
    batch = case.inbound.batch
    queue = queue_by_id(case.mailbox.queue_id) if case.mailbox else None
    queue = batch.queue if batch and batch.queue else queue
    case.ticket, case.message = tickets.open_ticket(
        subject=_subject(case),
        words=words(case),
        queue=queue,
        follows=follows,
        is_held=case.is_new_contact,
        **_how(case),
    )
    case.is_new = True
    _tell_of_colleague(case)
    if case.same:
        score = round(case.same.score, 2)
        tickets.ask_same(case.ticket, case.same.ticket_id, score=score, why=str(case.same))
    if case.maybe and case.maybe != follows:
        hint = _(
            "This may belong to %(ticket)s. Its sender has no part in that ticket, so it was kept apart."
        )
        tickets.note(case.ticket, hint % {"ticket": case.maybe.label}, author=None, by=SYSTEM)
    if batch and batch.is_solved:
        tickets.change(case.ticket, by=SYSTEM, status=default_status(Status.Category.RESOLVED))
    return f"opened {case.ticket.label}" + (f", follows {follows.label}" if follows else "")


def _subject(case: Case) -> str:
    return bare_subject(case.mail.subject) if case.forwarded else case.mail.subject


def _tell_of_guess(case: Case, ticket: Ticket) -> None:
    """That nothing but likeness put it here, for who reads it and may know better."""
    if case.same:
        trail.record("ticket.joined_by_likeness", on=ticket, by=SYSTEM, after={"score": case.same.score})


def _tell_of_colleague(case: Case) -> None:
    """Who passed it on, and what they added, for colleagues only."""
    if case.colleague and case.forwarded:
        assert case.ticket is not None
        said = _("%(name)s passed this mail on.") % {"name": case.colleague.name}
        text = f"{said}\n\n{case.forwarded.above}".strip()
        tickets.note(case.ticket, text, author=None, by=SYSTEM)


def words(case: Case) -> Words:
    """Its new words apart from quoted ones. A mail with nothing in it still says that it came."""
    mail = case.mail
    if case.forwarded:  # its HTML holds the colleague's remark, too, so the plain words speak
        return Words(text=case.forwarded.text or _("(This mail has no text.)"))
    text = mail.text_clean if mail.text_clean.strip() else mail.text
    if not text.strip() and mail.seal in seals.CLOSED:
        text = _("(This mail is encrypted. It is attached as it came.)")
    if not (text.strip() or mail.html_safe or case.files):
        text = _("(This mail has no text.)")
    return Words(text=text, html=mail.html_safe, quoted=mail.quoted, signature=mail.signature, seal=mail.seal)


def _how(case: Case) -> dict[str, Any]:
    assert case.contact is not None
    return {
        "contact": case.contact,
        "channel": Channel.MAIL,
        "by": case.contact.actor,
        "attachments": case.files,
        "cc": [one.address for one in copied(case)],
        "address": case.sender.address if case.sender else "",
    }


def copied(case: Case) -> list[Address]:
    """People in To and Cc besides us and the sender. A machine's mail and a forward name nobody for us.

    Whoever is named here reads what we answer, so a forged sender must not name anybody in a ticket that
    exists: where our edge calls it forged, or only the subject says where it belongs, nobody is added.
    """
    if case.is_machine or case.forwarded or case.mail.automatic.kind != "none":
        return []
    if case.is_guess or dmarc(case.mail) == "fail":
        return []
    mail, sender = case.mail, case.sender.address.lower() if case.sender else ""
    found = {
        one.address.lower(): one
        for one in (*mail.to, *mail.cc)
        if one.address.lower() != sender and is_reachable(one.address) and not case.is_ours(one.address)
    }
    return list(found.values())[:MOST_COPIES]


def _keep(attached: Attached) -> Attachment:
    return keep_file(
        attached.content,
        attached.filename,
        by=SYSTEM,
        declared=attached.content_type,
        content_id=attached.content_id,
        strict=False,
    )
