"""Second thoughts about a change: how a ticket stood before and after it, and putting that back.

Only what still is as the change left it goes back; what somebody changed since is their word and stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core.accounts import selectors as accounts
from core.desk import kinds
from core.desk import selectors as desk
from core.desk.models import Team
from core.tickets.events import TicketDecided
from core.tickets.models import Ticket
from core.tickets.services import own_fields, pending
from core.tickets.services.assign import assign
from core.tickets.services.change import DECIDING, plain_of, put_back
from core.tickets.services.rows import locked
from tenants.events.bus import publish
from tenants.kernel.actor import SYSTEM, Actor

COLUMNS = (
    "status", "pending_until", "pending_reason", "pending_then", "is_suspect", "priority", "category",
    "queue", "team", "assignee", "subject", "sentiment", "urgency", "language", "is_escalated",
    "escalation_reason", "type",
    "responsible", "estimated_minutes",
)  # fmt: skip
TIMES = ("resolved_at", "closed_at")
Values = dict[str, Any]


def stand(ticket: Ticket, *, tags: bool = True) -> Values:
    """How the ticket stands, as plain JSON. tags False: they are not asked for, and cost no query."""
    values = {name: plain_of(ticket, name) for name in (*COLUMNS, *(("tags",) if tags else ()))}
    times = {name: at.isoformat() if (at := getattr(ticket, name)) else None for name in TIMES}
    values |= own_fields.named(ticket.fields)
    return {"values": values, "chosen": dict(ticket.chosen), "times": times}


def difference(before: Values, after: Values) -> Values | None:
    """What `give_back` goes by: {"before", "after", "chosen", "times"}; None where nothing changed.

    before, after: as `stand` tells.
    """
    was, now = before["values"], after["values"]
    names = [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)]
    if not names:
        return None
    return {
        "before": {name: was.get(name) for name in names},
        "after": {name: now.get(name) for name in names},
        "chosen": _marks(before["chosen"], after["chosen"]),
        "times": before["times"] if "status" in names else {},
    }


@transaction.atomic
def give_back(ticket: Ticket, told: Values, *, by: Actor) -> list[str]:
    """Put back what is as the change left it. Returns the names of what somebody changed since.

    told: as `difference` tells. Raises TicketIsMerged, CannotTake, and what is said of rows that are gone.
    """
    ticket = locked(ticket.pk)
    before, after = told["before"], told["after"]
    now = stand(ticket, tags="tags" in after)["values"]
    ours = [name for name in _in_order(after) if name == "tags" or now.get(name) == after[name]]
    if "status" in after and "status" not in ours:  # what it waits for belongs to a status
        ours = [name for name in ours if not name.startswith("pending_")]
    values = {name: _row(name, before[name]) for name in ours if name not in ("assignee", "tags")}
    if "tags" in ours and (tags := _without(now["tags"], before["tags"], after["tags"])) != now["tags"]:
        values["tags"] = desk.tags_named(tags)

    if values:
        marks = {name: ref for name, ref in told["chosen"].items() if name in values or name == "is_spam"}
        times = told["times"] if "status" in values else {}
        pending.watch(put_back(ticket, by=by, chosen=marks, times=_moments(times), **values))
    if "assignee" in ours:  # in the queue it lies in again
        assign(ticket, _colleague(before["assignee"]), by=by)
    decided = sorted(name for name in values if name in DECIDING or own_fields.is_own(name))
    if decided and by.kind == "user":  # advice heard of the change: its last word is this one
        publish(TicketDecided(ticket.pk, by.ref, decided))
    return [name for name in after if name not in ours]


def _in_order(names: Iterable[str]) -> list[str]:
    """A category brings its queue along and a status ends what was pending, so they come first; JSON keeps
    no order.
    """
    return sorted(names, key=lambda name: COLUMNS.index(name) if name in COLUMNS else len(COLUMNS))


def _marks(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str | None]:
    """{field: whose word it was} of those whose mark has changed."""
    names = {*before, *after}
    return {name: before.get(name) for name in sorted(names) if before.get(name) != after.get(name)}


def _without(now: Iterable[str], before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The tags there are now, without those the change brought and with those it took."""
    brought, took = set(after) - set(before), set(before) - set(after)
    return sorted((set(now) - brought) | took)


def _moments(times: Mapping[str, str | None]) -> dict[str, datetime | None]:
    return {name: datetime.fromisoformat(at) if at else None for name, at in times.items()}


def _row(name: str, value: Any) -> Any:
    find: dict[str, Callable[[Any], Any]] = {
        "status": desk.status,
        "category": desk.category,
        "type": kinds.kind,
        "queue": desk.queue,
        "team": lambda pk: Team.objects.filter(pk=pk).first(),
        "pending_until": datetime.fromisoformat,
        "responsible": _colleague,
    }
    return find[name](value) if name in find and value is not None else value


def _colleague(pk: int | None) -> Any:
    return accounts.person(SYSTEM, pk) if pk else None
