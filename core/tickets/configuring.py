"""Sections of views that are shared, of the archive, and of how numbers are written."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Number, OneOf, Ref, Text
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk import services as desk
from core.desk.looks import LAYOUTS
from core.desk.models import SavedView
from core.desk.rules import ARRANGE
from core.tickets.models import Archiving, TicketNumber
from core.tickets.naming import Filters
from core.tickets.rules import FEWEST_MONTHS, MOST_MONTHS
from core.tickets.selectors.inbox import ORDERS
from core.tickets.services.archiving import set_archiving
from core.tickets.services.numbers import MOST_PADDING, set_numbering
from core.tickets.services.views import keep_view
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> SavedView:
    fresh: dict[str, Any] = {} if row else {"key": key, "name": key, "owner_id": None, "filters": {}}
    return keep_view(row, by=by, **fresh | values)


register(
    Section(
        "views",
        "Lists of tickets that are shared. Those of one person stay theirs.",
        ARRANGE,
        SavedView,
        SavedView.objects.filter(owner=None).all,
        lambda row: row.key,
        (
            Part("name", Text()),
            Part("filters", Filters()),
            Part("order", OneOf(tuple(ORDERS))),
            Part("layout", OneOf(LAYOUTS)),
            Part("team", Ref("teams", as_id=True), attr="team_id"),
            Part("role", Ref("roles", as_id=True), attr="role_id"),
            Part("position", Number()),
        ),
        save,
        desk.delete_view,
        after=("categories", "fields", "queues", "roles", "statuses", "tags", "teams", "types"),
    )
)


TICKETS = "tickets"  # the one thing there is an archive of


def archives() -> list[Archiving]:
    return [Archiving.objects.first() or Archiving()]


def save_archive(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Archiving:
    if row is None:
        raise Invalid(f"The archive is one of {TICKETS}.")
    set_archiving(values["months"], by=by)
    return archives()[0]


register(
    Section(
        "archive",
        "Months after which a finished ticket goes to the archive; null: never.",
        ARRANGE,
        Archiving,
        archives,
        lambda row: TICKETS,
        (Part("months", Number(least=FEWEST_MONTHS, most=MOST_MONTHS, or_none=True)),),
        save_archive,
    )
)


def numberings() -> list[TicketNumber]:
    return [TicketNumber.objects.first() or TicketNumber()]


def save_numbering(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> TicketNumber:
    if row is None:
        raise Invalid(f"The numbers are those of {TICKETS}.")
    set_numbering(**{"prefix": row.prefix, "padding": row.padding, **values}, by=by)
    return numberings()[0]


register(
    Section(
        "numbers",
        "How numbers of tickets are written. Prefixes of before go on leading to their tickets.",
        ARRANGE,
        TicketNumber,
        numberings,
        lambda row: TICKETS,
        (Part("prefix", Text()), Part("padding", Number(least=1, most=MOST_PADDING))),
        save_numbering,
    )
)
