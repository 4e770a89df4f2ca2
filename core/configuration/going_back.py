"""What undoes a document: only what it did itself, so that what others did later stays."""

from __future__ import annotations

from collections.abc import Iterable

from core.configuration.differences import Change
from core.configuration.registry import section
from core.configuration.state import State, Thing
from core.configuration.writing import write

PLACE = "position"


def undoing(changes: Iterable[Change], wanted: State) -> str:
    """The document that takes these changes back: parts as they were, what was removed, what was added gone.

    wanted: what the document named. Whatever else moved up or down because of it moves back by itself.
    """
    state: State = {}
    remove: dict[str, list[str]] = {}
    for change in changes:
        if (one := section(change.section)) is None:
            continue
        if change.what == "added":
            if one.remove:
                remove.setdefault(one.name, []).append(change.key)
            continue
        follows = bool(one.arrange) and change.what == "changed"
        is_named = change.key in wanted.get(one.name, {})
        thing: Thing = {
            part: old
            for part, (old, _new) in change.values.items()
            if is_named or not follows or part != PLACE
        }
        if thing:
            state.setdefault(one.name, {})[change.key] = thing
    return write(state, [one for name in state if (one := section(name))], remove)
