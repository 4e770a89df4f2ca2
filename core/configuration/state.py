"""How the desk is arranged, as the document would say it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from core.configuration.names import Names
from core.configuration.registry import Section, sections

Thing = dict[str, Any]  # part -> plain value
State = dict[str, dict[str, Thing]]  # section -> key -> thing


def state(names: Names, only: Iterable[Section] | None = None) -> State:
    """Of these sections, all of them unless some are named. Keys sorted."""
    return {one.name: things(one, names) for one in (only if only is not None else sections())}


def things(section: Section, names: Names) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for key, row in sorted(names.rows(section.name).items()):
        names.at = (section.name, key)
        found[key] = thing(section, row, names)
    names.at = None
    return found


def thing(section: Section, row: Any, names: Names) -> Thing:
    return {part.name: part.kind.write(getattr(row, part.attr or part.name), names) for part in section.parts}


def mark(*parts: Any) -> str:
    """A short word that differs as soon as one of them does."""
    plain = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:40]
