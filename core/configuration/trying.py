"""One thing is tried: in a savepoint of its own, and what a service refuses becomes a fault at its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from core.configuration.faults import Path
from core.configuration.registry import Section
from tenants import remembered
from tenants.kernel.errors import Refusal

Faults = dict[Path, str]


class Failed(Exception):
    """One thing could not be made so. faults: {place: sentence}; empty where another fault tells why."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults


@contextmanager
def told(one: Section, path: Path) -> Iterator[None]:
    """A savepoint; what a service refuses becomes a fault at its place."""
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        remembered.forget_apart()
        raise Failed(_places(one, path, refusal)) from None
    except ValidationError as error:
        remembered.forget_apart()
        raise Failed({path: " ".join(error.messages)}) from None
    except DatabaseError:
        remembered.forget_apart()
        raise Failed({path: "This clashes with something that is there already."}) from None


def _places(one: Section, path: Path, refusal: Refusal) -> Faults:
    fields = refusal.data.get("fields")
    if not isinstance(fields, dict):
        return {path: refusal.message}
    by_word: dict[str, str] = {part.to or part.attr or part.name: part.name for part in one.parts}
    found: Faults = {}
    for name, said in fields.items():
        part = by_word.get(str(name), str(name))
        place = (*path, part) if one.part(part) else path
        found[place] = " ".join([*([found[place]] if place in found else []), *map(str, said)])
    return found
