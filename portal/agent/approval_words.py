"""An approval in words, as the part beside a ticket and the page of what waits show it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.desk import chains
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets import steps
from portal.ui.words import APPROVALS

if TYPE_CHECKING:
    from core.tickets.models import Approval, Ticket
    from tenants.kernel.actor import Actor

Context = dict[str, Any]
SAID = {
    "approved": (_("approved"), "check"),
    "declined": (_("declined"), "x"),
    "": (_("no answer yet"), "hourglass"),
}


def approval(actor: Actor, row: Approval) -> Context:
    """`one` of the templates."""
    name, icon, kind = APPROVALS[row.state]
    is_mine = tickets.is_asked(actor, row)
    return {
        "id": row.pk,
        "state": {"key": row.state, "name": str(name), "icon": icon, "chip": kind},
        "question": row.question,
        "by": row.by_name,
        "at": row.asked_at,
        "due": row.due_at,
        "ended": row.ended_at,
        "reason": row.reason,
        "chain": row.chain,
        "is_open": row.is_pending,
        "is_mine": is_mine,
        "instead_of": _away(actor, row) if is_mine else "",
        "steps": [_step(one, number, row) for number, one in enumerate(row.steps)],
        "error": "",
        "typed": "",
    }


def _away(actor: Actor, row: Approval) -> str:
    """Name of who is away and whose word this colleague gives; "" where it is their own."""
    key = f"{chains.USER}{tickets.whose_word(actor, row)}"
    part = steps.named(row.steps[row.step], key)
    return part["name"] if part and key != f"{chains.USER}{actor.id}" else ""


def _step(one: steps.Step, number: int, row: Approval) -> Context:
    return {
        "need": str(chains.NEEDS[one["need"]]) if len(one["asked"]) > 1 else "",
        "is_now": row.is_pending and number == row.step,
        "is_later": row.is_pending and number > row.step,
        "asked": [_part(part) for part in one["asked"]],
    }


def _part(part: steps.Part) -> Context:
    name, icon = SAID[part["state"]]
    at = datetime.fromisoformat(part["at"]) if part["at"] else None
    deputy = part.get("deputy_name", "")
    return {"name": part["name"], "said": str(name), "icon": icon, "at": at, "reason": part["reason"],
            "deputy": deputy}  # fmt: skip


def silent(row: Approval) -> list[tuple[str, str]]:
    """(key, name) of whose word is waited for."""
    return (
        [(part["key"], part["name"]) for part in steps.silent(row.steps[row.step])] if row.is_pending else []
    )


def people(actor: Actor, ticket: Ticket) -> list[tuple[str, str]]:
    """(key, name) of who may be asked: words, teams, then colleagues who may see the ticket, not oneself."""
    return [
        *((key, str(name)) for key, name in chains.WORDS.items()),
        *((f"{chains.TEAM}{row.pk}", row.name) for row in desk.teams()),
        *_colleagues(actor, ticket),
    ]


def instead(actor: Actor, row: Approval) -> list[tuple[str, str]]:
    """Of these, who may be asked in the place of one person: no teams, and nobody who is asked already."""
    asked = {part["key"] for part in row.steps[row.step]["asked"]}
    words = [(key, str(name)) for key, name in chains.WORDS.items()]
    return [*words, *(one for one in _colleagues(actor, row.ticket) if one[0] not in {*asked, row.by})]


def _colleagues(actor: Actor, ticket: Ticket) -> list[tuple[str, str]]:
    found = (one for one in tickets.colleagues(ticket.queue_id) if one.pk != actor.id)
    return [(f"{chains.USER}{one.pk}", one.name) for one in found]
