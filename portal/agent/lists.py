"""What a list of tickets is asked for: query parameters, a saved view, and links that change one thing.

A link always carries the whole question, so that it can be kept, sent and opened in another tab.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict

from core.desk.looks import LAYOUTS
from core.tickets import conditions
from core.tickets import selectors as tickets
from portal.agent import paths
from tenants.kernel.errors import Invalid
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from core.desk.models import SavedView

NARROWING = (
    "status",
    "priority",
    "category",
    "type",
    "sentiment",
    "assignee",
    "responsible",
    "queue",
    "tag",
    "channel",
    "team",
    "contact",
    "escalated",
    "awaits_reply",
    "reopened",
    "needs_review",
    "spam",
    "thanks",
    "snoozed",
    "archived",
    "due",
    "watched",
    "mentioned",
    "state",
    "q",
)
BESIDE = frozenset({"cursor", "part", "open", "layout", "column", "at", "span"})  # narrows nothing
COOKIE = "desk_list"  # the list somebody came from, for "back" and for a reloaded ticket page
LONGEST_COOKIE = 1_000
LONGEST_QUERY = 8_000  # of a list that a form sends along
OPEN = "all-open"


@dataclass(frozen=True, slots=True)
class Listing:
    """params: everything that narrows and orders; view: key of the saved view it came from, or ""."""

    params: dict[str, str]
    filters: tickets.Filters
    view: str = ""
    name: str = ""
    owner: int | None = None  # of the saved view
    base: str = ""  # key of the saved view whose conditions hold, whatever narrows it further
    layout: str = ""  # that the address names; "": as this person last had it

    @property
    def key(self) -> str:
        """What this person's look at it is kept under, and the nav link that is this list."""
        if self.view:
            return self.view
        if set(self.params) - {"order"} == {"queue"}:
            return f"queue:{self.params['queue']}"
        return "" if self.is_narrowed else "inbox"

    @property
    def order(self) -> str:
        return self.filters.order

    @property
    def is_narrowed(self) -> bool:
        return not self.view and any(name in self.params for name in NARROWING)

    def url(self, **changes: str | None) -> str:
        """This list with other parameters. None removes one; a view stays one only while nothing narrows."""
        seen = {"layout": self.layout, **changes}
        if self.view and not changes.keys() - BESIDE:
            return paths.listing(view=self.view, **seen)
        around = {"view": self.base} if self.base else {}
        return paths.listing(**{**self.params, **seen, **around})

    @property
    def query(self) -> str:
        return self.url().partition("?")[2]


class ListTooLong(Invalid):
    """Cut, it would be another list, and what is done to it would be done to others. data: limit."""

    code = "list.too_long"
    sentence = "This list has too many conditions. Keep it as a view first. Nothing was changed."


def sent(query: str) -> QueryDict:
    """A list as a form sends it along, whole. Raises ListTooLong."""
    if len(query) > LONGEST_QUERY:
        raise ListTooLong(limit=LONGEST_QUERY)
    return QueryDict(query, mutable=True)


def of(values: Mapping[str, Any], views: list[SavedView]) -> Listing:
    """Read from query parameters. An unknown view is the plain inbox. Raises BadFilter.

    What narrows a view takes its place, for its filters are in the address; conditions stay around it.
    """
    key, layout = str(values.get("view", "")), str(values.get("layout", ""))
    layout = layout if layout in LAYOUTS else ""
    row = next((view for view in views if view.key == key), None)
    params = {name: _text(values, name) for name in (*NARROWING, "order") if _text(values, name)}
    narrows = params.keys() & set(NARROWING)
    where = row.filters.get("where") if row else None
    if row is None or (narrows and not where):
        name = _("Tickets") if narrows else _("All open")
        return Listing(params, tickets.Filters.read(params), "", name, layout=layout)
    wanted = {**texts(row.filters), "order": row.order, **params}
    filters, base = tickets.Filters.read({**wanted, "where": where}), row.key if where else ""
    return Listing(wanted, filters, "" if narrows else row.key, _(row.name), row.owner_id, base, layout)


def kept(listing: Listing) -> dict[str, Any]:
    """What a saved view keeps of it."""
    filters: dict[str, Any] = {name: value for name, value in listing.params.items() if name in NARROWING}
    where = listing.filters.where
    return filters | {"where": conditions.as_json(where)} if where else filters


def came_from(request: HttpRequest) -> str:
    """The query of the list this person last looked at, "" for the inbox. Never trusted further."""
    kept = request.COOKIES.get(COOKIE, "")[:LONGEST_COOKIE]
    return QueryDict(kept).urlencode() if kept else ""


def readable(query: str, views: list[SavedView]) -> Listing:
    """As `of`, for a remembered query: a bad one is the plain inbox."""
    try:
        return of(QueryDict(query).dict(), views)
    except Invalid:
        return of({}, views)


def texts(filters: Mapping[str, Any]) -> dict[str, str]:
    """A saved view's filters as parameters."""
    joined = {
        name: ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for name, value in filters.items()
    }
    return {name: value for name, value in joined.items() if value and name in NARROWING}


def _text(values: Mapping[str, Any], name: str) -> str:
    """All values of a parameter, comma-separated; "order" answers to "sort" too."""
    found = values.getlist(name) if isinstance(values, QueryDict) else [values.get(name, "")]
    return ",".join(str(one) for one in found if one)[:300]
