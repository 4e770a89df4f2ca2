"""What the platform wants to know of conversations, and alarms of what is done to many tickets."""

from __future__ import annotations

from billing import services as billing
from core.tickets.events import MessageReceived
from core.tickets.services import bulk
from tenants.alarms.bell import alarm
from tenants.events.bus import on


@on(MessageReceived)
def count_message(fact: MessageReceived) -> None:
    """Counted, never refused: the plan limits advice, not mail."""
    billing.count("messages")


@alarm(bulk.ALARM)
def go_on(ref: str) -> None:
    bulk.ring(ref)


@alarm(bulk.FORGET)
def forget(ref: str) -> None:
    bulk.forget(ref)
