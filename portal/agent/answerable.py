"""What a ticket's history says of who answers for it, and of how long it may take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tenants.kernel.minutes import hours

if TYPE_CHECKING:
    from core.audit.models import Record


def handed_to(record: Record) -> Any:
    """Id of the colleague who holds it, or answers for it, from now on."""
    if record.action == "ticket.changed" and isinstance(record.after, dict):
        return record.after.get("responsible")
    return record.after if record.action == "ticket.assigned" else None


def responsible(record: Record, who: str, names: dict[int, str]) -> str:
    user = handed_to(record)
    if user is None:
        return _("%(who)s made nobody responsible") % {"who": who}
    if user == record.actor_id and record.actor_kind == "user":
        return _("%(who)s took responsibility for the ticket") % {"who": who}
    return _("%(who)s made %(agent)s responsible") % {
        "who": who,
        "agent": names.get(user) or _("a colleague"),
    }


def estimate(who: str, value: Any) -> str:
    if not value:
        return _("%(who)s took the estimate away") % {"who": who}
    return _("%(who)s estimated the work at %(length)s") % {"who": who, "length": hours(int(value))}
