"""Who follows a ticket, as the API shows it."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape


class WatcherOut(Shape):
    """A colleague who follows a ticket."""

    id: int
    name: str

    @staticmethod
    def dump(user: Any) -> dict[str, Any]:
        return {"id": user.pk, "name": user.name}
