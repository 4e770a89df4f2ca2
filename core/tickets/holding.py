"""Which tickets hold values of the organization's own fields; see core/desk/holders.py."""

from __future__ import annotations

from django.db.models import Q

from core.tickets.models import Ticket


class TicketValues:
    def count(self, key: str) -> int:
        return Ticket.objects.filter(fields__has_key=key).count()

    def holding(self, key: str, option: str) -> bool:
        held = Q(fields__contains={key: option}) | Q(fields__contains={key: [option]})
        return Ticket.objects.filter(held).exists()
