"""What tickets keep under a customer; see core/contacts/belongings.py."""

from __future__ import annotations

from django.db.models import Q

from core.contacts.belongings import Moved, Rows
from core.tickets.models import Participant, Ticket

TICKETS = Rows("tickets.ticket.contact", locks=True)
MESSAGES = Rows("tickets.message.author_contact")


class Parts:
    """Who takes part. Nobody does twice, and nobody takes part in a ticket of their own: such rows end.

    Moved after the tickets: {"moved": [row], "ended": [ticket], "own": [ticket of the one who stays]}.
    """

    key = "tickets.participant.contact"

    def hold(self, people: list[int]) -> None:
        pass  # their tickets may be anybody's; the unique key decides

    def count(self, *people: int) -> int:
        return Participant.objects.filter(contact__in=people).count()

    def move(self, person: int, to: int) -> Moved:
        own = Participant.objects.filter(contact=to, ticket__contact=to)
        theirs = Participant.objects.filter(contact=person)
        twice = theirs.filter(
            Q(ticket__contact=to) | Q(ticket__in=Participant.objects.filter(contact=to).values("ticket"))
        )
        moved = {
            "own": list(own.values_list("ticket", flat=True)),
            "ended": list(twice.values_list("ticket", flat=True)),
        }
        own.delete()
        twice.delete()
        moved["moved"] = list(theirs.values_list("pk", flat=True))
        Participant.objects.filter(pk__in=moved["moved"]).update(contact=to)
        return moved

    def give_back(self, moved: Moved, person: int, holder: int) -> None:
        Participant.objects.filter(pk__in=moved["moved"], contact=holder).update(contact=person)
        for contact, tickets in ((person, moved["ended"]), (holder, moved["own"])):
            here = Ticket.objects.filter(pk__in=tickets).exclude(contact=contact).values_list("pk", flat=True)
            rows = [Participant(ticket_id=pk, contact_id=contact) for pk in here]
            Participant.objects.bulk_create(rows, ignore_conflicts=True)
