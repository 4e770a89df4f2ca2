"""Telling people of something: whom it concerns, where each wants to hear of it, and all rows at once.

Called by listeners, so each fact is told once: rows and receipt stand in one transaction. Never told: who did
it, whoever may not see tickets (of that queue), and anything about spam.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core.notifications import book, tally
from core.notifications.about import About
from core.notifications.book import Person
from core.notifications.events import NotificationsMade, NotificationsRead
from core.notifications.models import Notification
from core.notifications.rules import (
    APP,
    KINDS,
    LEAD,
    MAIL,
    MAIL_ALARM,
    MAIL_WAIT,
    MENTIONED,
    MINE,
    PUSH,
    PUSH_ALARM,
    PUSH_NET,
    PUSH_WAIT,
    RESPONSIBLE,
)  # fmt: skip
from core.notifications.services.channels import tell_channels
from tenants.alarms.bell import ensure_alarm
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import parse_ref
from tenants.tasks import wake

PERSONAL = frozenset({MINE, RESPONSIBLE, LEAD, MENTIONED})  # what a substitute stands in for


@dataclass(frozen=True, slots=True)
class Told:
    """One who is told, and where. for_whom: who is away, and has this person as substitute."""

    person: Person
    channels: frozenset[str]
    for_whom: str = ""

    def is_pushed(self) -> bool:
        return PUSH in self.channels and bool(self.person.wants.browsers)


def tell(
    kind: str,
    of: About,
    *,
    by: str = "",
    only: Iterable[str] = (),
    mentioned: Iterable[int] = (),
    but: Collection[int] = (),
    detail: str = "",
    who: str = "",
) -> list[int]:
    """Tell everybody whom it concerns. Returns whom.

    by: ref of who did it. only: reasons to look at (rules.EVENTS); empty: all. but: who has heard of it by
    another kind. who: instead of the message's author.
    """
    if of.is_hidden:
        return []
    tell_channels(kind, of, who or of.who, detail)
    concerned = _concerned(kind, of, by, frozenset(only), frozenset(mentioned))
    concerned = [row for row in concerned if row.person.id not in but]
    return keep(kind, concerned, of, who or of.who, detail)


@transaction.atomic
def tell_owners(kind: str, who: str) -> list[int]:
    """Something about the organization itself. who: the address or server it is about."""
    owners = (one for one in book.people().values() if one.is_owner)
    rows = [Told(one, one.channels(KINDS[kind], MINE, None)) for one in owners]
    return keep(kind, [row for row in rows if APP in row.channels], None, who, "")


@transaction.atomic
def tell_one(kind: str, user_id: int, who: str) -> list[int]:
    """Something about a colleague's own work. who: what it is about, in a word."""
    person = book.people().get(user_id)
    row = Told(person, person.channels(KINDS[kind], MINE, None)) if person else None
    return keep(kind, [row], None, who, "") if row and APP in row.channels else []


@transaction.atomic
def withdraw(ticket_id: int, *kinds: str) -> None:
    """Nothing of this ticket is news any more: it is spam, or (kinds) somebody took it."""
    rows = Notification.objects.filter(ticket=ticket_id, read_at=None)
    _withdraw(rows.filter(kind__in=kinds) if kinds else rows)


@transaction.atomic
def withdraw_task(task_id: int) -> None:
    """Nothing of this task is news any more: it lies in the bin."""
    _withdraw(Notification.objects.filter(task=task_id, read_at=None))


def _withdraw(rows: QuerySet[Notification]) -> None:
    users = list(rows.values_list("user_id", flat=True))
    if users:
        rows.delete()
        tally.changed(users)
        publish(NotificationsRead(sorted(set(users))))


@transaction.atomic
def forget_message(message_id: int) -> None:
    """It was deleted: nobody is sent there any more, and its first words stand in no list."""
    rows = Notification.objects.filter(message_id=message_id, kind__in=("note", "mention"))
    users = list(rows.filter(read_at=None).values_list("user_id", flat=True))
    rows.delete()
    if users:
        tally.changed(users)
        publish(NotificationsRead(sorted(set(users))))


