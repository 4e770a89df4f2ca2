"""Telling people of something: whom it concerns, where each wants to hear of it, and all rows at once.

Called by listeners, so each fact is told once: rows and receipt stand in one transaction. Never told: who did
it, whoever may not see tickets, and anything about spam.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.db import connection, transaction

from core.notifications import book, tally
from core.notifications.about import About
from core.notifications.book import Person
from core.notifications.events import NotificationsMade, NotificationsRead
from core.notifications.models import Notification
from core.notifications.rules import APP, KINDS, MINE
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import parse_ref

Row = tuple[Person, frozenset[str]]


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
    concerned = _concerned(kind, of, by, frozenset(only), frozenset(mentioned))
    concerned = [row for row in concerned if row[0].id not in but]
    return _keep(kind, concerned, of, who or of.who, detail)


@transaction.atomic
def tell_owners(kind: str, who: str) -> list[int]:
    """Something about the organization itself. who: the address or server it is about."""
    rows = [(one, one.channels(KINDS[kind], MINE, None)) for one in book.people().values() if one.is_owner]
    return _keep(kind, [row for row in rows if APP in row[1]], None, who, "")


@transaction.atomic
def withdraw(ticket_id: int, *kinds: str) -> None:
    """Nothing of this ticket is news any more: it is spam, or (kinds) somebody took it."""
    rows = Notification.objects.filter(ticket=ticket_id, read_at=None)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    users = list(rows.values_list("user_id", flat=True))
    if users:
        rows.delete()
        tally.changed(users)
        publish(NotificationsRead(sorted(set(users))))


def _concerned(kind: str, of: About, by: str, only: frozenset[str], mentioned: frozenset[int]) -> list[Row]:
    """Who hears of it, and where; in the order of their ids, so that two facts never wait for each other."""
    doer, event = parse_ref(by) if by else ("", None), KINDS[kind]
    found = []
    for person in book.people().values():
        if doer == ("user", person.id) or (of.is_private and person.id not in mentioned):
            continue
        reasons = (one for one in person.scopes(of, mentioned) if not only or one in only)
        channels = frozenset().union(*(person.channels(event, one, of.queue) for one in reasons))
        if APP in channels:
            found.append((person, channels))
    return sorted(found, key=lambda row: row[0].id)


def _keep(kind: str, rows: list[Row], of: About | None, who: str, detail: str) -> list[int]:
    """One row for each; an unread one of this ticket and kind is renewed."""
    if not rows:
        return []
    now = clock.now()
    ticket, text, message = (of.ticket, of.text, of.message) if of else (None, "", None)
    values: list[Any] = []
    for person, _channels in rows:
        values += [person.id, kind, ticket, who[:254], text, detail, message, now]
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(rows)), values)
        ids = dict(cursor.fetchall())
    tally.changed(ids)
    publish(NotificationsMade(ids))
    return list(ids)


@cache
def _statement(number: int) -> str:
    row = "(%s, %s, %s, %s, %s, %s, %s, 1, %s)"
    return f"""
        INSERT INTO {hot.name_of(Notification)} AS n
               (user_id, kind, ticket_id, who, text, detail, message_id, times, created_at)
        VALUES {", ".join([row] * number)}
        ON CONFLICT (ticket_id, user_id, kind) WHERE read_at IS NULL DO UPDATE
           SET who = EXCLUDED.who, text = EXCLUDED.text, detail = EXCLUDED.detail,
               message_id = EXCLUDED.message_id, times = n.times + 1, created_at = EXCLUDED.created_at
        RETURNING user_id, id
    """  # noqa: S608 - our own names
