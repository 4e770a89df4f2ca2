"""What is arranged: policies as they are remembered. Rows are shared: never write them."""

from __future__ import annotations

from core.assignment import book
from core.assignment.models import Availability, Policy
from core.desk import selectors as desk
from core.desk.models import Queue
from tenants.kernel.actor import Actor


def policies() -> list[tuple[Queue, Policy]]:
    """Each queue with how it hands out."""
    page = book.page()
    return [(queue, page.policy(queue.pk)) for queue in desk.queues()]


def policy_of(queue_id: int) -> Policy:
    return book.page().policy(queue_id)


def everybody() -> Policy:
    """What is true of all people."""
    return book.page().everybody


def state_of(actor: Actor) -> str:
    """Of the colleague who asks. No query while it is remembered."""
    return book.page().states.get(actor.id or 0, Availability.State.AVAILABLE.value)