def _concerned(kind: str, of: About, by: str, only: frozenset[str], mentioned: frozenset[int]) -> list[Told]:
    """Who hears of it, and where; in the order of their ids, so that two facts never wait for each other."""
    kind_of, doer = parse_ref(by) if by else ("", None)
    found: dict[int, Told] = {}
    for person in book.people().values():
        if (kind_of, doer) == ("user", person.id) or (of.is_private and person.id not in mentioned):
            continue
        if not person.may_read(of):
            continue
        scopes = [one for one in person.scopes(of, mentioned) if not only or one in only]
        wanted = (person.channels(KINDS[kind], one, of.queue) for one in scopes)
        channels = frozenset[str]().union(*wanted)
        if APP in channels:
            found[person.id] = Told(person, channels)
            if not of.is_private and PERSONAL.intersection(scopes):
                _copy(found, of, person, channels, doer if kind_of == "user" else None)
    return [found[pk] for pk in sorted(found)]


def _copy(
    found: dict[int, Told], of: About, person: Person, channels: frozenset[str], doer: int | None
) -> None:
    """To the substitute of who is away, unless they hear of it anyway, or did it."""
    deputy = book.people().get(person.substitute(clock.now()) or 0)
    if deputy and deputy.id != doer and deputy.id not in found and deputy.may_read(of):
        found[deputy.id] = Told(deputy, channels, person.name)


def keep(
    kind: str,
    rows: list[Told],
    of: About | None,
    who: str,
    detail: str,
    *,
    task: int | None = None,
    text: str = "",
) -> list[int]:
    """One row for each; an unread one of this ticket and kind is renewed. task, text: where it is one."""
    if not rows:
        return []
    now = clock.now()
    ticket, text, message = (of.ticket, of.text, of.message) if of else (None, text, None)
    values: list[Any] = []
    for row in rows:
        mail_at = now + MAIL_WAIT if MAIL in row.channels else None
        push_at = now + PUSH_WAIT if row.is_pushed() else None
        values += [row.person.id, kind, ticket, who[:254], text, detail, message, now, row.for_whom]
        values += [mail_at, push_at, task]
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(rows)), values)
        ids = dict(cursor.fetchall())
    for row in rows:
        if MAIL in row.channels:
            ensure_alarm(MAIL_ALARM, row.person.id, now + MAIL_WAIT)
        if row.is_pushed():
            ensure_alarm(PUSH_ALARM, row.person.id, now + PUSH_NET)
            wake("notifications.push", row.person.id, countdown=PUSH_WAIT.total_seconds())
    tally.changed(ids)
    publish(NotificationsMade(ids))
    return list(ids)


@cache
def _statement(number: int) -> str:
    """An unread row that waits to be mailed is not put off by later news; a mailed one is mailed anew."""
    row = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1)"
    return f"""
        INSERT INTO {hot.name_of(Notification)} AS n
               (user_id, kind, ticket_id, who, text, detail, message_id, created_at, for_whom, mail_at,
                push_at, task_id, times)
        VALUES {", ".join([row] * number)}
        ON CONFLICT (ticket_id, user_id, kind) WHERE read_at IS NULL DO UPDATE
           SET who = EXCLUDED.who, text = EXCLUDED.text, detail = EXCLUDED.detail,
               message_id = EXCLUDED.message_id, times = n.times + 1, created_at = EXCLUDED.created_at,
               for_whom = EXCLUDED.for_whom, mailed_at = NULL,
               mail_at = CASE WHEN n.mailed_at IS NULL THEN LEAST(n.mail_at, EXCLUDED.mail_at)
                              ELSE EXCLUDED.mail_at END,
               push_at = EXCLUDED.push_at
        RETURNING user_id, id
    """  # noqa: S608 - our own names
