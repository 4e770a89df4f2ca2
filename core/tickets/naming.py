"""Conditions, filters of views and actions as the document of an organization writes them: names for ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.configuration.names import GONE, Names, NotSo, Unknown
from core.contacts.models import Contact
from core.desk.models import Field
from core.tickets.conditions import WAS

OWN = "field."
IDS = {
    "queue": "queues",
    "team": "teams",
    "assignee": "people",
    "responsible": "people",
    "watched": "people",
}  # values are ids of these
KEYS = {"status": "statuses", "category": "categories", "type": "types", "tags": "tags", "tag": "tags"}
WORDS = {"team": ("mine",), "assignee": ("me", "none", "covered", "nobody", "last_reply"), "queue": ()}
WORDS["responsible"] = ("me", "none", "nobody")
CUSTOMER = "contact"  # of a view; customers are named by their addresses
Turn = Callable[[str, Any, Names], Any]


def source_of(name: str, names: Names) -> str:
    """Of what the values under this name are ids; "" where they are none."""
    if name.startswith(OWN):
        field = names.rows("fields").get(name.removeprefix(OWN))
        return "people" if field is not None and field.kind == Field.Kind.PERSON else ""
    return IDS.get(name, "")


def named(name: str, value: Any, names: Names) -> Any:
    """A stored value as the document says it. Words such as "me" stay; lists keep their order."""
    if isinstance(value, list | tuple):
        return [named(name, one, names) for one in value]
    if name.startswith(OWN):
        names.note("fields", name.removeprefix(OWN))
    if name in KEYS:
        names.note(KEYS[name], str(value))
    source = source_of(name, names)
    return names.key(source, int(value)) if source and _is_id(value) else value


def meant(name: str, plain: Any, names: Names) -> Any:
    """The way back: what is stored. Words for values stay as they are. Raises Unknown."""
    if isinstance(plain, list):
        return [meant(name, one, names) for one in plain]
    source = source_of(name, names)
    if not source or plain in WORDS.get(name, ("me",)) or plain in (None, ""):
        return plain
    return str(names.row(source, plain).pk)


class Conditions:
    """The plain tree of core/tickets/conditions. What is wrong with it says the service."""

    def write(self, value: Any, names: Names) -> Any:
        return self._turned(value or {"all": []}, names, named, ())

    def read(self, plain: Any, names: Names) -> Any:
        return self._turned(plain, names, meant, ())

    def _turned(self, part: Any, names: Names, turn: Turn, at: tuple[str, ...]) -> Any:
        if not isinstance(part, Mapping):
            raise NotSo("Write a condition, or {all: […]} or {any: […]} around some.", ".".join(at))
        if "field" in part:
            key = str(part["field"]).removeprefix(WAS)
            if "value" not in part:
                turn(key, [], names)
                return dict(part)
            return {**part, "value": turn(key, part["value"], names)}
        return {joint: self._list(joint, parts, names, turn, at) for joint, parts in part.items()}

    def _list(self, joint: str, parts: Any, names: Names, turn: Turn, at: tuple[str, ...]) -> Any:
        if not isinstance(parts, list):
            raise NotSo("Write a list of conditions here.", ".".join((*at, joint)))
        return [self._turned(one, names, turn, (*at, joint, str(number))) for number, one in enumerate(parts)]


class Filters:
    """What a view asks for: as the list takes it, and `where` with conditions."""

    def write(self, value: Any, names: Names) -> Any:
        return {name: self._one(name, one, names) for name, one in sorted((value or {}).items())}

    def read(self, plain: Any, names: Names) -> Any:
        if not isinstance(plain, dict):
            raise NotSo("Write filters with their values here.")
        return {
            name: Conditions().read(one, names)
            if name == "where"
            else (_customer(one) if name == CUSTOMER else meant(name, one, names))
            for name, one in plain.items()
        }

    def _one(self, name: str, value: Any, names: Names) -> Any:
        if name == "where":
            return Conditions().write(value, names)
        if name == CUSTOMER:
            row = Contact.objects.filter(pk=int(value)).first() if _is_id(value) else None
            return row.email if row else GONE
        if isinstance(value, str) and "," in value and source_of(name, names):
            value = value.split(",")
        return named(name, value, names)


def _customer(plain: Any) -> str:
    row = Contact.objects.filter(email__iexact=str(plain)).first()
    if row is None:
        raise Unknown("customers", str(plain))
    return str(row.pk)


def _is_id(value: Any) -> bool:
    return (
        not isinstance(value, bool)
        and str(value).isascii()
        and str(value).isdecimal()
        and len(str(value)) < 16
    )
