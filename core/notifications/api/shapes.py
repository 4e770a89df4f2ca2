"""What the API shows of a notification."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape, moment
from core.notifications import words
from core.notifications.models import Notification


class NotificationOut(Shape):
    """kind: assigned, mention, new, reply, aside, note, warning, breach, back, bounced, source, relay.

    title: the sentence, in your language. text: first words of what was said. ticket: its number.
    link: path of the page. times: how often it happened since it was read last.
    """

    id: int
    kind: str
    title: str
    text: str
    who: str
    ticket: int | None
    link: str
    times: int
    created_at: str
    read_at: str | None

    @staticmethod
    def dump(row: Notification) -> dict[str, Any]:
        return {
            "id": row.pk,
            "kind": row.kind,
            "title": words.title(row),
            "text": row.text,
            "who": row.who,
            "ticket": row.ticket.number if row.ticket else None,
            "link": words.link(row),
            "times": row.times,
            "created_at": moment(row.created_at),
            "read_at": moment(row.read_at),
        }


class UnreadOut(Shape):
    """How many notifications wait to be read."""

    unread: int

    @staticmethod
    def dump(number: int) -> dict[str, Any]:
        return {"unread": number}


class ReadOut(Shape):
    """How many there were."""

    count: int

    @staticmethod
    def dump(number: int) -> dict[str, Any]:
        return {"count": number}
