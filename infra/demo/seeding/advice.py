"""What triage would have said at the time: the local engine reads each message, now for then.

The seeding never asks a model. With one configured, suggested replies of tickets that wait for an
answer are left to the workers; otherwise the local engine writes them here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ai import routes, rules
from ai.models import Policy, Run
from ai.services import drafts, facts, runs, storing, verdicts
from ai.services.triage import Outcome, read_locally
from core.tickets.models import Message
from tenants.kernel.actor import Actor

DECIDED = ("category", "sentiment", "priority")  # what the stories say an agent set


def triage(message: Message) -> None:
    """Read one customer message and keep the results, as a worker would have done."""
    run = Run.objects.create(kind=Run.Kind.TRIAGE, message=message, ticket_id=message.ticket_id)
    claim = runs.claim(run.pk)
    known = facts.of(message.pk)
    if claim is not None:
        storing.keep(claim, known, Outcome(read_locally(known)))


@contextmanager
def without_drafts() -> Iterator[None]:
    """Triage inside the block asks for no suggested replies: history was answered long ago."""
    policy = Policy.objects.filter(field=rules.REPLY)
    was = policy.values_list("mode", flat=True).first()
    policy.update(mode=Policy.Mode.OFF)
    yield
    policy.update(mode=was)


def judge(ticket_id: int, by: Actor) -> None:
    """What people set on the ticket, and how it ended, as a word on what triage had said."""
    verdicts.note_decision(ticket_id, DECIDED, by.ref)


def suggest(message: Message) -> None:
    """The suggested reply to a message that still waits for one."""
    suggestion = drafts.request(message.ticket_id, message.pk)
    if not routes.to("draft") and suggestion.run_id is not None:
        drafts.draft_reply(suggestion.run_id)
