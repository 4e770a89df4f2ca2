"""A change of many tickets in words: what it does, how far it is, and what it could not do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from core.accounts import selectors as accounts
from core.desk import kinds
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets.choices import Then
from portal.agent import paths
from portal.agent.codes import category_name
from portal.ui.times import exact
from portal.ui.words import plain_priorities

if TYPE_CHECKING:
    from core.tickets.models import BulkChange

Context = dict[str, Any]


def told(at: tickets.Progress) -> Context:
    """As _bulk.html, bulk.html and bulk_change.html take it."""
    names = ("done", "failed", "cancelled", "undone", "kept")
    counts = {name: at.counts.get(name, 0) for name in names}
    return {
        "id": at.row.pk,
        "url": reverse("agent:bulk_change", args=[at.row.pk]),
        "what": what(at.row.what),
        "state": at.state,
        "is_at_work": at.is_at_work,
        "total": at.row.total,
        "settled": at.settled,
        "said": _said(at, counts),
        "missed": counts["failed"] + counts["kept"],
        "may_undo": at.undo_until is not None,
        "undo_until": at.undo_until,
        "at": at.row.created_at,
        **counts,
    }


def reasons(row: BulkChange) -> list[Context]:
    """Tickets it was not done to, each with its reason."""
    return [
        {
            "label": ticket.label,
            "url": paths.ticket(ticket.number),
            "subject": ticket.subject,
            "why": item.why,
            "is_kept": item.state == "kept",
        }
        for item in tickets.not_done(row)
        if (ticket := item.ticket)
    ]


def what(acts: Mapping[str, Any]) -> str:
    """ "Status: Resolved · Tag: vip"."""
    return " · ".join(_one(name, value) for name, value in acts.items())


def _said(at: tickets.Progress, counts: Mapping[str, int]) -> str:
    """One sentence on where it stands."""
    numbers = {"done": at.settled, "total": at.row.total}
    if at.state == "working":
        return _("%(done)d of %(total)d tickets") % numbers
    if at.state == "undoing":
        return _("Putting back: %(done)d of %(total)d tickets") % numbers
    if at.state == "undone" and "macro" in at.row.what:  # its words, letters and checklists stay
        one, many = "The values of %(n)d ticket are as before.", "The values of %(n)d tickets are as before."
        return f"{_number(one, many, counts['undone'])} {_('What else the macro did stays.')}"
    if at.state == "undone":
        return _number("%(n)d ticket is as before.", "%(n)d tickets are as before.", counts["undone"])
    if at.state == "cancelled":
        one, many = "Cancelled. %(n)d ticket was changed.", "Cancelled. %(n)d tickets were changed."
        return _number(one, many, counts["done"])
    return _number("%(n)d ticket changed.", "%(n)d tickets changed.", counts["done"])


def _number(one: str, many: str, number: int) -> str:
    return ngettext(one, many, number) % {"n": number}


def _one(name: str, value: Any) -> str:
    if name == "fields":
        return " · ".join(f"{_field(key)}: {_plain(held)}" for key, held in value.items())
    if name == "is_spam":
        return _("Spam") if value else _("Not spam")
    if name == "delete":
        return _("Into the bin")
    if name in BIN:
        return str(BIN[name])
    if name == "snooze":
        said = _(ASIDE.get(value.get("then", ""), ASIDE[Then.REOPEN]))
        return said % {"when": exact(datetime.fromisoformat(value["until"]))}
    if name == "macro":
        return _("Macro “%(name)s”") % {"name": value["name"]}
    if name == "merge_into":
        return _("Merge into %(ticket)s") % {"ticket": tickets.label_of(value["ticket"])}
    label = LABELS.get(name)
    words = WORDS.get(name, _plain)
    return f"{label}: {words(value)}" if label else name


def _field(key: str) -> str:
    return next((one.label for one in desk.fields(hidden=True) if one.key == key), key)


def _plain(value: Any) -> str:
    if value is None:
        return _("none")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _status(key: str) -> str:
    row = next((one for one in desk.statuses(hidden=True) if one.key == key), None)
    return _(row.label) if row else key


def _type(key: str | None) -> str:
    row = next((one for one in kinds.kinds(hidden=True) if one.key == key), None)
    return _(row.name) if row else key or _("none")


def _queue(pk: int) -> str:
    row = desk.queue_by_id(pk)
    return row.name if row else str(pk)


def _team(pk: int | None) -> str:
    row = desk.teams().filter(pk=pk).first() if pk else None
    return row.name if row else _("none")


def _person(pk: int | None) -> str:
    return (accounts.names_of([pk]).get(pk) or _("Somebody who left")) if pk else _("Nobody")


BIN = {"restore": gettext_lazy("Out of the bin"), "erase": gettext_lazy("Erase for good")}
ASIDE: dict[str, str] = {
    Then.REOPEN: gettext_noop("Put aside until %(when)s"),
    Then.CLOSE: gettext_noop("Close %(when)s unless the customer writes"),
    Then.REMIND: gettext_noop("Remind %(when)s"),
}
LABELS = {
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "category": gettext_lazy("Category"),
    "type": gettext_lazy("Type"),
    "queue": gettext_lazy("Queue"),
    "team": gettext_lazy("Team"),
    "assignee": gettext_lazy("Assignee"),
    "responsible": gettext_lazy("Responsible"),
    "estimated_minutes": gettext_lazy("Estimate"),
    "add_tags": gettext_lazy("Add tags"),
    "remove_tags": gettext_lazy("Remove tags"),
}
WORDS: dict[str, Any] = {
    "status": _status,
    "priority": lambda code: plain_priorities().get(code, code),
    "category": lambda key: category_name(key) if key else _("none"),
    "type": _type,
    "queue": _queue,
    "team": _team,
    "assignee": _person,
    "responsible": _person,
}
