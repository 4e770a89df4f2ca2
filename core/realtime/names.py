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
PEOPLE, ACTIVITY = "people", "activity"  # rooms besides the desk itself and those of tickets and tasks


def line(schema: str) -> str:
    """The channel on which a tenant's events are told."""
    return f"live:{schema}"


def ring(schema: str) -> str:
    """The stream of its latest events."""
    return f"live:{schema}:ring"


# A place is where somebody may be: a ticket by its id, a task by its id below zero. One machinery for both.


def of_task(task: int) -> int:
    """The place of a task."""
    return -task


def here(schema: str, place: int) -> str:
    """The hash of who is at a ticket or task."""
    return f"live:{schema}:here:{place}" if place > 0 else f"live:{schema}:here-task:{-place}"


def page(place: int) -> str:
    """The room of those who have the ticket or task open."""
    return f"ticket:{place}" if place > 0 else f"task:{-place}"


def place_of(room: str) -> int:
    """The other way round; 0 for a room that is no place."""
    kind, _colon, key = room.partition(":")
    if kind not in ("ticket", "task"):
        return 0
    return int(key) if kind == "ticket" else -int(key)


def told(place: int) -> dict[str, int]:
    """As events name it."""
    return {"ticket": place} if place > 0 else {"task": -place}
