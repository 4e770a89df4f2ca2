"""Saved views with what they ask, checked: a view that is kept can always be listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.desk import services as desk
from core.desk.models import SavedView
from core.tickets import conditions
from core.tickets.selectors.inbox import Filters
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

MOST_VIEWS = 30  # of one person: more are not found again, and each is counted for the sidebar
MOST_SHARED = 100


class TooManyViews(Conflict):
    """data: most."""

    code = "view.too_many"
    sentence = "There are {most} such views already. Remove one first."


def keep_view(
    row: SavedView | None, *, by: Actor, filters: Mapping[str, Any] | None = None, **values: Any
) -> SavedView:
    """Create (row None) or change. filters: as `Filters.read` takes them, "where" as plain conditions.

    values: name, order, owner_id, team_id, role_id, as in core.desk. Raises BadFilter, BadCondition, Invalid,
    ViewNotYours, TooManyViews.
    """
    if filters is not None:
        read = Filters.read(filters)
        where = {"where": conditions.as_json(read.where)} if read.where else {}
        values["filters"] = {**{name: value for name, value in filters.items() if value}, **where}
    if "order" in values:
        Filters.read({"order": values["order"]})
    if row is None:
        _check_room(values.get("owner_id"))
    return desk.save_view(row, by=by, **values)


def _check_room(owner_id: int | None) -> None:
    most = MOST_VIEWS if owner_id else MOST_SHARED
    if SavedView.objects.filter(owner_id=owner_id).count() >= most:
        raise TooManyViews(most=most)
