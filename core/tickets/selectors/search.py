"""Full text over subjects, messages and customers; the last word may be unfinished."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from core.tickets.models import Message, Ticket

_WORD = re.compile(r"\w+", re.UNICODE)
MOST_WORDS = 8  # of the query; more narrow nothing further and cost a plan each


def found(text: str) -> QuerySet[Ticket, int] | list[int]:
    """Ids of the tickets that match all the words; a ticket number finds just that ticket."""
    if match := re.fullmatch(r"\s*#?(?:T-)?(\d{1,9})\s*", text, re.IGNORECASE):
        return list(Ticket.objects.filter(number=int(match[1])).values_list("pk", flat=True))
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    if not words:
        return []
    query = SearchQuery(" & ".join([*words[:-1], f"{words[-1]}:*"]), search_type="raw", config="simple")
    said = Message.objects.filter(words=query).values("ticket_id")
    titled = (
        Ticket.objects.annotate(title=SearchVector("subject", config="simple"))
        .filter(title=query)
        .values("pk")
    )
    written_by = Ticket.objects.filter(_from(text)).values("pk")
    return said.union(titled, written_by, all=False)  # type: ignore[return-value]


def _from(text: str) -> Q:
    """Customers whose address or name begins with the text."""
    plain = text.strip()[:100]
    return Q(contact__email__istartswith=plain) | Q(contact__name__istartswith=plain)
