"""Lines as messages of customers: the rows a mail leaves behind, many at once, without its events."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ai.evaluation.lines import Line
from ai.models import Run
from core.contacts.models import Contact
from core.desk import selectors as desk
from core.desk.models import Priority, Status
from core.tickets.models import Message, Ticket, TicketNumber
from tenants.kernel.actor import SYSTEM
from tenants.kernel.text import one_line, storable


@transaction.atomic
def receive(lines: Sequence[Line]) -> list[int]:
    """A ticket, a customer and a message for each line. Returns the messages' ids, in order."""
    number = TicketNumber.objects.select_for_update().first() or TicketNumber.objects.create(last=0)
    contacts = Contact.objects.bulk_create(
        Contact(email=f"c{number.last + place}@evaluation.invalid") for place in range(len(lines))
    )
    status, queue = desk.default_status(Status.Category.NEW), desk.default_queue()
    tickets = Ticket.objects.bulk_create(
        Ticket(
            number=number.last + place + 1,
            subject=one_line(storable(line.subject), 255),
            status=status,
            priority=Priority.MEDIUM,
            queue=queue,
            contact=contact,
            channel="api",
            message_count=1,
            language=line.language,
            chosen={"language": SYSTEM.ref} if line.language else {},
        )
        for place, (line, contact) in enumerate(zip(lines, contacts, strict=True))
    )
    number.last += len(lines)
    number.save(update_fields=["last"])
    messages = Message.objects.bulk_create(
        Message(
            ticket=ticket,
            kind=Message.Kind.CUSTOMER,
            channel="api",
            author_contact=ticket.contact,
            text=storable(line.text) or " ",
        )
        for line, ticket in zip(lines, tickets, strict=True)
    )
    return [message.pk for message in messages]


def queue(message_ids: Sequence[int], kind: str = Run.Kind.TRIAGE) -> list[int]:
    """Runs of these messages, waiting for a worker: us. Returns their ids, in order."""
    owners = dict(Message.objects.filter(pk__in=message_ids).values_list("pk", "ticket_id"))
    runs = Run.objects.bulk_create(
        Run(kind=kind, message_id=message_id, ticket_id=owners[message_id]) for message_id in message_ids
    )
    return [run.pk for run in runs]
