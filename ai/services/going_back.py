"""What a trial made live is taken back: everything it changed stands again as it stood before.

It is refused where somebody has changed one of these things since: their word is later. Messages that were
read meanwhile stay as they were read, and tickets keep a new category that they were given (`left`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from ai import candidates, routes
from ai.models import Correction, Provider, Replay, Task
from ai.services import going_live, providers
from ai.services.guidance import set_guidance
from ai.services.masking import settings_row
from core.audit import trail
from core.desk import services as desk
from core.desk.models import Category
from core.desk.rules import ARRANGE
from core.tickets.models import Ticket
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Refused

UNDO_FOR = timedelta(days=7)


class CannotUndo(Conflict):
    code = "ai.replay_cannot_undo"
    sentence = "Only what was approved in the last seven days can be undone."


class ChangedSince(Conflict):
    code = "ai.replay_changed_since"
    sentence = "Somebody has changed this again since it was approved. Undoing would take that back, too."


class NotWhole(Conflict):
    """data: tickets (how many)."""

    code = "ai.replay_not_whole"
    sentence = "Tickets have been given the new categories and would keep them. Confirm that, and undo again."


def may_undo(row: Replay) -> bool:
    """Approved, of late, and by a version that noted what it replaced."""
    is_late = row.decided_at is None or clock.now() - row.decided_at > UNDO_FOR
    return row.decision == Replay.Decision.APPROVED and row.undo is not None and not is_late


def left(row: Replay) -> int:
    """Tickets that have a category which it brought, and would keep it. One query at most."""
    keys = _brought(row)
    return Ticket.objects.filter(category__key__in=keys).count() if keys else 0


@transaction.atomic
def undo(row: Replay, *, by: Actor, anyway: bool = False) -> Replay:
    """It is a trial that nobody has decided, as before. Twice is once.

    anyway: although tickets keep a category that goes.
    Raises CannotUndo, ChangedSince, NotWhole, CandidateGone, Refused without desk.manage for categories.
    """
    row = Replay.objects.select_for_update().get(pk=row.pk)  # first, as approving locks them
    settings_row()
    if not row.decision:
        return row
    if not may_undo(row) or row.undo is None:
        raise CannotUndo
    if row.kind == Replay.Kind.CATEGORIES and not by.may(ARRANGE):
        raise Refused(permission=ARRANGE)
    list(Category.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    stood, before = row.undo, row.undo["before"]
    if _told(going_live.standing(row)) != _told(stood["after"]):
        raise ChangedSince
    if (number := left(row)) and not anyway:
        raise NotWhole(tickets=number)

    if row.kind == Replay.Kind.CATEGORIES:
        _uproot(before, stood["after"], by)
    elif row.kind == Replay.Kind.GUIDANCE:
        set_guidance(before["guidance"], by=by)
    else:
        _ask_as_before(row.change, before, by)
    row.decision, row.decided_by, row.decided_at, row.undo = "", "", None, None
    row.save(update_fields=["decision", "decided_by", "decided_at", "undo"])
    trail.record("ai.replay_undone", on=row, by=by, before=stood["after"], after=before)
    return row


def _told(stood: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be as it was left: of the order of endpoints who is asked first."""
    return {name: value[:1] if name == "order" else value for name, value in stood.items()}


def _brought(row: Replay) -> list[str]:
    """Keys of categories that nobody could choose before."""
    if row.kind != Replay.Kind.CATEGORIES or not row.undo:
        return []
    stood = row.undo["before"]
    return [key for key in row.undo["after"] if not stood.get(key, {}).get("is_active")]


def _uproot(before: Mapping[str, Any], after: Mapping[str, Any], by: Actor) -> None:
    """What is new goes first, so that there is room; it is retired where something still names it."""
    rows = {row.key: row for row in Category.objects.filter(key__in=list(after)).select_related("parent")}
    for key in sorted(after, key=lambda one: one in before):
        if key in before:
            parent = Category.objects.filter(pk=before[key]["parent"]).first()
            desk.save_category(rows[key], by=by, **{**before[key], "parent": parent})
        elif _is_named(rows[key]):
            desk.save_category(rows[key], by=by, is_active=False)
        else:
            desk.delete_category(rows[key], by=by)


def _is_named(row: Category) -> bool:
    decided = Correction.objects.filter(field="category", value=row.key)
    return Ticket.objects.filter(category=row).exists() or decided.exists() or row.children.exists()


def _ask_as_before(change: Mapping[str, Any], before: Mapping[str, Any], by: Actor) -> None:
    row = candidates.row_of(change)
    assert row is not None  # the built-in engine is only compared with
    if not row.is_platform:
        tasks = {task: model for task, model in routes.models_of(row).items() if task != Task.TRIAGE}
        named = {Task.TRIAGE: before["model"]} if before["model"] else {}
        row = providers.save_provider(row, {"tasks": {**tasks, **named}}, by=by)
    providers.switch_provider(row, before["is_on"], by=by)
    providers.order_providers(_with_it_back(row.public_id, before["order"]), by=by)


def _with_it_back(tried: str, before: Sequence[str]) -> list[str]:
    """Today's order, with the one that was tried behind those it was asked after before."""
    rows = Provider.objects.exclude(public_id=tried).order_by("position", "pk")
    order = list(rows.values_list("public_id", flat=True))
    ahead = set(before[: before.index(tried)] if tried in before else before)
    place = max((number for number, one in enumerate(order, start=1) if one in ahead), default=0)
    return [*order[:place], tried, *order[place:]]
