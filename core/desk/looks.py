"""How a person looks at a list: as rows, a table, a board or a calendar, with which columns, in what order.

It stands with the person (`User.workspace`), one look per list, so that reading it costs nothing beyond the
person, who is in hand. A list is named by its view's key, "inbox", "queue:3", or "" for whatever is narrowed.
What is kept is read again as if a stranger had written it: a field that is gone is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

LAYOUTS = ("list", "table", "board", "calendar")
GROUPS = ("status", "priority", "assignee", "queue")  # what the columns of a board stand for
LANES = ("", "assignee", "priority")
TASK_LANES = (*LANES, "project")  # across the board of tasks
DENSITIES = ("comfortable", "compact")
WIDTHS = ("narrow", "normal", "wide")
DATES = ("due", "snoozed", "created")  # by which a calendar lays tickets out
SPANS = ("month", "week", "day")
COLUMNS = (
    "number", "subject", "customer", "status", "priority", "assignee", "queue", "category", "type",
    "sentiment", "due", "snoozed", "checklist", "approval", "language", "channel", "created", "updated",
    "responsible", "estimate",
)  # fmt: skip
USUAL = (
    ("number", "narrow"), ("subject", "wide"), ("customer", "normal"), ("status", "normal"),
    ("priority", "narrow"), ("assignee", "normal"), ("due", "narrow"), ("updated", "narrow"),
)  # fmt: skip
OWN = "fields."  # before the key of an own field
MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Look:
    """layout "": nobody has said. columns: (name, width), in their order; order "": as the list has it."""

    layout: str = ""
    group: str = "status"
    lanes: str = ""
    columns: tuple[tuple[str, str], ...] = USUAL
    density: str = "comfortable"
    order: str = ""
    dates: str = "due"
    span: str = "month"


ALLOWED: dict[str, tuple[str, ...]] = {
    "layout": ("", *LAYOUTS),
    "group": GROUPS,
    "lanes": TASK_LANES,
    "density": DENSITIES,
    "dates": DATES,
    "span": SPANS,
}
NAMES = frozenset(one.name for one in fields(Look))


def look(workspace: Mapping[str, Any], key: str) -> Look:
    """Of one list; what makes no sense any more is as usual."""
    kept = workspace.get("looks", {}).get(key, {})
    return Look(**{name: value for name, raw in kept.items() if (value := read(name, raw)) is not None})


def ordered(workspace: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    """Keys of views as this person put them; those they never moved stay behind them, as they were."""
    place = {key: number for number, key in enumerate(workspace.get("order", []))}
    return sorted(keys, key=lambda key: place.get(key, len(place)))


def plain(seen: Look) -> dict[str, Any]:
    """As it is kept: what is as usual is left out."""
    usual = Look()
    said = {name: getattr(seen, name) for name in sorted(NAMES)}
    return {name: value for name, value in said.items() if value != getattr(usual, name)}


def read(name: str, raw: Any) -> Any:
    """A value as a stranger gives it; None for what is none of this name."""
    if name == "columns":
        return _columns(raw)
    if name == "order":
        return str(raw)[:20]
    return raw if name in ALLOWED and raw in ALLOWED[name] else None


def _columns(raw: Any) -> tuple[tuple[str, str], ...] | None:
    """Pairs of known names and widths, each name once; None without any."""
    found: dict[str, str] = {}
    for one in raw if isinstance(raw, list | tuple) else ():
        if isinstance(one, list | tuple) and len(one) == 2 and is_column(one[0]) and one[1] in WIDTHS:
            found.setdefault(str(one[0]), one[1])
    return tuple(list(found.items())[:MOST_COLUMNS]) or None


def is_column(name: Any) -> bool:
    """Of the product, or what may be an own field: whether there is one, the page asks when it shows it."""
    return isinstance(name, str) and (name in COLUMNS or (name.startswith(OWN) and len(name) < 60))
