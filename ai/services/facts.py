"""What a run needs to know about its message, in two queries; plain values afterwards.

Nothing here holds a row or a connection, so the facts may be used while the model is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import OuterRef, Subquery

from ai.contracts import Letter, Names
from ai.models import Run
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.models import Message
from core.tickets.selectors import said, said_sql
from tenants import context
from tenants.kernel import clock

CONTACT_WINDOW = timedelta(days=7)
EARLIER = 6  # messages of the customer before this one that are loaded
READ_LIMIT = 40_000  # characters of a message that leave the database; engines read 8,000 of them
BETWEEN = "\n\n"  # of messages that are read together
JOINED = "A further message followed; they are read together."


class Piece(NamedTuple):
    """A message's own words. message: its public id."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The message as engines take it.

    why_not: the reason to skip it, or empty.
    pieces: what the letter's body is joined of, two line breaks between them.
    """

    ticket_id: int
    message_id: int
    letter: Letter
    names: Names
    why_not: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def is_first(self) -> bool:
        """The customer's first words in this ticket."""
        return not self.letter.earlier


class Said(NamedTuple):
    """The message's row as far as it matters. recent: messages of the customer in the last seven days.

    language: of the ticket, where a person named it.
    is_machine: mail that no person wrote and nobody vouched for, in a ticket that others began.
    """

    ticket_id: int
    kind: str
    text: str
    subject: str
    status_id: int
    messages: int
    customer: str
    recent: int
    contact_id: int
    author_id: int | None
    public_id: str
    language: str
    is_machine: bool


class Earlier(NamedTuple):
    """A message before. joined: it waits for a later one and is read with it."""

    text: str
    joined: bool
    author_id: int | None
    public_id: str


# By hand: building this one with the ORM cost more than all the rest of a reading's statements.
_SAID = """
    SELECT m.ticket_id, m.kind, left({text}, %(limit)s), t.subject, t.status_id, t.message_count, c.name,
           (SELECT count(*) FROM tickets_message said JOIN tickets_ticket other ON other.id = said.ticket_id
             WHERE other.contact_id = t.contact_id AND said.kind = %(customer)s
               AND said.created_at BETWEEN %(since)s AND %(at)s), t.contact_id, m.author_contact_id,
           m.public_id, CASE WHEN t.chosen ? 'language' THEN t.language ELSE '' END,
           t.message_count > 1 AND EXISTS (
               SELECT 1 FROM mail_inboundmail i, jsonb_array_elements(i.trace) step
                WHERE i.message_id = m.id AND step ->> 'step' = 'automatic'
                  AND step ->> 'says' ~ '^(auto_reply|bulk|bounce) [(][^;]*$')
           AND EXISTS (SELECT 1 FROM tickets_message f WHERE f.ticket_id = t.id AND f.id < m.id)
      FROM tickets_message m JOIN tickets_ticket t ON t.id = m.ticket_id
      JOIN contacts_contact c ON c.id = t.contact_id
     WHERE m.id = %(message)s
""".format(text=said_sql("m"))  # noqa: S608 - our own words


def of(message_id: int, at: datetime | None = None) -> Facts:
    """Raises Message.DoesNotExist when it was deleted meanwhile. at: as it was then; None: now."""
    said = _said(message_id, at or clock.now())
    before = _before(said.ticket_id, message_id) if said.messages > 1 else []
    pieces = (*_joined(before), Piece(said.public_id, said.text))
    apart = len(before) - len(pieces) + 1
    letter = Letter(
        subject=said.subject,
        body=BETWEEN.join(piece.text for piece in pieces),
        language=(said.language or None) if at is None else None,  # of a day before nobody had named it
        earlier=tuple(one.text for one in before[:apart]),
        recent_contacts=max(said.recent, 1),
        others=_others(said, before, apart),
    )
    names = Names(customer=said.customer.split(" ")[0], organization=context.current_tenant().name)
    return Facts(said.ticket_id, message_id, letter, names, _why_not(said), pieces)


def _said(message_id: int, at: datetime) -> Said:
    values: dict[str, Any] = {
        "message": message_id,
        "at": at,
        "limit": READ_LIMIT,
        "customer": Message.Kind.CUSTOMER,
        "since": at - CONTACT_WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAID, values)
        if (row := cursor.fetchone()) is None:
            raise Message.DoesNotExist
    return Said(*row)


def _others(said: Said, before: list[Earlier], apart: int) -> frozenset[int]:
    """Which texts somebody else wrote, as `Letter.others`. `before[apart:]` stand in the body."""
    own = (None, said.contact_id)
    others = {place for place, one in enumerate(before) if one.author_id not in own}
    in_body = said.author_id not in own or any(place >= apart for place in others)
    return frozenset(place for place in others if place < apart) | ({-1} if in_body else frozenset())


def _before(ticket_id: int, message_id: int) -> list[Earlier]:
    """The customer's messages before this one, oldest first."""
    triaged = Run.objects.filter(message=OuterRef("pk"), kind=Run.Kind.TRIAGE, reason=JOINED)
    rows = (
        Message.objects.filter(ticket_id=ticket_id, kind=Message.Kind.CUSTOMER, pk__lt=message_id)
        .order_by("-pk")
        .annotate(joined=Subquery(triaged.values("pk")[:1]), words_said=said())
        .values_list("words_said", "joined", "author_contact", "public_id")[:EARLIER]
    )
    return [
        Earlier(text[:READ_LIMIT], run is not None, author, public_id)
        for text, run, author, public_id in reversed(rows)
    ]


def _joined(before: list[Earlier]) -> list[Piece]:
    """The messages just before that wait for this one (debounce), oldest first."""
    pieces: list[Piece] = []
    for one in reversed(before):
        if not one.joined:
            break
        pieces.insert(0, Piece(one.public_id, one.text))
    return pieces


def _why_not(said: Said) -> str:
    if said.kind != Message.Kind.CUSTOMER:
        return "Only customers' messages are read."
    status = desk.status_by_id(said.status_id)
    if status and status.category == Status.Category.SPAM:
        return "The ticket is marked as spam."
    if said.is_machine:
        return "A machine sent it, not a person."
    return ""
