"""The conversation of a ticket as one reader may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from core.accounts.models import User
from core.files.models import Attachment
from core.tickets.models import EarlierWords, Message, Ticket
from core.tickets.selectors.access import is_unbound, said_to, shape
from core.tickets.selectors.archive import old_earlier_words, with_words
from tenants.database.composed import composed
from tenants.kernel.actor import Actor

SAID = (
    "public_id",
    "ticket",
    "kind",
    "channel",
    "author_name",
    "text",
    "quoted",
    "signature",
    "seal",
    "to",
    "cc",
    "bcc",
    "address",
    "mark",
    "side__public_id",
    "html",
    "is_private",
    "undo_until",
    "withdrawn_at",
    "edited_at",
    "created_at",
    "author_user__name",
    "author_user__email",
    "author_contact__name",
    "author_contact__email",
    "about__public_id",
    "about__ticket",
    "about__author_name",
    "about__created_at",
)
BESIDE = ("author_user", "author_contact", "about", "side")
CARRIED = (Message.Kind.REPLY, Message.Kind.FORWARD)  # by a letter of their own
LONGEST_THREAD = 500  # messages on one page; older ones are asked for


def thread(actor: Actor, ticket: Ticket, before: int | None = None) -> Sequence[Message]:
    """Messages oldest to newest, the last LONGEST_THREAD of them. before: message id to page back."""
    ask = _said if is_unbound(actor) else _said.fresh
    said = ask(shape(actor), before is not None, ticket=ticket.pk, me=actor.id, before=before)[::-1]
    for one in said:
        one.ticket = ticket
    return with_words(said) if ticket.archived_at else said


def older(actor: Actor, ticket: Ticket, before: int) -> int:
    """How many messages that stand this actor may read before that one (primary key)."""
    rows = Message.objects.filter(ticket=ticket, pk__lt=before, withdrawn_at=None)
    return said_to(actor, rows).count()


@composed
def _said(actor: Actor, is_older: bool, *, ticket: Any, me: Any, before: Any) -> QuerySet[Message]:
    """Newest first. is_older: only what came before `before`."""
    rows = Message.objects.filter(ticket=ticket).select_related(*BESIDE).only(*SAID)
    rows = said_to(replace(actor, id=me), rows.filter(pk__lt=before) if is_older else rows)
    return rows.order_by("-pk")[:LONGEST_THREAD]


def last_replier(ticket: Ticket) -> User | None:
    """Who wrote the last reply that stands."""
    rows = ticket.messages.filter(kind=Message.Kind.REPLY, withdrawn_at=None, author_user__isnull=False)
    last = rows.select_related("author_user__role").order_by("-pk").first()
    return last.author_user if last else None


def said_since(actor: Actor, ticket: Ticket, last: int) -> list[Message]:
    """What others said to or as the customer's desk after message `last` (primary key), oldest first."""
    spoken = ticket.messages.filter(
        pk__gt=last, kind__in=(Message.Kind.CUSTOMER, Message.Kind.REPLY), withdrawn_at=None
    )
    if actor.kind == "user":
        spoken = spoken.exclude(author_user_id=actor.id)  # a customer's word has no author_user
    return list(said_to(actor, spoken.defer("words").order_by("pk")))


def files_of(messages: Sequence[Message]) -> dict[int, list[Attachment]]:
    """{message id: its files}, in one query for all of them."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for link in _files(messages=[one.pk for one in messages]) if messages else ():
        found[link.message_id].append(link.attachment)
    return found


@composed
def _files(*, messages: Any) -> QuerySet[Any]:
    links = Message.attachments.through.objects.filter(message__among=messages)
    return links.select_related("attachment").order_by("attachment_id")


def hanging_on(actor: Actor, ticket: Ticket) -> list[tuple[Message, Attachment]]:
    """Files of the ticket that this actor may see, each with its message, newest first. Two queries.

    The same bytes under the same name stand once.
    """
    said = said_to(actor, ticket.messages.filter(withdrawn_at=None, attachments__isnull=False).distinct())
    messages = {one.pk: one for one in said.only("kind", "author_name", "created_at", "ticket")}
    found: dict[tuple[str, str], tuple[Message, Attachment]] = {}
    for pk, files in sorted(files_of(list(messages.values())).items(), reverse=True):
        for file in files:
            found.setdefault((file.filename, file.digest or file.path), (messages[pk], file))
    return list(found.values())


def with_files(messages: Sequence[Message]) -> Sequence[Message]:
    """The same messages, each with `files`: its attachments, loaded together."""
    found = files_of(messages)
    for message in messages:
        message.files = found.get(message.pk, [])  # type: ignore[attr-defined]
    return messages


def with_letters(messages: Sequence[Message]) -> Sequence[Message]:
    """The same messages, each reply and forward with `letter`: the mail that carries it, loaded together."""
    sent = {one.pk: one for one in messages if one.kind in CARRIED}
    for letter in _letters(messages=list(sent)) if sent else ():
        sent[letter.message_id].letter = letter  # type: ignore[attr-defined]
    return messages


@composed
def _letters(*, messages: Any) -> QuerySet[Any]:
    carried: Any = Message._meta.get_field("letters").related_model  # mail is a room above
    rows: QuerySet[Any] = carried.objects.filter(message__among=messages, kind__in=CARRIED)
    return rows


def earlier_words(message: Message) -> Sequence[EarlierWords]:
    """What a note in hand said before, newest first. Of a deleted one nothing is shown."""
    if message.withdrawn_at:
        return []
    return list(message.earlier.all()) or old_earlier_words(message)
