"""What became of the mail that carries a message."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape, moment
from core.tickets.models import Message


class Fate(Shape):
    """What became of a reply's mail.

    state: queued | sent | failed | canceled | deferred | delivered | bounced | complained; note: why.
    """

    state: str
    at: str | None
    note: str

    @staticmethod
    def of(message: Message) -> dict[str, Any] | None:
        """None for what no mail carries, and where it was not asked for (selectors.with_letters)."""
        letter = getattr(message, "letter", None)
        if letter is None:
            return None
        if letter.delivery:
            return {"state": letter.delivery, "at": moment(letter.delivery_at), "note": letter.delivery_note}
        return {"state": letter.state, "at": moment(letter.sent_at), "note": letter.last_error}
