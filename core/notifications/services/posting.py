"""Telling a program of a ticket, because a rule or a macro has it told: owed now, sent by a worker."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Priority
from core.notifications.hooks import calls, programs
from core.notifications.models_hooks import Hook, HookCall
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.selectors import site_url


@transaction.atomic
def post_ticket(hook_id: int, ticket: Ticket, *, by: Actor) -> HookCall | None:
    """None where the program is gone or off."""
    hook = Hook.objects.filter(pk=hook_id, format=Hook.Format.JSON, is_active=True).first()
    if hook is None:
        return None
    row = Ticket.objects.select_related("contact__company", "assignee").get(pk=ticket.pk)
    usual = _facts(row, by)
    body = programs.body(hook, tickets.values_of(row, row.assignee) | _more(usual), usual)
    return calls.owe(hook, usual["ticket"]["label"], usual["ticket"]["url"], body=body)


@transaction.atomic
def redeliver(call: HookCall, *, by: Actor) -> HookCall:
    """Send once more what was sent, as a delivery of its own."""
    made = calls.owe(call.hook, call.text, call.link, body=call.body)
    trail.record("notifications.hook_redelivered", on=call.hook, by=by, after={"delivery": call.pk})
    return made


def _facts(row: Ticket, by: Actor) -> dict[str, Any]:
    """What a program without a template is told. Times are UTC; what was said stays here."""
    status, queue = desk.status_by_id(row.status_id), desk.queue_by_id(row.queue_id)
    ticket = {
        "number": row.number,
        "label": row.label,
        "subject": row.subject,
        "status": status.key if status else "",
        "priority": Priority(row.priority).name.lower(),
        "queue": queue.name if queue else "",
        "assignee": row.assignee.email if row.assignee else None,
        "customer": row.contact.email,
        "language": row.language,
        "url": site_url(context.current_tenant(), f"/desk/tickets/{row.number}/"),
    }
    return {
        "event": "ticket",
        "by": by.name,
        "at": clock.now().isoformat(timespec="seconds"),
        "ticket": ticket,
    }


def _more(usual: dict[str, Any]) -> dict[str, str]:
    """Variables of templates besides those of texts."""
    names = ("url", "status", "priority", "assignee")
    told = {f"ticket.{name}": str(usual["ticket"][name] or "") for name in names}
    return told | {"rule.name": usual["by"], "now": usual["at"]}
