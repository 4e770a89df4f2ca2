"""Doing a list of actions to one ticket: all of them, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.automation.actions.reading import Step, check_allowed
from core.automation.actions.registry import Part, Values
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.selectors import in_queue
from tenants.kernel.actor import Actor, parse_ref
from tenants.kernel.errors import NotFound

PEOPLE = ("user", "contact", "operator")


class NoSuchTicket(NotFound):
    code = "ticket.gone"
    sentence = "The ticket is not there any more."


@dataclass(frozen=True, slots=True)
class Outcome:
    """ticket: the fresh row. done: names of actions; kept: of those that left alone what a person chose.

    went_beyond: something was said, sent or asked that putting values back does not take back.
    """

    ticket: Ticket
    done: tuple[str, ...]
    kept: tuple[str, ...] = ()
    went_beyond: bool = False

    @property
    def as_json(self) -> dict[str, Any]:
        return {"done": list(self.done)} | ({"kept": list(self.kept)} if self.kept else {})


@transaction.atomic
def perform(
    ticket: Ticket, actions: Sequence[Step], *, by: Actor, seen: int | None = None, stands: bool = False
) -> Outcome:
    """All of them in one transaction; a refusal of one undoes the others and is raised.

    Words are said first, then values are written with one audit line and one event, then it changes hands,
    then other rooms act: so the order in the list does not matter. by: a person must be allowed each of them;
    a rule's author was when it was written. stands: advice leaves the values alone, as those of rules.
    Raises ActionNotAllowed, StaleTicket, TicketIsMerged, and whatever the services refuse.
    """
    if by.kind == "user":
        check_allowed(actions, by)
    row = _locked(ticket.pk, seen)
    if by.reach:
        check_allowed(actions, in_queue(by, row.queue_id))
    free, kept = _sifted(actions, row, by)
    for step in _of(free, Part.WORDS):
        _act(step, row, by)
    values: Values = {}
    for step in _of(free, Part.VALUES):
        assert step.action.values
        values = _joined(values, step.action.values(row, step.value, values))
    if values:
        row = tickets.change(row, by=by, stands=stands or by.kind == "rule", **_ordered(values))
    for part in (Part.HANDS, Part.BEYOND):
        for step in _of(free, part):
            kept += [step.action.name] if _act(step, row, by) == "kept" else []
    done = [step.action for step in free if step.action.name not in kept]
    is_beyond = any(action.part in (Part.WORDS, Part.BEYOND) for action in done)
    names = tuple(action.name for action in done)
    return Outcome(_locked(ticket.pk, None), names, tuple(kept), is_beyond)


def _locked(pk: int, seen: int | None) -> Ticket:
    row = tickets.locked_all([pk]).get(pk)
    if row is None:
        raise NoSuchTicket
    if seen not in (None, row.version):
        raise tickets.StaleTicket(version=row.version)
    return row


def _sifted(actions: Iterable[Step], row: Ticket, by: Actor) -> tuple[list[Step], list[str]]:
    """(to do, names of those a rule leaves because a person has chosen)"""
    free, kept = list[Step](), list[str]()
    for step in actions:
        word = row.chosen.get(step.action.chosen, "")
        is_theirs = by.kind == "rule" and bool(word) and parse_ref(word)[0] in PEOPLE
        if is_theirs and not step.overwrite:
            kept.append(step.action.name)
        else:
            free.append(step)
    return free, kept


def _of(steps: Iterable[Step], part: Part) -> list[Step]:
    return [step for step in steps if step.action.part is part]


def _act(step: Step, row: Ticket, by: Actor) -> str | None:
    assert step.action.act
    return step.action.act(row, step.value, by, step.overwrite)


def _ordered(values: Values) -> Values:
    """A queue that is named after a category, which brings its own."""
    return {name: values[name] for name in sorted(values, key=lambda name: name == "queue")}


def _joined(values: Values, more: Values) -> Values:
    """Own fields of several actions are one mapping."""
    if "fields" in more and "fields" in values:
        more = more | {"fields": values["fields"] | more["fields"]}
    return values | more
