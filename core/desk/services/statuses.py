"""Statuses: what people call a state. Every category keeps at least one, and one of them is its default."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.desk.models import Status
from core.desk.rules import LIMITED
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

MOST_IN_COLUMN = 10_000  # a higher limit limits nothing


class LastOfCategory(Conflict):
    """data: category."""

    code = "status.last_of_category"
    sentence = "The desk needs a default status for this category."


class NoLimitHere(Invalid):
    """data: category."""

    code = "status.no_limit_here"
    sentence = "What is new or done comes by itself: only statuses of work under way have a limit."


@transaction.atomic
def save_status(row: Status | None, *, by: Actor, **values: Any) -> Status:
    """Create (row None) or change. values: key, category, label, customer_label, color,
    sla_mode, is_default, is_hidden, wip_limit (1 or more; None: any number), wip_is_hard, position.

    The category of an existing status stays: tickets were counted by it. Raises Invalid, NoLimitHere,
    LastOfCategory.
    """
    if row is not None:
        values.pop("category", None)
        values.pop("key", None)
        if row.is_default and values.get("is_default") is False:
            raise LastOfCategory(category=row.category)
    category = row.category if row else values.get("category")
    stands = {name: values.get(name, getattr(row, name, False)) for name in ("is_hidden", "is_default")}
    if all(stands.values()):
        raise LastOfCategory(category=category)
    if (limit := values.get("wip_limit")) is not None:
        _check_limit(limit, str(category))
    if values.get("is_default"):
        others = Status.objects.filter(category=category, is_default=True).exclude(pk=row.pk if row else 0)
        others.update(is_default=False)
    return keep(row or Status(), values, by=by)


@transaction.atomic
def move_status(row: Status, places: int, *, by: Actor) -> None:
    """So many places down (below 0: up) among those of its category; beyond the last one nothing moves."""
    rows = list(Status.objects.select_for_update().filter(category=row.category).order_by("position", "pk"))
    at = next((at for at, one in enumerate(rows) if one.pk == row.pk), 0)
    to = at + places
    if not 0 <= to < len(rows):
        return
    taken = sorted(one.position for one in rows)
    if len(set(taken)) < len(taken):  # two in one place would not change it
        taken = list(range(taken[0], taken[0] + len(taken)))
    rows[at], rows[to] = rows[to], rows[at]
    for one, place in zip(rows, taken, strict=True):
        keep(one, {"position": place}, by=by)


def delete_status(row: Status, *, by: Actor) -> None:
    """Raises LastOfCategory, InUse."""
    if row.is_default:
        raise LastOfCategory(category=row.category)
    remove(row, by=by)


def _check_limit(limit: int, category: str) -> None:
    if category not in LIMITED:
        raise NoLimitHere(category=category)
    if not 1 <= limit <= MOST_IN_COLUMN:
        raise Invalid(fields={"wip_limit": [f"Between 1 and {MOST_IN_COLUMN}."]})
