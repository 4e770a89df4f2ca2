"""Actions that give a ticket values: all of them are one change, with one audit line and one event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts import selectors as accounts
from core.automation.actions import values
from core.automation.actions.registry import Action, Ask, Part, Values, register, register_source
from core.desk import selectors as desk
from core.desk.fields.values import BadValue, clean
from core.desk.models import Field, Priority, Status
from core.tickets import selectors, services
from core.tickets.choices import Then
from core.tickets.conditions.fields import OWN
from core.tickets.models import Ticket
from core.tickets.rules import ASSIGN, CHANGE, PRIORITY_NAMES
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import NotFound
from tenants.kernel.text import one_line


class NoSuchTeam(NotFound):
    code = "team.unknown"
    sentence = "There is no such team any more."


UNREACHED = (Status.Category.MERGED,)  # merging says where a ticket goes on; no action can
LAST_REPLY, NOBODY, ME = "last_reply", "nobody", "me"
WORDS = {
    NOBODY: _("Nobody"),
    LAST_REPLY: _("Whoever wrote the last reply"),
    ME: _("Whoever does it"),
}


def statuses() -> list[tuple[str, Any]]:
    rows = (row for row in desk.statuses(hidden=True) if row.category not in UNREACHED)
    return [(row.key, row.label) for row in rows]


def priorities() -> list[tuple[str, Any]]:
    return [(rank.name.lower(), rank.label) for rank in Priority]


def queues() -> list[tuple[str, Any]]:
    return [(str(row.pk), row.name) for row in desk.queues()]


def teams() -> list[tuple[str, Any]]:
    return [(str(row.pk), row.name) for row in desk.teams()]


def categories() -> list[tuple[str, Any]]:
    return [(row.key, row.name) for row in desk.categories()]


def tags() -> list[tuple[str, Any]]:
    return [(name, name) for name in desk.tag_names()]


def people() -> list[tuple[str, Any]]:
    """Words first, then colleagues who work here."""
    rows = accounts.people(SYSTEM).filter(is_active=True)
    return [*WORDS.items(), *((str(row.pk), row.name) for row in rows)]


def answerers() -> list[tuple[str, Any]]:
    return [one for one in people() if one[0] != LAST_REPLY]


def _keys(options: Any) -> Any:
    return lambda: {key for key, _label in options()}


def _status(ticket: Ticket, key: str, so_far: Values) -> Values:
    return {"status": desk.status(key)}


def _priority(ticket: Ticket, name: str, so_far: Values) -> Values:
    return {"priority": int(PRIORITY_NAMES[name])}


def _queue(ticket: Ticket, pk: str, so_far: Values) -> Values:
    return {"queue": desk.queue(int(pk))}


def _team(ticket: Ticket, pk: str, so_far: Values) -> Values:
    if pk and (found := desk.teams().filter(pk=int(pk)).first()) is None:
        raise NoSuchTeam
    return {"team": found if pk else None}


def _category(ticket: Ticket, key: str, so_far: Values) -> Values:
    return {"category": desk.category(key) if key else None}


def _due(ticket: Ticket, kept: str, so_far: Values) -> Values:
    return {"due_at": values.moment(kept)}


def _escalate(ticket: Ticket, reason: str, so_far: Values) -> Values:
    return {"is_escalated": bool(reason), "escalation_reason": one_line(reason, 200)}


def _add_tags(ticket: Ticket, names: tuple[str, ...], so_far: Values) -> Values:
    return {"tags": _unique([*_tags(ticket, so_far), *desk.tags_named(names)])}


def _remove_tags(ticket: Ticket, names: tuple[str, ...], so_far: Values) -> Values:
    return {"tags": [tag for tag in _tags(ticket, so_far) if tag.name not in names]}


def _set_tags(ticket: Ticket, names: tuple[str, ...], so_far: Values) -> Values:
    return {"tags": desk.tags_named(names)}


def _tags(ticket: Ticket, so_far: Values) -> list[Any]:
    return list(so_far["tags"]) if "tags" in so_far else list(ticket.tags.all())


def _unique(rows: Iterable[Any]) -> list[Any]:
    return list({row.pk: row for row in rows}.values())


def _assign(ticket: Ticket, word: str, by: Actor, overwrite: bool) -> str | None:
    """A rule takes a ticket from nobody, unless it says so or is to leave it to nobody."""
    to = None if word == NOBODY else _person(ticket, word, by)
    if word in (LAST_REPLY, ME) and to is None:
        return "kept"  # nobody has answered yet, or no person does it
    if by.kind == "rule" and to and ticket.assignee_id and not overwrite:
        return "kept"
    services.assign(ticket, to, by=by)
    return None


def _answer(ticket: Ticket, word: str, by: Actor, overwrite: bool) -> str | None:
    """Who answers for it: as with who holds it, a rule takes it from nobody unless it says so."""
    to = None if word == NOBODY else _person(ticket, word, by)
    if word == ME and to is None:
        return "kept"
    if by.kind == "rule" and to and ticket.responsible_id and not overwrite:
        return "kept"
    services.change(ticket, by=by, responsible=to)
    return None


def _snooze(ticket: Ticket, kept: str, by: Actor, overwrite: bool) -> None:
    _put_aside(ticket, kept, by, Then.REOPEN)


def _close_then(ticket: Ticket, kept: str, by: Actor, overwrite: bool) -> None:
    _put_aside(ticket, kept, by, Then.CLOSE)


def _remind(ticket: Ticket, kept: str, by: Actor, overwrite: bool) -> None:
    _put_aside(ticket, kept, by, Then.REMIND)


def _put_aside(ticket: Ticket, kept: str, by: Actor, then: Then) -> None:
    """Put aside until then; a person's list of actions is reason enough for being on hold."""
    reason = gettext("Put aside by a list of actions") if by.is_person else ""
    until = values.moment(kept)
    assert until
    services.snooze(ticket, until, by=by, reason=ticket.pending_reason or reason, then=then)


