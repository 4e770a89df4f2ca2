"""Making the desk as a document wants it, by the services of each room, inside the caller's transaction.

Every thing is tried in a savepoint of its own, so that one document tells all its faults. Things may name
each other in any order: what fails is tried again as long as something else has moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from core.configuration.checking import Wanted
from core.configuration.faults import Path
from core.configuration.names import Names, NotSo, Unknown
from core.configuration.registry import Section, section, sections
from core.configuration.state import State, Thing, state, things
from tenants import remembered
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal

ROUNDS = 8  # how often one section is gone through; things that wait for each other seldom take three
MOST_COUNTED = 1_000
Faults = dict[Path, str]


class Failed(Exception):
    """One thing could not be made so. faults: {place: sentence}; empty where another fault tells why."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults


def carry_out(wanted: Wanted, before: State, names: Names, by: Actor) -> None:
    """Writes all of it, or as much as can be; what cannot is added to `wanted.faults`."""
    failed: set[tuple[str, str]] = set()
    for one in sections():
        if one.name in wanted.things:
            faults = _section(one, wanted.things[one.name], before[one.name], names, by, failed)
            for path, sentence in faults.items():
                wanted.fault(path, sentence)
    if wanted.prune:
        _prune(wanted, by)


def _section(
    one: Section, want: dict[str, Thing], now: dict[str, Thing], names: Names, by: Actor, failed: set[Any]
) -> Faults:
    faults: dict[str, Faults] = {}
    for _round in range(ROUNDS):
        pending = [key for key, thing in want.items() if _differs(thing, now.get(key))]
        faults = {}
        for key in pending:
            failed.discard((one.name, key))
            try:
                _save(one, key, want[key], now.get(key), names, by, failed | {(one.name, k) for k in pending})
            except Failed as why:
                faults[key] = why.faults
        failed |= {(one.name, key) for key in faults}
        if one.arrange and pending:
            orders = {key: thing["position"] for key, thing in want.items() if _is_order(thing)}
            one.arrange(orders, by)
        names.forget(one.name)
        was, now = now, things(one, names) if pending else now
        if was == now:
            break
    return {path: sentence for each in faults.values() for path, sentence in each.items()}


def _is_order(thing: Thing) -> bool:
    return type(thing.get("position")) is int


def _differs(want: Thing, now: Thing | None) -> bool:
    return now is None or any(now.get(name) != value for name, value in want.items())


def _save(
    one: Section, key: str, want: Thing, now: Thing | None, names: Names, by: Actor, waits: set[Any]
) -> None:
    """Raises Failed. waits: things that are not there yet, or wrong themselves."""
    path = (one.name, key)
    differing = {name: value for name, value in want.items() if now is None or now.get(name) != value}
    values, faults = _read(one, path, differing, now is not None, names, waits)
    if faults is not None:
        raise Failed(faults)
    with _told(one, path):
        row = one.save(names.rows(one.name).get(key), key, values, by=by, names=names)
    if (written := one.key(row)) != key and not key.startswith(f"{written} ("):
        raise Failed({path: f"Its name is written “{written}”."})
    names.put(one.name, key, row)


def _read(
    one: Section, path: Path, want: Thing, is_there: bool, names: Names, waits: set[Any]
) -> tuple[dict[str, Any], Faults | None]:
    values: dict[str, Any] = {}
    faults: Faults | None = None
    for name, plain in want.items():
        part = one.part(name)
        assert part
        place = (*path, name)
        if part.stays and is_there:
            faults = (faults or {}) | {place: "This stays as it was when it was made."}
            continue
        try:
            values[part.to or part.attr or name] = part.kind.read(plain, names)
        except NotSo as why:
            told = not (isinstance(why, Unknown) and (why.source, why.key) in waits - {path})
            inside = (why.inside,) if why.inside else ()
            faults = (faults or {}) | ({(*place, *inside): why.sentence} if told else {})
    return values, faults


@contextmanager
def _told(one: Section, path: Path) -> Iterator[None]:
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


def _prune(wanted: Wanted, by: Actor) -> None:
    """What the document does not name is removed, unless something that stays still uses it."""
    names = Names()
    state(names)  # so that names knows who names whom
    left = {
        (one.name, key): row
        for one in reversed(sections()) if one.name in wanted.prune
        for key, row in names.rows(one.name).items()
        if key not in wanted.things[one.name] and not one.stays(row)
    }  # fmt: skip
    faults, doomed = dict[Path, str](), set(left)
    while left:
        faults = {}
        for path, row in left.items():
            try:
                _remove(path, row, names.uses.get(path, set()) - doomed, by)
            except Failed as why:
                faults |= why.faults
        still = {path: row for path, row in left.items() if path in faults}
        if len(still) == len(left):
            break
        left = still
    for place, sentence in faults.items():
        wanted.fault(place, sentence)


def _remove(path: Path, row: Any, users: set[Any], by: Actor) -> None:
    """Raises Failed with the reason at the path."""
    one = section(path[0])
    assert one
    assert one.remove
    if users:
        named = ", ".join(".".join(place) for place in sorted(users)[:3])
        raise Failed({path: f"It is still named by {named}."})
    if holders := in_use(row, one):
        raise Failed({path: f"It is still used by {holders}. Remove it by hand if it shall go all the same."})
    try:
        with _told(one, path):
            one.remove(row, by=by)
    except Failed as why:
        raise Failed({path: " ".join(why.faults.values())}) from None


def in_use(row: models.Model, one: Section) -> str:
    """What hangs on a row, as "12 tickets, 1 macro"; "" for nothing. Parts of it do not count."""
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        is_back = relation.auto_created and not relation.concrete
        if not is_back or model._meta.auto_created or model._meta.label in one.parts_of:
            continue
        rows = model._base_manager.filter(**{relation.field.name: row})  # type: ignore[union-attr]
        if count := rows[: MOST_COUNTED + 1].count():
            name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
            many = f"more than {MOST_COUNTED}" if count > MOST_COUNTED else str(count)
            found.append(f"{many} {name}")
    return ", ".join(found)
