"""A list as a table: the columns that a person chose, own fields among them. Template: _table.html."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from core.accounts import selectors as accounts
from core.desk import kinds
from core.desk import selectors as desk
from core.desk.looks import COLUMNS as KNOWN
from core.desk.looks import OWN, WIDTHS, Look
from core.tickets import selectors as tickets
from core.tickets.rules import ASSIGN, CHANGE, DELETE
from core.tickets.selectors.inbox import PAGE
from core.tickets.selectors.inbox import page as page_of
from portal.agent import heading, lists, memory, rows
from portal.agent.codes import CHANNELS, status
from portal.ui.own_fields import Words
from portal.ui.words import language_name
from tenants.kernel.minutes import hours
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from core.tickets.models import Ticket

MOST_ROWS = 300  # that a refreshed table keeps loaded
COLUMNS = (
    *rows.COLUMNS,
    "responsible__name",
    "estimated_minutes",
    "status",
    "queue",
    "type",
    "language",
    "channel",
    "fields",
)
NAMES = {
    "number": gettext_lazy("Number"),
    "subject": gettext_lazy("Subject"),
    "customer": gettext_lazy("Customer"),
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "assignee": gettext_lazy("Assignee"),
    "queue": gettext_lazy("Queue"),
    "category": gettext_lazy("Category"),
    "type": gettext_lazy("Type"),
    "sentiment": gettext_lazy("Sentiment"),
    "due": gettext_lazy("Due"),
    "snoozed": gettext_lazy("Back from snooze"),
    "checklist": gettext_lazy("Checklist"),
    "responsible": gettext_lazy("Responsible"),
    "estimate": gettext_lazy("Estimate"),
    "approval": gettext_lazy("Approval"),
    "language": gettext_lazy("Language"),
    "channel": gettext_lazy("Channel"),
    "created": gettext_lazy("Opened"),
    "updated": gettext_lazy("Last message"),
}
SORTED = {
    "priority": ("urgency",),
    "created": ("created",),
    "updated": ("newest", "oldest"),
    "due": ("due",),
    "snoozed": ("back",),
}
DOWN = frozenset({"urgency", "newest", "created"})  # orders that begin with the most
Context = dict[str, Any]


def context(request: HttpRequest, listing: lists.Listing, seen: Look) -> Context:
    """The context of _table.html and _table_rows.html, with the query under "found" for who must count it."""
    actor = request.actor  # type: ignore[attr-defined]
    found = tickets.inbox(actor, listing.filters)
    cursor, loaded = (request.GET.get(name, "") for name in ("cursor", "rows"))
    size = min(max(int(loaded), PAGE), MOST_ROWS) if loaded.isdecimal() and len(loaded) < 6 else PAGE
    shown, following = page_of(tickets.only(found, COLUMNS), listing.order, cursor, size)
    columns = _columns(request, listing, seen)
    return {
        "found": found,
        "rows": _rows(request, shown, columns),
        "columns": columns,
        "density": seen.density,
        "more_url": listing.url(part="table", cursor=following) if following else None,
        "more_rows": bool(cursor),
        "may_pick": actor.may(CHANGE),
        "may_assign": actor.may(ASSIGN),
        "may_delete": actor.may(DELETE),
        "empty_state": heading.empty_state(listing, actor),
    }


def _columns(request: HttpRequest, listing: lists.Listing, seen: Look) -> list[Context]:
    """Each {name, label, width, order, sort}. order: what its head sorts by; sort: as it is sorted now."""
    own = _own(request)
    shown = []
    for name, width in seen.columns:
        if (label := own.get(name) if name.startswith(OWN) else str(NAMES[name])) is None:
            continue  # the field is gone
        orders = SORTED.get(name, ())
        here = listing.order in orders
        further = orders[(orders.index(listing.order) + 1) % len(orders)] if here else ""
        following = further or next(iter(orders), "")
        sort = ("descending" if listing.order in DOWN else "ascending") if here else ""
        shown.append({"name": name, "label": label, "width": width, "order": following, "sort": sort})
    return shown


def _own(request: HttpRequest) -> dict[str, str]:
    words = Words(request)
    return {OWN + one.key: words.label(one) for one in desk.fields()}


def _rows(request: HttpRequest, found: Sequence[Ticket], columns: list[Context]) -> list[Context]:
    plain = rows.of(found, memory.unread(request.actor, found))  # type: ignore[attr-defined]
    fields = {OWN + one.key: one for one in desk.fields()}
    chosen = [fields[column["name"]] for column in columns if column["name"] in fields]
    words, names = Words(request), _names(found, chosen)
    queues = {row.pk: row.name for row in desk.queues()}
    types = {row.pk: _(row.name) for row in kinds.kinds(hidden=True)}
    for row, shown in zip(found, plain, strict=True):
        shown |= {
            "status": status(row),
            "queue": queues.get(row.queue_id, ""),
            "type": types.get(row.type_id or 0, ""),
            "language": language_name(row.language),
            "channel": CHANNELS.get(row.channel, row.channel),
            "responsible": row.responsible.name if row.responsible else "",
            "estimate": hours(row.estimated_minutes) if row.estimated_minutes else "",
            "created_at": row.created_at,
            "due": None if row.is_finished else row.due_at,
            "own": {OWN + one.key: words.value(one, row.fields.get(one.key), names) for one in chosen},
        }
    return plain


def _names(found: Sequence[Ticket], chosen: Sequence[Any]) -> dict[int, str]:
    """Of colleagues in own fields that are shown. No query where there are none."""
    people = [one.key for one in chosen if one.kind == "person"]
    held = {row.fields[key] for row in found for key in people if row.fields.get(key)}
    return accounts.names_of(held) if held else {}


def offered(request: HttpRequest, seen: Look) -> list[Context]:
    """Every column there is, those that are shown first and in their order: {name, label, width, on}."""
    labels = {name: str(NAMES[name]) for name in KNOWN} | _own(request)
    shown = [(name, width) for name, width in seen.columns if name in labels]
    rest = [(name, "normal") for name in labels if name not in dict(shown)]
    return [
        {"name": name, "label": labels[name], "width": width, "on": at < len(shown)}
        for at, (name, width) in enumerate([*shown, *rest])
    ]


def widths() -> list[tuple[str, str]]:
    words = {"narrow": _("Narrow"), "normal": _("Normal"), "wide": _("Wide")}
    return [(width, words[width]) for width in WIDTHS]
