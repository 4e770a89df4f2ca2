"""Ready-made sets of categories: all of one comes into use, or goes out of it, in one word."""

from __future__ import annotations

from django.db import transaction

from core.desk.models import Category, Queue
from core.desk.rules import CATEGORY_LIMIT
from core.desk.services.categories import TooManyCategories
from core.desk.services.rows import keep
from core.desk.starter.packs import PACKS, Pack
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound


class NoSuchPack(NotFound):
    """data: key."""

    code = "category.no_such_pack"
    sentence = "There is no set of categories called “{key}”."


@transaction.atomic
def use_pack(key: str, *, by: Actor) -> int:
    """Its categories are in use from now on; those that are, stay as people have written them.

    Returns how many came. Raises NoSuchPack, TooManyCategories (then none comes).
    """
    pack = _pack(key)
    rows = {row.key: row for row in Category.objects.select_for_update().order_by("pk")}
    new = [one for one in pack.sprouts() if one.key not in rows or not rows[one.key].is_active]
    if sum(row.is_active for row in rows.values()) + len(new) > CATEGORY_LIMIT:
        raise TooManyCategories(limit=CATEGORY_LIMIT)
    queues = {queue.name: queue for queue in Queue.objects.all()}
    last = max((row.position for row in rows.values() if row.key != "other"), default=0)
    for place, one in enumerate(new, start=last):
        if one.key in rows:
            keep(rows[one.key], {"is_active": True}, by=by)
            continue
        written = {
            "key": one.key,
            "name": one.name,
            "description": one.description,
            "examples": list(one.examples),
            "counter_examples": list(one.counter_examples),
            "color": one.color,
            "icon": one.icon,
            "parent": rows.get(one.parent or ""),
            "queue": queues.get(one.queue),
            "position": place,
        }
        rows[one.key] = keep(Category(), written, by=by)
    return len(new)


@transaction.atomic
def leave_pack(key: str, *, by: Actor) -> int:
    """Nobody chooses its categories any more; tickets that have one keep it. Returns how many went.

    A group stays while a category that people put into it is in use. Raises NoSuchPack.
    """
    keys = {one.key for one in _pack(key).sprouts()}
    rows = Category.objects.select_for_update().filter(is_active=True).order_by("pk")
    others = {row.parent_id for row in rows if row.key not in keys}
    gone = [row for row in rows if row.key in keys and row.pk not in others]
    for row in gone:
        keep(row, {"is_active": False}, by=by)
    return len(gone)


def _pack(key: str) -> Pack:
    if key not in PACKS:
        raise NoSuchPack(key=key[:40])
    return PACKS[key]
