"""Saved views: a named list of tickets, one's own or everybody's."""

from __future__ import annotations

from typing import Any

from core.desk.models import SavedView
from core.desk.rules import ARRANGE
from core.desk.services.rows import keep, remove
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused
from tenants.kernel.text import slug


class ViewNotYours(Refused):
    code = "view.not_yours"
    sentence = "This view belongs to everybody. Keep one of your own instead."


def save_view(row: SavedView | None, *, by: Actor, **values: Any) -> SavedView:
    """Create (row None) or change. values: name, filters (as the inbox takes them),
    order, owner_id, position.

    Raises Invalid, ViewNotYours.
    """
    owner = row.owner_id if row else values.get("owner_id")
    if not (by.may(ARRANGE) and owner is None) and not (by.kind == "user" and owner == by.id):
        raise ViewNotYours
    if row is None:
        values["key"] = f"{slug(str(values.get('name', '')), 24) or 'view'}-{ids.token(4).lower()[:6]}"
    return keep(row or SavedView(), values, by=by)


def delete_view(row: SavedView, *, by: Actor) -> None:
    """Raises ViewNotYours."""
    if not (by.may(ARRANGE) and row.owner_id is None) and not (by.kind == "user" and row.owner_id == by.id):
        raise ViewNotYours
    remove(row, by=by)
