"""Making the desk as a document wants it, by the services of each room, inside the caller's transaction.

Every thing is tried in a savepoint of its own, so that one document tells all its faults. Things may name
each other in any order: what fails is tried again as long as something else has moved.
"""

from __future__ import annotations

from typing import Any

from core.configuration.checking import Wanted
from core.configuration.faults import Path
from core.configuration.names import Names, NotSo, Unknown
from core.configuration.placing import misplaced
from core.configuration.registry import Section, sections
from core.configuration.removing import remove
from core.configuration.state import State, Thing, things
from core.configuration.trying import Failed, Faults, told
from tenants.kernel.actor import Actor

ROUNDS = 8  # how often one section is gone through; things that wait for each other seldom take three


def carry_out(wanted: Wanted, before: State, names: Names, by: Actor) -> None:
    """Writes all of it, or as much as can be; what cannot is added to `wanted.faults`."""
    failed: set[tuple[str, str]] = set()
    for one in sections():
        if one.name in wanted.things:
            faults = _section(one, wanted.things[one.name], before[one.name], names, by, failed)
            for path, sentence in faults.items():
                wanted.fault(path, sentence)
    if wanted.prune or wanted.remove:
        remove(wanted, by)
    for one in sections():
        if one.arrange and not any(fault.path[:1] == (one.name,) for fault in wanted.faults):
            _place(one, wanted, by)


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
            one.arrange(_orders(want), by)
        names.forget(one.name)
        was, now = now, things(one, names) if pending else now
        if was == now:
            break
    return {path: sentence for each in faults.values() for path, sentence in each.items()}


def _orders(want: dict[str, Thing]) -> dict[str, int]:
    return {key: thing["position"] for key, thing in want.items() if type(thing.get("position")) is int}


def _place(one: Section, wanted: Wanted, by: Actor) -> None:
    """Once more, now that what goes is gone; what cannot stand where it shall is a fault."""
    if one.arrange is None or not (orders := _orders(wanted.things.get(one.name, {}))):
        return
    one.arrange(orders, by)
    for key, place in misplaced(one.rows(), orders).items():
        sentence = f"It would stand at {place}. Positions count from 0, without gaps, and each is there once."
        wanted.fault((one.name, key, "position"), sentence)


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
    with told(one, path):
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
            is_ours = not (isinstance(why, Unknown) and (why.source, why.key) in waits - {path})
            inside = (why.inside,) if why.inside else ()
            faults = (faults or {}) | ({(*place, *inside): why.sentence} if is_ours else {})
    return values, faults
