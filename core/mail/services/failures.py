"""What a failed letter means: agents learn of it on the ticket, a dead address gets no automatic mail."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core.mail.models import Letter
from core.mail.pipeline.bounce import mark_undeliverable, say, told

DEAD = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")  # no such mailbox, domain or address


@transaction.atomic
def tell_of_refused(letter_id: int, addresses: str) -> None:
    """Leave a note on the ticket: it went to the others. Emits NoteWritten, MailCameBack."""
    letter = Letter.objects.select_related("ticket").filter(pk=letter_id).first()
    if letter and letter.ticket:
        text = _("The mail server takes nothing for %(addresses)s. The mail left to the others.")
        say(letter.ticket, addresses, text % {"addresses": addresses})


@transaction.atomic
def tell_of_failure(letter_id: int, status: str) -> None:
    """Leave a note on the letter's ticket. Emits NoteWritten, MailCameBack."""
    letter = Letter.objects.select_related("ticket").filter(pk=letter_id).first()
    if letter is None:
        return
    if status in DEAD:
        mark_undeliverable(letter.recipient)
    if letter.ticket:
        say(letter.ticket, letter.recipient, told(letter.recipient, "", letter.last_error))
