"""Sections: the shelves of the help centre."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.audit import trail
from core.knowledge.models import Section
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, slug, storable


class NameTaken(Conflict):
    """data: name."""

    code = "section.name_taken"
    sentence = "There is a section “{name}” already."


@transaction.atomic
def save_section(row: Section | None, *, by: Actor, **values: Any) -> Section:
    """Create (row None) or change. values: name, description, position. Raises Invalid, NameTaken."""
    row = Section.objects.select_for_update().get(pk=row.pk) if row else Section()
    before = {name: getattr(row, name) for name in values}
    for name in values.keys() & {"name", "description"}:
        values[name] = one_line(storable(str(values[name])), 80 if name == "name" else 200)
    if "name" in values and not values["name"]:
        raise Invalid(fields={"name": ["Give the section a name."]})
    if Section.objects.filter(name__iexact=values.get("name", "")).exclude(pk=row.pk).exists():
        raise NameTaken(name=values["name"])
    if row.pk and before == values:
        return row

    verb = "changed" if row.pk else "created"
    for name in values.keys() & {"name", "description", "position"}:
        setattr(row, name, values[name])
    row.slug = row.slug or _free_slug(row.name)
    row.save()

    trail.record(f"section.{verb}", on=row, by=by, before=before if verb == "changed" else None, after=values)
    return row


@transaction.atomic
def delete_section(row: Section, *, by: Actor) -> None:
    """Its articles stay, without a section. Deleting it again changes nothing."""
    if (row := Section.objects.select_for_update().filter(pk=row.pk).first()) is None:  # type: ignore[assignment]
        return
    trail.record("section.deleted", on=row, by=by, before={"name": row.name})
    row.delete()


def _free_slug(name: str) -> str:
    base = slug(name, 50) or "section"
    taken = Section.objects.filter(slug=base).exists()
    return f"{base}-{ids.token(4).lower().replace('_', '').replace('-', '')[:5]}" if taken else base
