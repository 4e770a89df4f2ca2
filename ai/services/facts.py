"""What a run needs to know about its message, in two queries; plain values afterwards.

Nothing here holds a row or a connection, so the facts may be used while the model is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery

from ai.contracts import Letter, Names
from ai.models import Run
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.models import Message
from tenants import context
from tenants.kernel import clock

CONTACT_WINDOW = timedelta(days=7)
EARLIER = 6  # messages of the customer before this one that are loaded
READ_LIMIT = 40_000  # characters of a message that leave the database; engines read 8,000 of them
JOINED = "A further message followed; they are read together."


@dataclass(frozen=True, slots=True)
class Facts:
    """The message as engines take it.

    has_history: the ticket holds more than this message. why_not: the reason to skip it, or empty.
    """

    ticket_id: int
    message_id: int
    letter: Letter
    names: Names
    has_history: bool = True
    why_not: str = ""


class Said(NamedTuple):
    """The message's row as far as it matters; plain columns load in half the time of a row object."""

    ticket_id: int
    kind: str
    text: str
    subject: str
    status_id: int
    messages: int
    customer: str
    recent: int | None


COLUMNS = (
    "ticket_id",
    "kind",
    "text",
    "ticket__subject",
    "ticket__status_id",
    "ticket__message_count",
    "ticket__contact__name",
)


def of(message_id: int) -> Facts:
    """Raises Message.DoesNotExist when it was deleted meanwhile."""
    rows = Message.objects.filter(pk=message_id).annotate(recent=_recent()).values_list(*COLUMNS, "recent")
    if (row := rows.first()) is None:
        raise Message.DoesNotExist
    said = Said(*row)
    before = _before(said.ticket_id, message_id) if said.messages > 1 else []
    joined = _joined(before)
    letter = Letter(
        subject=said.subject,
        body="\n\n".join([*joined, said.text[:READ_LIMIT]]),
        earlier=tuple(text for text, _ in before)[: len(before) - len(joined)],
        recent_contacts=said.recent or 1,
    )
    names = Names(customer=said.customer.split(" ")[0], organization=context.current_tenant().name)
    return Facts(said.ticket_id, message_id, letter, names, said.messages > 1, _why_not(said))


def _recent() -> Subquery:
    """Messages of the same customer in the last seven days."""
    rows = (
        Message.objects.filter(
            ticket__contact=OuterRef("ticket__contact"),
            kind=Message.Kind.CUSTOMER,
            created_at__gte=clock.now() - CONTACT_WINDOW,
        )
        .order_by()
        .values("ticket__contact")
    )
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


def _before(ticket_id: int, message_id: int) -> list[tuple[str, bool]]:
    """(text, was it joined to a later one) of the customer's messages before this one, oldest first."""
    triaged = Run.objects.filter(message=OuterRef("pk"), kind=Run.Kind.TRIAGE, reason=JOINED)
    rows = (
        Message.objects.filter(ticket_id=ticket_id, kind=Message.Kind.CUSTOMER, pk__lt=message_id)
        .order_by("-pk")
        .annotate(joined=Subquery(triaged.values("pk")[:1]))
        .values_list("text", "joined")[:EARLIER]
    )
    return [(text[:READ_LIMIT], joined is not None) for text, joined in reversed(rows)]


def _joined(before: list[tuple[str, bool]]) -> list[str]:
    """The messages just before that wait for this one (debounce), oldest first."""
    texts: list[str] = []
    for text, joined in reversed(before):
        if not joined:
            break
        texts.insert(0, text)
    return texts


def _why_not(said: Said) -> str:
    if said.kind != Message.Kind.CUSTOMER:
        return "Only customers' messages are read."
    status = desk.status_by_id(said.status_id)
    if status and status.category == Status.Category.SPAM:
        return "The ticket is marked as spam."
    return ""
