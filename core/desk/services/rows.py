"""The story every verb of the desk tells: check, write what changed, audit, let all processes forget."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError

from core.audit import trail
from core.desk import book
from core.desk.events import DeskArranged
from core.desk.models import Versioned
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Stale
from tenants.kernel.text import storable

M = TypeVar("M", bound=models.Model)


class InUse(Conflict):
    """data: name."""

    code = "desk.in_use"
    sentence = "“{name}” is still used by tickets and cannot be removed."


@transaction.atomic
def keep(row: M, values: dict[str, Any], *, by: Actor, seen: int | None = None) -> M:
    """Write the values on a new or existing row. Nothing happens when they are already so.

    seen: the version of a Versioned row the caller looked at. Raises Stale, Invalid with `fields`.
    """
    is_new, kind = row.pk is None, row._meta.model_name
    if not is_new:
        row = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        _check_seen(row, seen)
    before = {name: _plain(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, storable(value).strip() if isinstance(value, str) else value)
    after = {name: _plain(row, name) for name in values}
    if not is_new and before == after:
        return row

    _check(row)
    if isinstance(row, Versioned) and not is_new:
        row.version += 1
    row.save()

    verb, was = ("created", None) if is_new else ("changed", before)
    trail.record(f"{kind}.{verb}", on=row, by=by, before=was, after=after)
    publish(DeskArranged(kind=str(kind), row_id=row.pk, by=by.ref))
    book.page.changed()
    return row


@transaction.atomic
def remove(row: models.Model, *, by: Actor) -> None:
    """Delete the row; deleting it again changes nothing. InUse when tickets hold it."""
    pk, name, kind = row.pk, str(row), row._meta.model_name
    # a row of our own: deleting takes the key off the object, and the given one may be the book's
    found = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        return
    try:
        with transaction.atomic():
            trail.record(f"{kind}.deleted", on=found, by=by, before={"name": name})
            found.delete()
    except ProtectedError:
        raise InUse(name=name) from None
    publish(DeskArranged(kind=str(kind), row_id=pk, by=by.ref))
    book.page.changed()


def _check_seen(row: models.Model, seen: int | None) -> None:
    if isinstance(row, Versioned) and seen not in (None, row.version):
        raise Stale(version=row.version)


def _check(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(fields={name: list(said) for name, said in error.message_dict.items()}) from None


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value
