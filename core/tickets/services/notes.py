"""Second thoughts about a note: its author puts it otherwise, or it is deleted and, for a day, brought back.

A note never leaves the house, so it may change at any time, as no reply may; what it said before stays to be
seen. A deleted one is in no thread, search or API from that moment. Its words wait for a change of mind, and
are gone for good after BACK_FOR: a password that somebody pasted must not lie about.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from core.audit import trail
from core.tickets.events import NoteDeleted, NoteEdited
from core.tickets.models import EarlierWords, Message, Ticket
from core.tickets.rules import DELETE
from core.tickets.selectors.reach import may
from core.tickets.services.rows import StaleTicket, check_not_archived, locked_living, save
from core.tickets.services.watch import mention
from core.tickets.services.words import Words
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Refused, Stale

BACK_FOR = timedelta(days=1)
MOST_EMPTIED = 5_000  # of one night


class NotANote(Conflict):
    code = "message.not_a_note"
    sentence = "What was said to customers or third parties stays as it was said. Only notes can be changed."


class NotYourNote(Refused):
    code = "note.not_yours"
    sentence = "Only who wrote a note can change it."


class NoteIsDeleted(Conflict):
    code = "note.deleted"
    sentence = "This note was deleted."


class NoteIsGone(Conflict):
    code = "note.gone"
    sentence = "This note was deleted more than a day ago. Its words are gone."


class StaleNote(Stale):
    """data: edited_at (ISO 8601)."""

    code = "note.stale"
    sentence = "This note was changed in another window meanwhile. Look at it before you change it again."


def is_author(message: Message, actor: Actor) -> bool:
    return actor.kind == "user" and message.author_user_id is not None and message.author_user_id == actor.id


def may_delete(message: Message, actor: Actor) -> bool:
    """Its author, and whoever may delete whole tickets in its queue."""
    return is_author(message, actor) or may(actor, message.ticket.queue_id, DELETE)


def may_come_back(message: Message, actor: Actor) -> bool:
    """Deleted, not for longer than BACK_FOR, and this actor's to bring back."""
    at = message.withdrawn_at
    return at is not None and at > clock.now() - BACK_FOR and may_delete(message, actor)


@transaction.atomic
def edit(message: Message, text: str, *, by: Actor, seen: str | None = None) -> Message:
    """Put it otherwise. The same words change nothing. Colleagues named for the first time follow the ticket.

    seen: `edited_at` as the caller looked at it, ISO 8601 or ""; None skips the check.
    Raises EmptyMessage, NotANote, NotYourNote, NoteIsDeleted, StaleNote. Emits NoteEdited.
    """
    ticket, message = _locked(message)
    if not is_author(message, by):
        raise NotYourNote
    if message.withdrawn_at:
        raise NoteIsDeleted
    stands = message.edited_at.isoformat() if message.edited_at else ""
    if seen not in (None, stands):
        raise StaleNote(edited_at=stands)
    words = Words(text).checked(list(message.attachments.all()))
    if words.text == message.text:
        return message

    before = message.text
    EarlierWords.objects.create(message=message, text=before)
    message.text, message.html, message.edited_at = words.text, "", clock.now()
    message.save(update_fields=["text", "html", "edited_at"])
    mentioned = mention(ticket, words.text, author=message.author_user, already=before)
    trail.record("ticket.note_edited", on=ticket, by=by, after={"message": message.pk})
    publish(NoteEdited(ticket.pk, by.ref, message.pk, mentioned))
    return message


@transaction.atomic
def delete(message: Message, *, by: Actor) -> Message:
    """Out of the thread, with its files. Twice is once. Raises NotANote, NotYourNote. Emits NoteDeleted."""
    ticket, message = _locked(message)
    if not may_delete(message, by):
        raise NotYourNote("Only who wrote a note, or may delete tickets, can delete it.")
    if message.withdrawn_at:
        return message
    _stand(ticket, message, gone=True)
    trail.record("ticket.note_deleted", on=ticket, by=by, after={"message": message.pk})
    publish(NoteDeleted(ticket.pk, by.ref, message.pk))
    return message


@transaction.atomic
def restore(message: Message, *, by: Actor) -> Message:
    """Back into the thread, within BACK_FOR. Twice is once.

    Raises NoteIsGone, NotYourNote. Emits NoteDeleted (is_back).
    """
    ticket, message = _locked(message)
    if not may_delete(message, by):
        raise NotYourNote("Only who wrote a note, or may delete tickets, can bring it back.")
    if message.withdrawn_at is None:
        return message
    if message.withdrawn_at <= clock.now() - BACK_FOR:
        raise NoteIsGone
    _stand(ticket, message, gone=False)
    trail.record("ticket.note_restored", on=ticket, by=by, after={"message": message.pk})
    publish(NoteDeleted(ticket.pk, by.ref, message.pk, is_back=True))
    return message


@transaction.atomic
def empty_old() -> int:
    """Nightly: words and files of notes deleted longer than BACK_FOR ago; nobody can bring those back, so
    nobody is waited for. Returns how many.
    """
    due = Message.objects.filter(
        ~Q(text="") | Q(attachments__isnull=False) | Q(earlier__isnull=False),
        kind=Message.Kind.NOTE,
        withdrawn_at__lte=clock.now() - BACK_FOR,
    )
    ids = list(due.order_by().values_list("pk", flat=True).distinct()[:MOST_EMPTIED])
    EarlierWords.objects.filter(message__in=ids).delete()
    Message.attachments.through.objects.filter(message__in=ids).delete()
    return Message.objects.filter(pk__in=ids).update(text="", html="", quoted="", signature="")


def _locked(message: Message) -> tuple[Ticket, Message]:
    """The note with its ticket, both fresh and locked. Raises StaleTicket when it has just moved on."""
    ticket = locked_living(message.ticket_id, brings=False)
    fresh = Message.objects.select_for_update().get(pk=message.pk)
    if fresh.kind != Message.Kind.NOTE:
        raise NotANote
    if fresh.ticket_id != ticket.pk:
        raise StaleTicket(version=ticket.version)
    check_not_archived(ticket)
    fresh.ticket = ticket
    return ticket, fresh


def _stand(ticket: Ticket, message: Message, *, gone: bool) -> None:
    message.withdrawn_at = clock.now() if gone else None
    message.save(update_fields=["withdrawn_at"])
    ticket.message_count += -1 if gone else 1
    save(ticket, "message_count")
