"""What notifications tell the screens. Nothing is owed: ids only, screens fetch what is true now."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("notifications.made")
@dataclass(frozen=True, slots=True)
class NotificationsMade:
    """ids: {user: the new or renewed row}."""

    ids: dict[int, int]


@event("notifications.read")
@dataclass(frozen=True, slots=True)
class NotificationsRead:
    """Something is no longer unread, or gone, for these people."""

    users: list[int]
