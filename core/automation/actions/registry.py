"""Which actions there are. A room says what it can do to a ticket, once, when it is loaded.

An action either names values, which are written together in one change of the ticket, or acts by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from django.utils.functional import Promise

from core.tickets.models import Ticket
from tenants.kernel.actor import Actor

Options = Callable[[], Iterable[tuple[str, Any]]]
Values = dict[str, Any]


class Ask(StrEnum):
    """How a form asks for the value."""

    NOTHING = "nothing"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    WORDS = "words"  # of several lines, with variables
    LETTER = "letter"  # {"to": [...], "subject", "text"}
    TIME = "time"  # a span from now, a date or nothing
    FLAG = "flag"


class Part(IntEnum):
    """In which order the parts of a list are done, whatever stands first in it."""

    WORDS = 0  # a reply moves the status by itself; what the list says of it holds
    VALUES = 1
    HANDS = 2  # who holds the ticket
    BEYOND = 3  # other rooms: they find the ticket as it stands at the end


def _no_options() -> Iterable[tuple[str, Any]]:
    return ()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done.

    needs: the permission of whoever has it done. check: the value as it is kept; ValueError with a sentence.
    values: what it changes, given the ticket and what was gathered before. act: what it does instead.
    chosen: name in `Ticket.chosen`; what a person chose there is left alone by rules, unless the step says
    overwrite. is_advice: it asks a model; a rule that has it does not hear what advice writes.
    leaves: something goes out to the customer.
    """

    name: str
    label: str | Promise
    needs: str
    ask: Ask
    check: Callable[[Any], Any]
    part: Part = Part.VALUES
    values: Callable[[Ticket, Any, Values], Values] | None = None
    act: Callable[[Ticket, Any, Actor, bool], str | None] | None = None
    options: Options = field(default=_no_options)
    chosen: str = ""
    can_overwrite: bool = False
    is_advice: bool = False
    leaves: bool = False


_known: dict[str, Action] = {}
_sources: list[Callable[[], Iterable[Action]]] = []


def register(action: Action) -> Action:
    """Offer it from now on. ValueError for a name that is taken, or when it does nothing or two things."""
    if (action.values is None) == (action.act is None):
        raise ValueError(f"{action.name} either has values or acts")
    if _known.setdefault(action.name, action) is not action:
        raise ValueError(f"the action {action.name} is there already")
    return action


def register_source(source: Callable[[], Iterable[Action]]) -> None:
    """Actions that each organization has of its own: asked for whenever a name is looked up."""
    _sources.append(source)


def known() -> list[Action]:
    """All that there are here, in the order they were registered."""
    return [*_known.values(), *(action for source in _sources for action in source())]


def named(name: str) -> Action | None:
    return _known.get(name) or next((one for one in known() if one.name == name), None)
