"""The organization's own fields as the details of a ticket show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from core.accounts import selectors as accounts
from core.tickets.selectors.own_fields import OwnField, fields_of
from portal.ui import own_fields as shown
from tenants.kernel.actor import SYSTEM

if TYPE_CHECKING:
    from core.tickets.models import Ticket


def listed(request: HttpRequest, row: Ticket, editing: str = "", typed: Any = None) -> list[dict[str, Any]]:
    """Each with its value in words; the one that is edited with its control.

    One query where a colleague stands in one of them, and one where a colleague is to be chosen.
    """
    own = fields_of(row)
    words = shown.Words(request) if own else None
    people = {one.value for one in own if one.field.kind == "person" and one.value}
    names = accounts.names_of(people) if people else {}
    return [
        {
            "key": one.field.key,
            "label": words.label(one.field),
            "help": one.field.help,
            "text": words.value(one.field, one.value, names),
            "needed": one.standing.required if one.value in (None, False) else "",
            "locked": one.standing.is_read_only,
            "edit": _control(request, one, typed) if one.field.key == editing else None,
        }
        for one in own
        if words is not None
    ]


def colleagues() -> list[tuple[int, str]]:
    """[(id, name)] of who works here."""
    return list(accounts.people(SYSTEM).filter(is_active=True).values_list("pk", "name"))


def _control(request: HttpRequest, one: OwnField, typed: Any) -> dict[str, Any]:
    people = colleagues() if one.field.kind == "person" else ()
    return shown.controls(request, [one], typed, people)[0]
