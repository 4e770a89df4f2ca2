"""The sections of the document: every room brings its own in a module `configuring`, found when we start.

A section says which rows there are, by which stable key the document names them, which parts each has, and
by which services of the room they are written and removed, so that checks, audit and events are the forms'
own. A new room is one more file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.configuration.names import Names

Rows = Callable[[], Iterable[Any]]


class Kind(Protocol):
    """How one part is written in the document, and read out of it."""

    def write(self, value: Any, names: Names) -> Any:
        """Plain JSON without any id."""

    def read(self, plain: Any, names: Names) -> Any:
        """What the service takes. Raises NotSo with a sentence, Unknown for a name there is none of."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a thing. attr: of its row, where it is called otherwise; to: what the service calls it.

    stays: given when the thing is made, and never changed.
    """

    name: str
    kind: Kind
    attr: str = ""
    to: str = ""
    stays: bool = False


class Save(Protocol):
    """Creates (row None) or changes; values are those of the parts that differ."""

    def __call__(
        self, row: Any | None, key: str, values: dict[str, Any], *, by: Actor, names: Names
    ) -> Any: ...


class Remove(Protocol):
    def __call__(self, row: Any, *, by: Actor) -> None: ...


@dataclass(frozen=True, slots=True)
class Section:
    """about: a line above it in the document. needs: permission of whoever sees or changes it by hand.

    key: of a row. after: sections that it names things of. parts_of: labels of models whose rows go with one
    of ours, or only remember it: they keep nobody from removing it. stays: rows that the product brings,
    which pruning leaves alone. arrange: puts rows in order, told {key: position} once all of them are saved.
    locks: further tables that its services write.
    """

    name: str
    about: str
    needs: str
    model: type[models.Model]
    rows: Rows
    key: Callable[[Any], str]
    parts: tuple[Part, ...]
    save: Save
    remove: Remove | None = None
    after: tuple[str, ...] = ()
    parts_of: frozenset[str] = frozenset()
    stays: Callable[[Any], bool] = lambda row: False
    arrange: Callable[[Mapping[str, int], Actor], None] | None = None
    locks: tuple[type[models.Model], ...] = field(default=())

    def part(self, name: str) -> Part | None:
        return next((one for one in self.parts if one.name == name), None)


_sections: dict[str, Section] = {}
_sources: dict[str, Callable[[], Mapping[str, Any]]] = {}


def register(section: Section) -> Section:
    """Take it into the document. ValueError for a name that is taken."""
    if _sections.setdefault(section.name, section) is not section:
        raise ValueError(f"the section {section.name} is there already")
    return section


def register_source(name: str, rows: Callable[[], Mapping[str, Any]]) -> None:
    """{key: row} of things that sections name, but the document does not hold: colleagues, programs."""
    _sources[name] = rows


def section(name: str) -> Section | None:
    return _sections.get(name)


def sections() -> list[Section]:
    """Those that others name things of come first; else by name."""
    found: dict[str, Section] = {}
    left = sorted(_sections)
    while left:
        ready = [name for name in left if not set(_sections[name].after) & (set(left) - {name})]
        if not ready:
            raise ValueError(f"sections wait for each other: {', '.join(left)}")
        found |= {name: _sections[name] for name in ready}
        left = [name for name in left if name not in found]
    return list(found.values())


def rows_of(source: str) -> dict[str, Any]:
    """{key: row}, in the order of the room. A key that is there twice gets a number at its end."""
    if (ours := _sections.get(source)) is None:
        return dict(_sources[source]())
    found: dict[str, Any] = {}
    for row in ours.rows():
        key, number = ours.key(row), 2
        while key in found:
            key, number = f"{ours.key(row)} ({number})", number + 1
        found[key] = row
    return found
