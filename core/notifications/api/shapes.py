"""What the API shows of a notification."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape, moment
from core.notifications import words
from core.notifications.models import Notification, Preference
from core.notifications.rules import usual_with


class NotificationOut(Shape):
    """kind: assigned, mention, new, reply, aside, note, warning, breach, back, bounced, task, task_due,
    task_late, task_mention, source, relay.

    title: the sentence, in your language. text: first words of what was said. ticket, task: its number.
    link: path of the page. times: how often it happened since it was read last.
    """

    id: int
    kind: str
    title: str
    text: str
    who: str
    ticket: int | None
    task: int | None
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
            "task": row.task.number if row.task else None,
            "link": words.link(row),
            "times": row.times,
            "created_at": moment(row.created_at),
            "read_at": moment(row.read_at),
        }


class NotificationPreferencesOut(Shape):
    """cells: {"reply:team": ["app"]}, every one there is. queues: {queue: cells} where they differ.

    quiet_from, quiet_until: in your own time zone; null: never quiet.
    """

    cells: dict
    queues: dict
    digest: bool
    quiet_from: str | None
    quiet_until: str | None
    quiet_mail: bool
    snoozed_until: str | None
    away_from: str | None
    away_until: str | None
    substitute: int | None
    version: int

    @staticmethod
    def dump(row: Preference) -> dict[str, Any]:
        return {
            "cells": {cell: sorted(channels) for cell, channels in sorted(usual_with(row.cells).items())},
            "queues": row.queues,
            "digest": row.digest,
            "quiet_from": row.quiet_from.isoformat("minutes") if row.quiet_from else None,
            "quiet_until": row.quiet_until.isoformat("minutes") if row.quiet_until else None,
            "quiet_mail": row.quiet_mail,
            "snoozed_until": moment(row.snoozed_until),
            "away_from": row.away_from.isoformat() if row.away_from else None,
            "away_until": row.away_until.isoformat() if row.away_until else None,
            "substitute": row.substitute_id,
            "version": row.version,
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