def _a_time(raw: Any) -> str:
    if not (kept := values.time(raw)):
        raise ValueError(gettext("say until when, such as 4h, 3d or 2026-01-31."))
    return kept


def _person(ticket: Ticket, word: str, by: Actor) -> Any:
    if word == LAST_REPLY:
        return selectors.last_replier(ticket)
    pk = by.id if word == ME and by.kind == "user" else int(word) if word.isdecimal() else None
    return accounts.person(SYSTEM, pk) if pk else None


def own_actions() -> Iterable[Action]:
    """One for each field that the organization added: `field.<key>`, as conditions call it."""
    return (_own(field) for field in desk.fields())


def _own(field: Field) -> Action:
    kind = Field.Kind(field.kind)

    def check(raw: Any) -> Any:
        if kind is Field.Kind.DATE and values.is_span(raw):
            return values.time(raw)  # from the day on which it is done
        try:
            return clean(field, raw)
        except BadValue as bad:
            raise ValueError(bad.sentence) from None

    def write(ticket: Ticket, value: Any, so_far: Values) -> Values:
        day = values.day(value) if kind is Field.Kind.DATE and values.is_span(value) else value
        return {"fields": {field.key: day}}

    ask = {
        Field.Kind.CHOICE: Ask.CHOICE,
        Field.Kind.TREE: Ask.CHOICE,
        Field.Kind.PERSON: Ask.CHOICE,
        Field.Kind.MULTI: Ask.CHOICES,
        Field.Kind.CHECKBOX: Ask.FLAG,
        Field.Kind.DATE: Ask.TIME,
    }.get(kind, Ask.TEXT)

    def options() -> Iterable[tuple[str, Any]]:
        if kind is Field.Kind.PERSON:
            return [(key, name) for key, name in people() if key not in WORDS]
        return [(one["key"], one["label"]) for one in field.options]

    return Action(
        f"{OWN}{field.key}", field.label, CHANGE, ask, check, values=write, options=options,
        chosen=f"fields.{field.key}", can_overwrite=True,
    )  # fmt: skip


register(Action("status", _("Set the status"), CHANGE, Ask.CHOICE, values.one_of(_keys(statuses)),
                values=_status, options=statuses))  # fmt: skip
register(Action("priority", _("Set the priority"), CHANGE, Ask.CHOICE, values.one_of(_keys(priorities)),
                values=_priority, options=priorities, chosen="priority", can_overwrite=True))  # fmt: skip
register(Action("category", _("Set the category"), CHANGE, Ask.CHOICE,
                values.one_of(_keys(categories), or_none=True), values=_category, options=categories,
                chosen="category", can_overwrite=True))  # fmt: skip
register(Action("queue", _("Move to the queue"), ASSIGN, Ask.CHOICE, values.one_of(_keys(queues)),
                values=_queue, options=queues, chosen="queue", can_overwrite=True))  # fmt: skip
register(Action("team", _("Give to the team"), ASSIGN, Ask.CHOICE, values.one_of(_keys(teams), or_none=True),
                values=_team, options=teams))  # fmt: skip
register(Action("assignee", _("Assign to"), ASSIGN, Ask.CHOICE, values.one_of(_keys(people)),
                part=Part.HANDS, act=_assign, options=people, can_overwrite=True))  # fmt: skip
register(Action("responsible", _("Make responsible"), ASSIGN, Ask.CHOICE, values.one_of(_keys(answerers)),
                part=Part.HANDS, act=_answer, options=answerers, can_overwrite=True))  # fmt: skip
register(Action("tags_add", _("Add tags"), CHANGE, Ask.CHOICES, values.some_of(_keys(tags)),
                values=_add_tags, options=tags))  # fmt: skip
register(Action("tags_remove", _("Remove tags"), CHANGE, Ask.CHOICES, values.some_of(_keys(tags)),
                values=_remove_tags, options=tags))  # fmt: skip
register(Action("tags_set", _("Set exactly these tags"), CHANGE, Ask.CHOICES,
                values.some_of(_keys(tags), or_none=True), values=_set_tags, options=tags,
                chosen="tags", can_overwrite=True))  # fmt: skip
register(Action("due", _("Set when it is due"), CHANGE, Ask.TIME, values.time, values=_due))
register(Action("snooze", _("Put aside for"), CHANGE, Ask.TIME, _a_time, part=Part.HANDS, act=_snooze))
register(Action("close_then", _("Close unless the customer writes within"), CHANGE, Ask.TIME, _a_time,
                part=Part.HANDS, act=_close_then))  # fmt: skip
register(Action("remind", _("Put aside, and remind whoever holds it after"), CHANGE, Ask.TIME, _a_time,
                part=Part.HANDS, act=_remind))  # fmt: skip
register(Action("escalate", _("Advise a senior pair of eyes, because"), CHANGE, Ask.TEXT, values.plain,
                values=_escalate, chosen="is_escalated", can_overwrite=True))  # fmt: skip
register_source(own_actions)
