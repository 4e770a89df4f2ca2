"""What the platform wants to know of conversations: how many messages came in this month."""

from __future__ import annotations

from billing import services as billing
from core.tickets.events import MessageReceived
from tenants.events.bus import on


@on(MessageReceived)
def count_message(fact: MessageReceived) -> None:
    """Counted, never refused: the plan limits advice, not mail."""
    billing.count("messages")
