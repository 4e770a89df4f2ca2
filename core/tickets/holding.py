"""Which tickets hold values of the organization's own fields; see core/desk/holders.py."""

from __future__ import annotations

from collections.abc import Collection

from core.tickets.models import Ticket


class TicketValues:
    def count(self, key: str) -> int:
        return Ticket.objects.filter(fields__has_key=key).count()

    def holding(self, key: str, options: Collection[str]) -> str:
        asked = Ticket.objects.filter(**{f"fields__{key}__has_any_keys": sorted(options)})
        for fields in asked.values_list("fields", flat=True)[:1]:
            held = fields[key] if isinstance(fields[key], list) else [fields[key]]
            return next(str(one) for one in held if one in options)
        return ""
