"""The arrangement of the desk, remembered in this process: no query per ticket, list or triage run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from core.desk.hours import Hours
from core.desk.models import Calendar, Category, Field, MailText, Queue, Status, Tag, Team, TicketType
from tenants.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Page:
    """Everything of one tenant, in the order people gave it. Ten queries fill it."""

    statuses: tuple[Status, ...]
    queues: tuple[Queue, ...]
    categories: tuple[Category, ...]
    in_use: tuple[Category, ...]  # the categories that are active
    tags: tuple[Tag, ...]
    mail_texts: dict[tuple[str, str], MailText]
    calendars: tuple[Calendar, ...]
    fields: tuple[Field, ...]
    types: tuple[TicketType, ...]
    hours: dict[int, Hours]  # of each calendar, by its id
    members: frozenset[tuple[int, int]]  # (team, colleague)
    by_id: dict[type[Model], dict[int, Any]]  # the first three and types: lists ask for each row


def _read() -> Page:
    texts = MailText.objects.all()
    calendars = tuple(Calendar.objects.prefetch_related("holidays"))
    statuses, types = tuple(Status.objects.all()), tuple(TicketType.objects.all())
    queues = tuple(Queue.objects.select_related("team"))
    categories = tuple(Category.objects.select_related("parent", "queue"))
    return Page(
        statuses=statuses,
        queues=queues,
        categories=categories,
        in_use=tuple(row for row in categories if row.is_active),
        tags=tuple(Tag.objects.all()),
        mail_texts={(text.key, text.language): text for text in texts},
        calendars=calendars,
        fields=tuple(Field.objects.all()),
        types=types,
        hours={row.pk: _hours(row) for row in calendars},
        members=frozenset(Team.members.through._default_manager.values_list("team_id", "user_id")),
        by_id={
            Status: {row.pk: row for row in statuses},
            Queue: {row.pk: row for row in queues},
            Category: {row.pk: row for row in categories},
            TicketType: {row.pk: row for row in types},
        },
    )


def _hours(row: Calendar) -> Hours:
    holidays = list(row.holidays.all())
    return Hours(
        zone=ZoneInfo(row.time_zone),
        week=tuple(tuple((start, end) for start, end in day) for day in row.week),
        closed=frozenset(one.date for one in holidays if not one.is_yearly),
        closed_yearly=frozenset((one.date.month, one.date.day) for one in holidays if one.is_yearly),
    )


page = Remembered("desk:version", _read)
