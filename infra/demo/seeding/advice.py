"""What triage would have said at the time: the local engine reads each message, now for then.

The seeding never asks a model. With one configured, suggested replies of tickets that wait for an
answer are left to the workers; otherwise the local engine writes them here.
"""

from __future__ import annotations

from ai import gateway
from ai.models import Run
from ai.services import drafts, facts, runs, storing, suggestions
from ai.services.triage import Outcome, read_locally
from core.tickets.models import Message


def triage(message: Message) -> None:
    """Read one customer message and keep the results, as a worker would have done."""
    run = Run.objects.create(kind=Run.Kind.TRIAGE, message=message, ticket_id=message.ticket_id)
    claim = runs.claim(run.pk)
    known = facts.of(message.pk)
    if claim is not None:
        storing.keep(claim, known, Outcome(read_locally(known)))


def settle_drafts(ticket_id: int, *, is_waited_for: bool) -> None:
    """Write the suggested reply of a ticket that waits for one; drop those that came too late."""
    if not is_waited_for:
        suggestions.outdate(ticket_id)
    elif gateway.endpoint() is not None:
        return
    queued = Run.objects.filter(ticket_id=ticket_id, kind=Run.Kind.DRAFT, state=Run.State.QUEUED)
    for pk in queued.values_list("pk", flat=True):
        drafts.draft_reply(pk)
