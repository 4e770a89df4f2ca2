"""Departments: add, rename, give a manager, remove."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.accounts.models import Department, User
from core.audit import trail
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable


@transaction.atomic
def add_department(name: str, *, by: Actor, manager: User | None = None) -> Department:
    """A department of this name; the name is taken once, without regard to case (a constraint says so)."""
    row = Department.objects.create(name=_name(name), manager=manager)
    trail.record("department.added", on=row, by=by, after=_facts(row))
    return row


@transaction.atomic
def change_department(row: Department, *, by: Actor, **changes: Any) -> Department:
    """name (str) and manager (User or None)."""
    row = Department.objects.select_for_update(of=("self",)).get(pk=row.pk)
    before = _facts(row)
    if "name" in changes:
        row.name = _name(changes["name"])
    if "manager" in changes:
        row.manager = changes["manager"]
    if _facts(row) == before:
        return row
    row.save(update_fields=["name", "manager"])
    trail.record("department.changed", on=row, by=by, before=before, after=_facts(row))
    return row


@transaction.atomic
def remove_department(row: Department, *, by: Actor) -> None:
    """Its people stay, without a department."""
    trail.record("department.removed", on=row, by=by, before=_facts(row))
    row.delete()


def _facts(row: Department) -> dict[str, Any]:
    return {"name": row.name, "manager": row.manager_id}


def _name(name: str) -> str:
    clean = one_line(storable(name), 80)
    if not clean:
        raise Invalid(fields={"name": ["Please fill this in."]})
    return clean
