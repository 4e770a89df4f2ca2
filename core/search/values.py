"""The values a field of the box takes, with the names people know them by; for reading and completing alike.

Everything but colleagues comes out of the desk's book: no query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from core.accounts import selectors as accounts
from core.desk import kinds
from core.desk import selectors as desk
from core.desk.models import Priority, Status
from core.tickets.choices import Channel
from core.tickets.conditions import Field
from core.tickets.models import Approval
from core.tickets.rules import PRIORITY_NAMES
from tenants.kernel.actor import Actor

MOST_PEOPLE = 500
NEAR = 60  # of 100: as like as a word has to be to be meant
NOTHING = ("none", "nobody", "empty")
OF_APPROVALS = {
    "declined": ("rejected", "refused"),
    "canceled": ("cancelled",),
    "pending": ("waiting",),
}
STATES = {"pending": "waiting", "on-hold": "on_hold", "hold": "on_hold", "solved": "resolved"}
MOODS = {
    "negative": ("-1", "-2"),
    "very_negative": ("-2",),
    "neutral": ("0",),
    "positive": ("1", "2"),
    "very_positive": ("2",),
}


@dataclass(frozen=True, slots=True)
class Option:
    """word: what is typed; name: what people call it; values: what a condition compares with."""

    word: str
    name: str
    values: tuple[str, ...]
    also: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        return text in (self.word, self.name.casefold(), *self.also)


def options(field: Field, actor: Actor) -> list[Option]:
    """In the order people know them; [] where any text will do."""
    if field.own:
        return _own(field, actor)
    table: dict[str, Callable[[], list[Option]]] = {
        "status": _statuses,
        "state": _states,
        "priority": _priorities,
        "queue": lambda: [_named(row.name, str(row.pk)) for row in desk.queues()],
        "team": lambda: [
            Option("mine", _("Mine"), ("mine",)),
            *(_named(row.name, str(row.pk)) for row in desk.teams()),
        ],
        "category": lambda: [Option(row.key, _(row.name), (row.key,)) for row in desk.categories()],
        "type": _types,
        "tags": lambda: [_named(name, name) for name in desk.tag_names()],
        "sentiment": lambda: [Option(word, _mood(word), values) for word, values in MOODS.items()],
        "approval": _approvals,
        "channel": lambda: [Option(str(key), str(name), (str(key),)) for key, name in Channel.choices],
    }
    if field.key in ("assignee", "responsible"):
        return _people(actor)
    make = table.get(field.key)
    return make() if make else []


def meant(text: str, known: Iterable[Option]) -> list[Option]:
    """The options somebody means by this text: those of that name, else those with a word that begins so."""
    text, known = text.casefold(), list(known)
    if exact := [one for one in known if one.is_called(text)]:
        return exact
    if len(text) < 2:
        return []
    return [one for one in known if any(word.startswith(text) for word in _beginnings(one))]


def nearest(text: str, known: Iterable[str]) -> str:
    """The known word that is most like it; "" when none is."""
    found = process.extractOne(text.casefold(), list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
    return str(found[0]) if found else ""


def _beginnings(one: Option) -> list[str]:
    return [one.word, *one.also, *one.name.casefold().split(), one.name.casefold()]


def _named(name: str, value: str) -> Option:
    """Typed by its name, or with dashes for blanks."""
    word = name.casefold()
    return Option(word.replace(" ", "-"), name, (value,), (word.replace(" ", "_"),))


def _statuses() -> list[Option]:
    rows = desk.statuses(hidden=True)
    kinds = {row.category for row in rows}
    of_kind = [
        Option(str(kind), str(name), tuple(row.key for row in rows if row.category == kind), _also(str(kind)))
        for kind, name in Status.Category.choices
        if kind in kinds
    ]
    taken = {one.word for one in of_kind}
    return [*of_kind, *(Option(row.key, _(row.label), (row.key,)) for row in rows if row.key not in taken)]


def _states() -> list[Option]:
    return [
        Option(str(key), str(name), (str(key),), _also(str(key))) for key, name in Status.Category.choices
    ]


def _approvals() -> list[Option]:
    return [
        Option(str(key), str(name), (str(key),), OF_APPROVALS.get(str(key), ()))
        for key, name in Approval.State.choices
    ]


def _also(kind: str) -> tuple[str, ...]:
    return tuple(word for word, meant_kind in STATES.items() if meant_kind == kind)


def _priorities() -> list[Option]:
    words = {Priority.LOW: "low", Priority.MEDIUM: "medium", Priority.HIGH: "high", Priority.URGENT: "urgent"}
    also = {rank: tuple(name for name, same in PRIORITY_NAMES.items() if same == rank) for rank in words}
    return [Option(word, str(rank.label), (word,), also[rank]) for rank, word in words.items()]


def _types() -> list[Option]:
    return [Option(row.key, _(row.name), (row.key,)) for row in kinds.kinds()]


def _mood(word: str) -> str:
    names = {
        "negative": _("Negative"),
        "very_negative": _("Very negative"),
        "neutral": _("Neutral"),
        "positive": _("Positive"),
        "very_positive": _("Very positive"),
    }
    return names[word]


def _people(actor: Actor) -> list[Option]:
    """Typed as what stands before the @ of their address."""
    rows = accounts.people(actor).filter(is_active=True).values_list("pk", "name", "email")[:MOST_PEOPLE]
    people = [
        Option(email.partition("@")[0].lower(), name, (str(pk),), (email.lower(),))
        for pk, name, email in rows
    ]
    return [Option("me", _("Me"), ("me",)), *people]


def _own(field: Field, actor: Actor) -> list[Option]:
    if field.ids:
        return _people(actor)
    kept: list[Any] = (
        next((one.options for one in desk.fields(hidden=True) if one.key == field.own), []) or []
    )
    return [Option(one["key"], one["label"], (one["key"],)) for one in kept if isinstance(one, dict)]
