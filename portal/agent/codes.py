"""Ranks and keys of rows as the codes that templates know. Pure look-ups over remembered lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from core.desk import selectors as desk
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from core.tickets.models import Ticket

SENTIMENTS = {-2: "very_negative", -1: "negative", 0: "neutral", 1: "positive", 2: "very_positive"}
SENTIMENT_RANKS = {code: rank for rank, code in SENTIMENTS.items()}
PRIORITIES = {1: "low", 2: "medium", 3: "high", 4: "urgent"}
CHANNELS = {
    "mail": gettext_lazy("E-mail"),
    "portal": gettext_lazy("Help centre"),
    "api": gettext_lazy("API"),
    "phone": gettext_lazy("Phone"),
    "plan": gettext_lazy("Recurring"),
}
KINDS = frozenset({"new", "open", "waiting", "on_hold", "resolved", "closed"})


def sentiment(rank: int | None) -> str | None:
    return None if rank is None else SENTIMENTS.get(rank)


def status(ticket: Ticket) -> dict[str, str]:
    """{"kind", "name"} as every template takes a status."""
    return status_row(desk.status_by_id(ticket.status_id) or ticket.status)


def status_row(row: Any) -> dict[str, str]:
    return {"kind": row.category if row.category in KINDS else "closed", "name": _(row.label)}


def category_name(key: object) -> str:
    """The name people gave a category; the key itself when it is gone."""
    row = next((one for one in desk.categories() if one.key == key), None)
    return row.name if row else str(key or "")
