"""What can be done to many tickets at once, and how each of it reads and works at one ticket.

Storeys and rooms above add their own with `offer` (macros). Whatever it is, it goes through the ordinary
services with the rights of who started it, so rules, audit, required fields and permissions hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.accounts import selectors as accounts
from core.desk import kinds
from core.desk import selectors as desk
from core.desk.models import Status, Tag, Team
from core.desk.refusals import NoSuchTeam
from core.tickets.choices import Then
from core.tickets.models import Ticket
from core.tickets.rules import ASSIGN, CHANGE, DELETE, PRIORITY_NAMES
from core.tickets.selectors.access import ticket_for
from core.tickets.services import own_fields, pending
from core.tickets.services.assign import assign
from core.tickets.services.bin import delete, erase_now, restore
from core.tickets.services.bulk import back
from core.tickets.services.change import MergeInstead, UnknownTag
from core.tickets.services.merge import merge
from core.tickets.services.snooze import snooze
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid

MOST_TAGS = 40


class UnknownAct(Invalid):
    """data: field."""

    code = "bulk.unknown"
    sentence = "Many tickets at once cannot be given “{field}”."


class NothingToDo(Invalid):
    code = "bulk.nothing"
    sentence = "Say what is to be done with them."


class OnlyAlone(Invalid):
    """data: field."""

    code = "bulk.only_alone"
    sentence = "“{field}” cannot be done together with anything else."


@dataclass(frozen=True, slots=True)
class Act:
    """needs: permissions. read(value, by): the value as plain JSON, checked before anything starts.

    values(value): what `change` is called with, for all acts at once; or do(ticket, value, by), which may
    return plain JSON that undo(told, by) gets. tags: it may touch them. in_bin: done to what lies there.
    """

    needs: tuple[str, ...]
    read: Callable[[Any, Actor], Any]
    values: Callable[[Any], Mapping[str, Any]] | None = None
    do: Callable[[Ticket, Any, Actor], Any] | None = None
    undo: Callable[[Any, Actor], None] | None = None
    tags: bool = False
    is_alone: bool = False
    in_bin: bool = False


def offer(name: str, act: Act) -> None:
    """Called once, when an app is ready."""
    ACTS[name] = act


def read(what: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """What is to be done, checked and plain. NothingToDo, UnknownAct, OnlyAlone and what the acts say."""
    if not what:
        raise NothingToDo
    if unknown := next((name for name in what if name not in ACTS), None):
        raise UnknownAct(field=str(unknown)[:60])
    if len(what) > 1 and (alone := next((name for name in what if ACTS[name].is_alone), None)):
        raise OnlyAlone(field=alone)
    return {name: ACTS[name].read(value, by) for name, value in what.items()}


def values_of(ticket: Ticket, what: Mapping[str, Any]) -> dict[str, Any]:
    """What `change` is called with for all of it."""
    values: dict[str, Any] = {}
    for name, value in what.items():
        if give := ACTS[name].values:
            values |= give(value)
    if what.keys() & {"add_tags", "remove_tags"}:
        values["tags"] = _tagged(ticket, what.get("add_tags", ()), what.get("remove_tags", ()))
    return dict(sorted(values.items(), key=lambda one: one[0] == "queue"))  # last: a category brings its own


def needs(what: Iterable[str]) -> list[str]:
    """Permissions that doing it takes, each once."""
    return list(dict.fromkeys(need for name in what for need in (*ACTS[name].needs, CHANGE)))


def in_bin(what: Iterable[str]) -> bool:
    """Is it done to tickets that lie in the bin?"""
    return any(ACTS[name].in_bin for name in what)


def _status(value: Any, by: Actor) -> str:
    row = desk.status(str(value))
    if row.category == Status.Category.MERGED:
        raise MergeInstead
    return row.key


def _priority(value: Any, by: Actor) -> str:
    if value not in PRIORITY_NAMES:
        raise Invalid
    return str(value)


def _queue(value: Any, by: Actor) -> int:
    return desk.queue(_number(value)).pk


def _team(value: Any, by: Actor) -> int | None:
    return _team_row(None if value is None else _number(value), strict=True)[0]


def _team_row(pk: int | None, strict: bool = False) -> tuple[int | None, Team | None]:
    row = desk.teams().filter(pk=pk).first() if pk else None
    if pk and row is None and strict:
        raise NoSuchTeam
    return pk, row


def _category(value: Any, by: Actor) -> str | None:
    return None if value is None else desk.category(str(value)).key


def _type(value: Any, by: Actor) -> str | None:
    return None if value is None else kinds.kind(str(value)).key


def _assignee(value: Any, by: Actor) -> int | None:
    """A colleague's id, "me", or None for nobody."""
    if value is None:
        return None
    return by.id if value == "me" else accounts.person(by, _number(value)).pk


