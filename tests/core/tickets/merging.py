"""Everything a merge may touch, as plain values to compare."""

from __future__ import annotations

from typing import Any

from core.tickets.models import Message, Participant, Ticket

RISES = frozenset({"version", "updated_at"})


def picture() -> dict[str, Any]:
    """Tickets without their versions, and what hangs on them."""
    columns = [field.attname for field in Ticket._meta.concrete_fields if field.name not in RISES]
    return {
        "tickets": list(Ticket.objects.order_by("pk").values(*columns)),
        "messages": list(Message.objects.order_by("pk").values_list("pk", "ticket")),
        "people": list(Participant.objects.order_by("ticket", "contact").values_list("ticket", "contact")),
        "tags": list(Ticket.tags.through.objects.order_by("ticket", "tag").values_list("ticket", "tag")),
    }
