"""Saved views: a named list of tickets, one's own or shared. What they ask is checked by core.tickets."""

from __future__ import annotations

from typing import Any

from core.desk.looks import LAYOUTS
from core.desk.models import SavedView
from core.desk.rules import ARRANGE
from core.desk.services.rows import keep, remove
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refused
from tenants.kernel.text import slug


class ViewNotYours(Refused):
    code = "view.not_yours"
    sentence = "This view is shared with others. Keep one of your own instead."


def save_view(row: SavedView | None, *, by: Actor, **values: Any) -> SavedView:
    """Create (row None) or change. values: name, filters (as the inbox takes them), order, layout, position;
    owner_id, or team_id or role_id of whom it is shared with; none of the three is everybody; key of a new
    one, else it is made from the name.

    Raises Invalid, ViewNotYours.
    """
    if values.get("layout", LAYOUTS[0]) not in LAYOUTS:
        raise Invalid(fields={"layout": ["This is not one of the choices."]})
    if row is not None:
        _may_change(row.owner_id, by)
    _may_change(values.get("owner_id", row.owner_id if row else None), by)
    if row is None and not values.get("key"):
        values["key"] = f"{slug(str(values.get('name', '')), 24) or 'view'}-{ids.token(4).lower()[:6]}"
    elif row is not None:
        values.pop("key", None)
    return keep(row or SavedView(), values, by=by)


def delete_view(row: SavedView, *, by: Actor) -> None:
    """Raises ViewNotYours."""
    _may_change(row.owner_id, by)
    remove(row, by=by)


def _may_change(owner: int | None, by: Actor) -> None:
    mine = by.kind == "user" and owner == by.id
    if not mine and not (owner is None and by.may(ARRANGE)):
        raise ViewNotYours