def _tags(value: Any, by: Actor) -> list[str]:
    names = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    known = [row.name for row in desk.tags_named(names[:MOST_TAGS])]
    if missing := set(names) - set(known):
        raise UnknownTag(tag=min(missing)[:60])
    return known


def _fields(value: Any, by: Actor) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise NothingToDo
    return {own_fields.key_of(name): one for name, one in own_fields.read(Ticket(), value, by).items()}


def _flag(value: Any, by: Actor) -> bool:
    if not isinstance(value, bool):
        raise Invalid
    return value


def _only_yes(value: Any, by: Actor) -> bool:
    if value is not True:
        raise Invalid
    return True


def _snooze(value: Any, by: Actor) -> dict[str, str]:
    """{"until": moment, "reason": words, "then": as Then}: until when, and what happens."""
    given = value if isinstance(value, Mapping) else {"until": value}
    try:
        until = datetime.fromisoformat(str(given.get("until", "")))
    except ValueError:
        raise pending.BadMoment from None
    if until.tzinfo is None:
        raise pending.BadMoment
    values = {
        "pending_until": until,
        "pending_reason": str(given.get("reason") or ""),
        "pending_then": str(given.get("then") or Then.REOPEN),
    }
    read = pending.read(values)
    return {"until": until.isoformat(), "reason": read["pending_reason"], "then": read["pending_then"]}


def _put_aside(ticket: Ticket, value: Mapping[str, str], by: Actor) -> None:
    until, then = datetime.fromisoformat(value["until"]), value.get("then", Then.REOPEN)
    snooze(ticket, until, by=by, reason=value["reason"], then=then)


def _into(value: Any, by: Actor) -> dict[str, Any]:
    """{"ticket": number, "join": bool}: which ticket they go on in."""
    given = value if isinstance(value, Mapping) else {"ticket": value}
    ticket = ticket_for(by, str(given.get("ticket", "")), CHANGE)
    return {"ticket": ticket.number, "join": given.get("join") is True}


def _number(value: Any) -> int:
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 15:
        raise Invalid
    return int(value)


def _tagged(ticket: Ticket, more: Iterable[str], fewer: Iterable[str]) -> list[Tag]:
    has = set(ticket.tags.values_list("name", flat=True))
    return desk.tags_named(sorted((has | set(more)) - set(fewer)))


def _assign(ticket: Ticket, value: int | None, by: Actor) -> None:
    assign(ticket, accounts.person(by, value) if value else None, by=by)


def _merge(ticket: Ticket, value: Mapping[str, Any], by: Actor) -> Any:
    into = ticket_for(by, value["ticket"], CHANGE)
    return None if into.pk == ticket.pk else merge(ticket, into=into, by=by, join=value["join"]).pk


def _delete(ticket: Ticket, value: bool, by: Actor) -> int:
    return delete(ticket, by=by).pk


def _take_out(ticket: Ticket, value: bool, by: Actor) -> dict[str, int]:
    row = restore(ticket, by=by)
    return {"pk": row.pk, "version": row.version}


def _erase(ticket: Ticket, value: bool, by: Actor) -> None:
    erase_now(ticket, by=by)


ACTS: dict[str, Act] = {
    "status": Act((CHANGE,), _status, lambda v: {"status": desk.status(v)}),
    "priority": Act((CHANGE,), _priority, lambda v: {"priority": int(PRIORITY_NAMES[v])}),
    "category": Act((CHANGE,), _category, lambda v: {"category": desk.category(v) if v else None}),
    "type": Act((CHANGE,), _type, lambda v: {"type": kinds.kind(v) if v else None}),
    "queue": Act((ASSIGN,), _queue, lambda v: {"queue": desk.queue(v)}),
    "team": Act((ASSIGN,), _team, lambda v: {"team": _team_row(v)[1]}),
    "responsible": Act((ASSIGN,), _assignee, lambda v: {"responsible": v and accounts.person(SYSTEM, v)}),
    "is_spam": Act((CHANGE,), _flag, lambda v: {"is_spam": v}),
    "fields": Act((CHANGE,), _fields, lambda v: {"fields": v}),
    "add_tags": Act((CHANGE,), _tags, tags=True),
    "remove_tags": Act((CHANGE,), _tags, tags=True),
    "assignee": Act((ASSIGN,), _assignee, do=_assign),
    "snooze": Act((CHANGE,), _snooze, do=_put_aside),
    "delete": Act((DELETE,), _only_yes, do=_delete, undo=back.out_of_bin, is_alone=True),
    "restore": Act((DELETE,), _only_yes, do=_take_out, undo=back.into_bin, is_alone=True, in_bin=True),
    "erase": Act((DELETE,), _only_yes, do=_erase, is_alone=True, in_bin=True),
    "merge_into": Act((CHANGE,), _into, do=_merge, undo=back.apart, is_alone=True),
}
