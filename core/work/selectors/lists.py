"""Lists of tasks: filters and order as pages and the API take them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from core.tickets.models_numbers import numbering
from core.tickets.rules import PRIORITY_NAMES
from core.tickets.selectors.cursors import after
from core.tickets.selectors.inbox import BadFilter
from core.work.choices import TaskStatus
from core.work.models import Task
from core.work.selectors.access import binned, visible
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.text import storable

PAGE = 50
WEEK = timedelta(days=7)
BIN = "bin"
STATES = ("open", "finished", "all", BIN)
DUE = ("late", "today", "week", "none")
# What is due never comes last; `due_key` is due_on, or NEVER.
NEVER = date.max
ORDERS: dict[str, tuple[str, ...]] = {
    "due": ("due_key", "-priority", "-number"),
    "priority": ("-priority", "due_key", "-number"),
    "newest": ("-number",),
    "oldest": ("number",),
    "updated": ("-updated_at", "-number"),
    "title": ("title", "-number"),
}
OF_ROWS = ("team", "project", "milestone")  # narrowed by a key
LISTED = (  # the columns of a row
    *("number", "title", "status", "is_finished", "priority", "due_on", "estimate", "comment_count"),
    *("completed_at", "created_at", "updated_at", "deleted_at", "version", "milestone_id", "assignee__name"),
    *("ticket__number", "ticket__subject", "ticket__is_finished", "project__name"),
)
MINE, NOBODY = "me", "none"
NO_PROJECT = 0  # what lies in none


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What a list asks for. Empty values do not narrow. state: open (default), finished, all or bin."""

    state: str = "open"
    status: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    assignee: str = ""  # "me", "none", a user id
    creator: str = ""  # as assignee
    team: int | None = None
    project: int | None = None  # NO_PROJECT ("none"): what lies in none
    milestone: int | None = None
    ticket: int | None = None  # its number
    due: str = ""  # "late", "today", "week" (the next seven days), "none"
    q: str = ""
    order: str = "due"

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> TaskFilters:
        """From query parameters, lists or comma-separated. Raises BadFilter."""
        known = [field.name for field in fields(cls)]
        return cls(**{name: _read(name, values[name]) for name in known if values.get(name)})


def today(zone: ZoneInfo | None = None) -> date:
    """In this zone, or else the organization's."""
    home = zone or ZoneInfo(context.current_tenant().time_zone or "UTC")
    return clock.now().astimezone(home).date()


def listed(actor: Actor, filters: TaskFilters, day: date | None = None) -> QuerySet[Task]:
    """The visible tasks that match, ordered, with what a row shows; the bin's for who may fill it.

    day: what the reader calls today. Raises Refused.
    """
    seen = binned(actor) if filters.state == BIN else visible(actor)
    rows = seen.filter(_conditions(actor, filters, day or today()))
    keyed = rows.annotate(due_key=Coalesce(F("due_on"), Value(NEVER)))
    return with_beside(keyed).order_by(*ORDERS[filters.order])


def with_beside(rows: QuerySet[Task]) -> QuerySet[Task]:
    """With what a row shows of assignee, ticket and project; without long texts."""
    return rows.select_related("assignee", "ticket", "project").only(*LISTED)


def page(rows: QuerySet[Task], order: str, cursor: str = "", size: int = PAGE) -> tuple[list[Task], str]:
    """One page by keyset. Returns rows and the next cursor. Raises BadFilter for a cursor made by hand."""
    names = ORDERS[order]
    if cursor:
        try:
            rows = rows.filter(after(names, _decoded(cursor, len(names))))
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
            raise BadFilter(field="cursor", value=cursor[:40]) from None
    found = list(rows[: size + 1])
    more = len(found) > size
    return found[:size], _encoded(found[size - 1], names) if more else ""


def _conditions(actor: Actor, f: TaskFilters, day: date) -> Q:
    q = Q() if f.state in ("all", BIN) or f.status else Q(is_finished=f.state == "finished")
    if f.status:
        q &= Q(status__in=f.status)
    if f.priority:
        q &= Q(priority__in=[PRIORITY_NAMES[name] for name in f.priority])
    for name in ("assignee", "creator"):
        if who := getattr(f, name):
            q &= Q(**{f"{name}_id": {MINE: actor.id, NOBODY: None}.get(who, who)})
    for name in OF_ROWS:
        if value := getattr(f, name):
            q &= Q(**{name: value})
    if f.project == NO_PROJECT:
        q &= Q(project=None)
    if f.ticket:
        q &= Q(ticket__number=f.ticket)
    return q & _due(f.due, day) & said(f.q)


def _due(due: str, day: date) -> Q:
    if due == "late":
        return Q(due_on__lt=day, is_finished=False)
    if due == "today":
        return Q(due_on=day)
    if due == "week":
        return Q(due_on__gte=day, due_on__lt=day + WEEK)
    return Q(due_on=None) if due == "none" else Q()


def said(text: str) -> Q:
    """Each word stands in the title, or the whole is a number."""
    return matching(**asked_for(text))


def asked_for(text: str) -> dict[str, Any]:
    """The words of it by their place, and the number that it may be: what `matching` takes."""
    words = storable(text).split()[:8]
    values: dict[str, Any] = {f"word{place}": word for place, word in enumerate(words)}
    digits = text.strip().removeprefix("#").rpartition("-")[2]
    if len(words) == 1 and digits.isdecimal() and len(digits) < 10:
        values["number"] = int(digits)
    return values


def matching(**values: Any) -> Q:
    words = [value for name, value in values.items() if name != "number"]
    q = Q(*(Q(title__icontains=word) for word in words))
    return q | Q(number=values["number"]) if "number" in values else q


def _read(name: str, value: Any) -> Any:
    """One parameter in its type. Raises BadFilter when it does not fit."""
    many = value if isinstance(value, list | tuple) else [part for part in str(value).split(",") if part]
    one = str(many[0]) if many else ""
    if name == "q":
        return str(value)[:200]
    try:
        if name == "priority":
            return tuple(key for key in map(str, many) if PRIORITY_NAMES[key])
        if name in (*OF_ROWS, "ticket"):
            is_none = name == "project" and one == NOBODY
            return _ticket(one) if name == "ticket" else NO_PROJECT if is_none else int(one)
    except (ValueError, KeyError):
        raise BadFilter(field=name, value=str(value)[:80]) from None
    if name == "status":
        if set(many) - set(TaskStatus.values):
            raise BadFilter(field=name, value=str(value)[:80])
        return tuple(map(str, many))
    allowed = {"order": ORDERS, "state": STATES, "due": DUE}.get(name, (MINE, NOBODY))
    if one not in allowed and not (name in ("assignee", "creator") and one.isdecimal()):
        raise BadFilter(field=name, value=one[:80])
    return one


def _ticket(text: str) -> int:
    if (number := numbering().read(text)) is None:
        raise ValueError
    return number


def _encoded(row: Task, order: tuple[str, ...]) -> str:
    values = [getattr(row, key.lstrip("-")) for key in order]
    plain = [
        value.isoformat() if isinstance(value, date) else value for value in values
    ]  # a datetime is a date
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decoded(cursor: str, count: int) -> list[Any]:
    values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if len(values) != count or not all(isinstance(one, str | int) for one in values):
        raise ValueError
    return list(values)
