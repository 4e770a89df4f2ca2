"""A letter of ours came back: tell the people of its ticket. Opens nothing, answers nothing."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from core.contacts.models import Identity
from core.contacts.selectors import merged_into
from core.mail import marks, outbox
from core.mail.events import MailCameBack
from core.mail.models import Letter
from core.mail.parsing import Bounce
from core.mail.pipeline.case import Case, Done, Park
from core.mail.rules import APPROVAL, FORWARD, plus_part
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.text import one_line


def bounce(case: Case) -> str:
    """Note on the ticket of the letter; a hard one marks the address. Always ends the walk."""
    report = case.mail.automatic.bounce
    assert report is not None
    proven = _letter(report)
    letter = proven or _aside_letter(case)
    ticket = letter.ticket if letter else _by_return_address(case)
    if letter is None and ticket is None:
        raise Park("Delivery report about a mail that is not ours.")
    address = _whose(letter, report) if letter else report.recipient
    if report.hard and proven:  # only what we really sent proves anything about an address
        mark_undeliverable(address)
    if letter:
        _write_down(letter, report)
    if ticket is None:
        raise Done("Delivery report, written down at its letter.")
    note = say(ticket, address, told(address, report.status, report.diagnostic))
    raise Done("Delivery report, noted on its ticket.", note)


@transaction.atomic
def say(ticket: Ticket, address: str, text: str) -> Message:
    """A note on the ticket. Emits NoteWritten and MailCameBack."""
    note = tickets.note(ticket, text, author=None, by=SYSTEM)
    publish(MailCameBack(note.ticket_id, address))
    return note


def _whose(letter: Letter, report: Bounce) -> str:
    """Whom it did not reach: one of those it went to, else its first reader."""
    named = report.recipient.strip().lower()
    return next((each for each in letter.recipients if each.lower() == named), letter.recipient)


def _write_down(letter: Letter, report: Bounce) -> None:
    """At the letter; a report of trouble that may pass does not undo a graver one."""
    said = one_line(f"{report.status} {report.diagnostic}", 500)
    rows = Letter.objects.filter(pk=letter.pk)
    rows.update(last_error=said)
    is_delayed = report.status.startswith("4.")
    kind = Letter.Delivery.DEFERRED if is_delayed else Letter.Delivery.BOUNCED
    milder = ("",) if is_delayed else ("", Letter.Delivery.DEFERRED, Letter.Delivery.DELIVERED)
    rows.filter(delivery__in=milder).update(
        delivery=kind, delivery_at=clock.now(), delivery_note=one_line(said, 250)
    )
    outbox.fared(letter)


def told(address: str, status: str, diagnostic: str) -> str:
    """The sentence agents read."""
    text = _("Mail to %(address)s could not be delivered.") % {"address": address or "?"}
    detail = one_line(f"{status} {diagnostic}", 300)
    return f"{text} {detail}" if detail else text


def mark_undeliverable(address: str) -> None:
    """No automatic letters to this address any more; people may still write to it."""
    rows = Identity.objects.alias(key=Lower("email")).filter(key=address.lower(), undeliverable_at=None)
    rows.update(undeliverable_at=clock.now())


def _letter(report: Bounce) -> Letter | None:
    if not report.original_message_id:
        return None
    return Letter.objects.select_related("ticket").filter(mime_id=report.original_message_id[:255]).first()


def _aside_letter(case: Case) -> Letter | None:
    """The last letter of the side conversation whose tag the report came to, if it does not name one."""
    side = marks.side_of(plus_part(case.inbound.recipient))
    if side is None:
        return None
    inside = Letter.objects.filter(Q(message=side) | Q(message__side=side), kind__in=(FORWARD, APPROVAL))
    return inside.select_related("ticket").order_by("-id").first()


def _by_return_address(case: Case) -> Ticket | None:
    """Reports go to the letter's return address, which names its ticket even without the original."""
    token = plus_part(case.inbound.recipient)
    number = marks.ticket_number(token)
    ticket = Ticket.objects.filter(number=number).first() if number and number < 2**31 else None
    if ticket is None:
        return None
    people = {ticket.contact_id, *merged_into({ticket.contact_id})}
    return ticket if marks.is_token_of(token, ticket, people) else None
