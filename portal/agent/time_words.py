"""Time on tickets and tasks as plain contexts: the timer in the head of every page, entries, sums."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.work import selectors as work
from core.work.selectors import time as reading
from core.work.timing import FIRST_DAY, LAST_DAY, SHUT, TRACK
from portal.agent import paths
from portal.ui.jinja import url
from tenants.kernel import clock, minutes
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.work.models_time import TimeEntry
    from core.work.time_book import Running

Context = dict[str, Any]
_LENGTH = re.compile(r"\s*(\d+\s+m(?:in)?\b|\S+(?:\s+\d+\s*m(?:in)?\b)?)\s*(.*)", re.DOTALL | re.IGNORECASE)


def timer(actor: Actor) -> Context | None:
    """For the head of every page: costs no query. None for those who track no time."""
    if not actor.may(TRACK):
        return None
    row = reading.running_of(actor.id)
    if row is None:
        return {"is_running": False}
    told = running(row)
    return told if reading.is_open(actor, row) else told | {"title": str(SHUT[row.kind]), "url": ""}


def running(row: Running) -> Context:
    asks_at = reading.asks_at(row)
    return {
        "is_running": True,
        "id": row.entry,
        "who": row.name,
        "person": row.person,
        "on": row.on,
        "title": row.title,
        "url": url_of(row.kind, row.number),
        "started_at": row.started_at,
        "length": minutes.hours(length(row.started_at)),
        "asks": clock.now() > asks_at,
        "asked_at": asks_at,
        "until_asked": minutes.hours(max(1, int((asks_at - row.started_at).total_seconds() // 60))),
    }


def cold(actor: Actor, kind: str, number: int) -> Context | None:
    """`time` of _time_on.html before it is loaded: a page that nobody looks at so far down pays nothing."""
    if not actor.may(TRACK):
        return None
    here = url("agent:time_on", kind, number)
    return {"is_cold": True, "kind": kind, "number": number, "here": here}


def length(since: datetime) -> int:
    return max(0, int((clock.now() - since).total_seconds() // 60))


def entry(row: TimeEntry, actor: Actor) -> Context:
    """One line of time. url: of what it was spent on; "" where its person may not read that any more."""
    thing = row.ticket or row.task
    kind = "ticket" if row.ticket_id else "task"
    is_open = thing is not None and work.reads(actor, thing)
    return {
        "id": row.pk,
        "who": row.person.name,
        "is_mine": row.person_id == actor.id,
        "on": thing.label if thing else "",
        "title": _titled(thing) if is_open else str(SHUT[kind]),
        "url": url_of(kind, thing.number) if thing and is_open else "",
        "at": row.started_at,
        "is_running": row.is_running,
        "length": minutes.hours(length(row.started_at) if row.is_running else row.minutes),
        "after_hours": minutes.hours(row.after_hours) if row.after_hours else "",
        "billable": row.billable,
        "activity": activity(row.activity),
        "note": row.note,
        "edit_url": url("agent:time_entry", row.pk),
    }


def _titled(thing: Any) -> str:
    return getattr(thing, "subject", "") or getattr(thing, "title", "")


def activity(key: str) -> str:
    """Its name; the key of one that is out of use."""
    return next((_(one["label"]) for one in reading.activities() if one["key"] == key), key)


def activities() -> list[tuple[str, str]]:
    return [(one["key"], _(one["label"])) for one in reading.activities()]


def url_of(kind: str, number: int) -> str:
    return paths.ticket(number) if kind == "ticket" else f"/desk/tasks/{number}/"


def typed(text: str) -> tuple[int | None, str]:
    """ "25m call with Mara" -> (25, "call with Mara"). None: it does not begin with a length of time."""
    found = _LENGTH.fullmatch(text[:600])
    if found is None:
        return None, text
    first, rest = found[1], found[2]
    if (whole := minutes.read(first)) is not None:
        return whole, rest.strip()
    head, _space, tail = first.partition(" ")
    whole = minutes.read(head)
    return (None, text) if whole is None else (whole, f"{tail} {rest}".strip())


def monday(text: str, today: date) -> date:
    """The week somebody asks for by one of its days; this week where that is no day."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else today
    except ValueError:
        day = today
    day = min(max(day, FIRST_DAY), LAST_DAY)
    return date.fromordinal(day.toordinal() - day.weekday())
