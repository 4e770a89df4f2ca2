"""What things of the live line are called: in Redis, as rooms, and as events in two spellings.

Every name in Redis carries its tenant.
"""

from __future__ import annotations

# What the mission's second seed calls its events is what we say; a line that asks for `names=chat` hears
# the words of the third.
CHAT = "chat"
IN_CHAT = {
    "comment:added": "chat:message",
    "user:online": "agent:status_update",
    "user:offline": "agent:status_update",
}
# Names that are kept for what is not there yet: tasks and timers.
LATER = frozenset({"join:task", "leave:task", "timer:start", "timer:stop"})
PEOPLE, ACTIVITY = "people", "activity"  # rooms besides the desk itself and those of tickets


def line(schema: str) -> str:
    """The channel on which a tenant's events are told."""
    return f"live:{schema}"


def ring(schema: str) -> str:
    """The stream of its latest events."""
    return f"live:{schema}:ring"


def here(schema: str, ticket: int) -> str:
    """The hash of who is at a ticket."""
    return f"live:{schema}:here:{ticket}"


def page(ticket: int) -> str:
    """The room of those who have the ticket open."""
    return f"ticket:{ticket}"
