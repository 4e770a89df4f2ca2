"""What was tried becomes what holds, through the services that a person would use. In one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ai import book, candidates, routes
from ai.models import Provider, Replay, Task
from ai.services import providers
from ai.services.guidance import set_guidance
from ai.services.masking import settings_row
from core.desk import book as desk_book
from core.desk import services as desk
from core.desk.models import Category
from core.desk.rules import ARRANGE
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Refused

PLANTED = ("name", "description", "parent", "is_active")  # of a category: what a trial of them changes


class OnlyCompared(Conflict):
    code = "ai.replay_only_compared"
    sentence = (
        "The built-in engine answers where no model is asked for triage. Switch the endpoints off to use it."
    )


def go_live(row: Replay, by: Actor) -> dict[str, Any]:
    """Returns what it replaced and what stands now, as going_back takes it.

    Raises OnlyCompared, ChangedMeanwhile, CandidateGone, Refused, and what the services raise."""
    if row.kind == Replay.Kind.CATEGORIES:
        _need(by)
    settings_row()  # locks, so that what is checked is what is replaced
    known = {one.key: one for one in Category.objects.select_for_update(of=("self",)).order_by("pk")}
    for remembered in (book.decided, book.providers, desk_book.page):
        remembered.anew()
    candidates.check(row)

    before = standing(row)
    if row.kind == Replay.Kind.CATEGORIES:
        _plant(row.change["edits"], known, by)
    elif row.kind == Replay.Kind.GUIDANCE:
        set_guidance(row.change["text"], by=by)
    else:
        _ask_first(row.change, by)
    return {"before": before, "after": standing(row)}


def standing(row: Replay) -> dict[str, Any]:
    """What a replay's change is about, as it stands now and as JSON. Raises CandidateGone."""
    if row.kind == Replay.Kind.GUIDANCE:
        return {"guidance": settings_row().guidance}
    if row.kind == Replay.Kind.CATEGORIES:
        keys = [edit["key"] for edit in row.change["edits"]]
        found = Category.objects.filter(key__in=keys).values_list("key", *PLANTED)
        return {key: dict(zip(PLANTED, values, strict=True)) for key, *values in found}
    provider = candidates.row_of(row.change)
    if provider is None:
        return {}
    order = Provider.objects.order_by("position", "pk").values_list("public_id", flat=True)
    model = None if provider.is_platform else routes.models_of(provider).get(Task.TRIAGE)
    return {"model": model, "is_on": provider.is_on, "order": list(order)}


def _need(by: Actor) -> None:
    if not by.may(ARRANGE):
        raise Refused(permission=ARRANGE)


def _plant(edits: list[dict[str, Any]], known: Mapping[str, Category], by: Actor) -> None:
    """Retired first, so that there is room for the new ones."""
    for edit in sorted(edits, key=lambda one: not one.get("is_gone")):
        if edit.get("is_gone"):
            desk.save_category(known[edit["key"]], by=by, is_active=False)
        elif edit.get("is_new"):
            parent = known[edit["parent"]] if edit["parent"] else None
            _grow(edit, known.get(edit["key"]), parent, by)
        else:
            said = {name: edit[name] for name in ("name", "description") if name in edit}
            desk.save_category(known[edit["key"]], by=by, **said)


def _grow(edit: dict[str, Any], retired: Category | None, parent: Category | None, by: Actor) -> None:
    """A key that was retired comes to life again."""
    values = {"name": edit["name"], "description": edit["description"], "parent": parent, "is_active": True}
    desk.save_category(retired, by=by, key=edit["key"], **values)


def _ask_first(change: dict[str, Any], by: Actor) -> None:
    """Its model for triage is the one that was tried; it is on, and asked before the others."""
    if (row := candidates.row_of(change)) is None:
        raise OnlyCompared
    if not row.is_platform and routes.models_of(row).get(Task.TRIAGE) != change["model"]:
        row = providers.save_provider(
            row, {"tasks": {**routes.models_of(row), Task.TRIAGE: change["model"]}}, by=by
        )
    row = providers.switch_provider(row, True, by=by)
    providers.order_providers([row.public_id], by=by)
