"""What a colleague had set on a ticket before triage could say anything is learned from when the ticket ends.

A weaker example than a correction (options.WEIGHTS): nobody has compared it with a proposal. What triage had
applied and nobody touched teaches nothing, or the engine would learn from itself.
"""

from __future__ import annotations

from ai import options
from ai.models import Correction
from ai.selectors import stands
from ai.services import learning
from core.tickets.models import Ticket
from tenants.kernel.actor import parse_ref

SOURCE = "final"


def teach(ticket: Ticket) -> int:
    """Keep what colleagues chose and nobody has said more clearly. Twice is once. Returns how many."""
    said = set(Correction.objects.filter(ticket=ticket).values_list("field", flat=True))
    made = []
    for field, ref in ticket.chosen.items():
        kind, pk = parse_ref(ref)
        if kind != "user" or field in said or field not in options.LABELLED_FIELDS:
            continue
        if (value := stands(field, ticket)) is not None:
            made.append(Correction(ticket=ticket, field=field, value=value, user_id=pk, source=SOURCE))
    if made:
        Correction.objects.bulk_create(made)
        learning.plan()
    return len(made)
