"""What a document has removed: what it names under `remove`, and the rest of a section that is pruned."""

from __future__ import annotations

from typing import Any

from django.db import models

from core.configuration.checking import Wanted
from core.configuration.faults import Path
from core.configuration.names import Names
from core.configuration.registry import Section, section, sections
from core.configuration.state import state
from core.configuration.trying import Failed, told
from tenants.kernel.actor import Actor

MOST_COUNTED = 1_000


def remove(wanted: Wanted, by: Actor) -> None:
    """What goes by the document is removed, unless something that stays still uses it."""
    names = Names()
    state(names)  # so that names knows who names whom
    left = {
        (one.name, key): row
        for one in reversed(sections()) if one.name in wanted.prune or one.name in wanted.remove
        for key, row in names.rows(one.name).items()
        if _goes(wanted, one, key) and not one.stays(row)
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


def _goes(wanted: Wanted, one: Section, key: str) -> bool:
    """It is named under `remove`, or not named at all in a section that is pruned."""
    is_left_out = one.name in wanted.prune and key not in wanted.things[one.name]
    return is_left_out or key in wanted.remove.get(one.name, ())


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
        with told(one, path):
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
