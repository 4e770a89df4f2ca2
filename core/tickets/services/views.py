"""Saved views with what they ask, checked: a view that is kept can always be listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from core.desk import services as desk
from core.desk.looks import LANES, Look
from core.desk.models import SavedView
from core.tickets import conditions
from core.tickets.selectors.inbox import BadFilter, Filters
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import storable

MOST_VIEWS = 30  # of one person: more are not found again, and each is counted for the sidebar
MOST_SHARED = 100
MOST_VALUES, LONGEST = 100, 300  # of one filter
FILTERS = frozenset(one.name for one in fields(Filters)) - {"extra", "fields"}


class TooManyViews(Conflict):
    """data: most."""

    code = "view.too_many"
    sentence = "There are {most} such views already. Remove one first."


def keep_view(
    row: SavedView | None, *, by: Actor, filters: Mapping[str, Any] | None = None, **values: Any
) -> SavedView:
    """Create (row None) or change. filters: as `Filters.read` takes them, "where" as plain conditions.

    values: name, order, layout, owner_id, team_id, role_id, as in core.desk. Raises BadFilter, BadCondition,
    Invalid, ViewNotYours, TooManyViews.
    """
    if filters is not None:
        kept = {name: _plain(name, value) for name, value in filters.items() if value and _is_known(name)}
        where = Filters.read(kept).where
        values["filters"] = kept | ({"where": conditions.as_json(where)} if where else {})
    if "order" in values:
        Filters.read({"order": values["order"]})
    if row is None:
        _check_room(values.get("owner_id"))
    return desk.save_view(row, by=by, **values)


def keep_look(key: str, *, by: Actor, **values: Any) -> Look:
    """How one list looks to this person; see core.desk.looks. Raises BadFilter, Invalid, Refused."""
    if values.get("lanes") not in (None, *LANES):
        raise Invalid(fields={"lanes": ["This is not one of the choices."]})
    if values.get("order"):
        Filters.read({"order": values["order"]})
    return desk.remember_look(key, by=by, **values)


def _is_known(name: str) -> bool:
    """Of an own field too; one that is not there would make the view one that cannot be listed."""
    if name.startswith("field.") and conditions.field(name) is None:
        raise BadFilter(field=name[:60], value="")
    return name in FILTERS or name.startswith("field.")


def _plain(name: str, value: Any) -> Any:
    """As an address would carry it; conditions are checked by themselves."""
    if name == "where" or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [storable(str(one))[:LONGEST] for one in value[:MOST_VALUES]]
    return storable(str(value))[:LONGEST]


def _check_room(owner_id: int | None) -> None:
    most = MOST_VIEWS if owner_id else MOST_SHARED
    if SavedView.objects.filter(owner_id=owner_id).count() >= most:
        raise TooManyViews(most=most)
