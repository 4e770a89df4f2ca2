"""What a run needs to know about its message, in two queries; plain values afterwards.

Nothing here holds a row or a connection, so the facts may be used while the model is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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
    """The message as engines take it. why_not: the reason to skip it, empty to go on."""

    ticket_id: int
    message_id: int
    letter: Letter
    names: Names
    why_not: str = ""


def of(message_id: int) -> Facts:
    """Raises Message.DoesNotExist when it was deleted meanwhile."""
    message = (
        Message.objects.select_related("ticket__contact")
        .only(
            "ticket__contact__name",
            "kind",
            "text",
            "ticket__subject",
            "ticket__status",
            "ticket__message_count",
        )
        .annotate(recent=_recent())
        .get(pk=message_id)
    )
    ticket = message.ticket
    before = _before(message) if ticket.message_count > 1 else []
    joined = _joined(before)
    body = "\n\n".join([*joined, message.text[:READ_LIMIT]])
    earlier = tuple(text for text, _ in before)[: len(before) - len(joined)]
    letter = Letter(ticket.subject, body, earlier=earlier, recent_contacts=message.recent or 1)
    names = Names(customer=ticket.contact.first_name, organization=context.current_tenant().name)
    return Facts(ticket.pk, message.pk, letter, names, _why_not(message))


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


def _before(message: Message) -> list[tuple[str, bool]]:
    """(text, was it joined to a later one) of the customer's messages before this one, oldest first."""
    triaged = Run.objects.filter(message=OuterRef("pk"), kind=Run.Kind.TRIAGE, reason=JOINED)
    rows = (
        Message.objects.filter(ticket_id=message.ticket_id, kind=Message.Kind.CUSTOMER, pk__lt=message.pk)
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


def _why_not(message: Message) -> str:
    if message.kind != Message.Kind.CUSTOMER:
        return "Only customers' messages are read."
    status = desk.status_by_id(message.ticket.status_id)
    if status and status.category == Status.Category.SPAM:
        return "The ticket is marked as spam."
    return ""
