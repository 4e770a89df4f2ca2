"""What the page of an incident shows of replies to all: the composer, and what became of each letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ai import selectors as ai
from ai.services import incidents as services
from core.desk import selectors as desk
from core.desk import variables
from core.tickets.rules import REPLY
from portal.agent import paths
from portal.ui.forms import Form
from tenants.kernel import clock, ids
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from ai.models import Incident, IncidentLetter, IncidentReply, IncidentTicket
    from core.tickets.models import Ticket

MOST_CANNED = 200
Context = dict[str, Any]


def composing(actor: Actor, row: Incident, links: Sequence[IncidentTicket], form: Form | None) -> Context:
    """`composer` of incident.html, None where nothing may be sent; and the replies so far."""
    sent = replies(actor, row, links)
    if not (actor.may(REPLY) and row.state in services.ANSWERABLE and links):
        return sent | {"composer": None}
    answered = {letter["number"] for reply in sent["replies"] for letter in reply["letters"]}
    typed = form.data["chosen"] if form and form.data.get("key") else None
    waiting = {link.ticket.number for link in links if _waits(link.ticket, answered)}
    composer = {
        "key": ids.public_id(),
        "variables": list(variables.KNOWN.items()),
        "canned": list(desk.canned_replies(actor)[:MOST_CANNED].values_list("pk", "title")),
        "chosen": waiting if typed is None else {int(one) for one in typed if one.isdecimal()},
    }
    return sent | {"composer": composer}


def replies(actor: Actor, row: Incident, links: Sequence[IncidentTicket]) -> Context:
    """Everything of _incident_replies.html, newest first. Two queries."""
    seen = {link.ticket_id: link.ticket for link in links}
    told = [_reply(one, seen) for one in reversed(ai.incident_replies(actor, row))]
    return {
        "incident_url": paths.incident(row.pk),
        "replies_url": f"{paths.incident(row.pk)}replies/",
        "replies": told,
        "is_sending": any(one["queued"] or one["leaving"] for one in told),
        "may_reply": actor.may(REPLY),
        "is_answerable": row.state in services.ANSWERABLE,
    }


def _reply(row: IncidentReply, seen: dict[int, Ticket]) -> Context:
    letters = [_letter(one) for one in row.letters.all()]
    states = Counter(one["state"] for one in letters)
    told = {one.ticket_id for one in row.letters.all()}
    return {
        "id": row.pk,
        "text": row.text,
        "by": row.author.name if row.author else "",
        "at": row.created_at,
        "total": len(letters),
        "queued": states["queued"],
        "written": states["written"] + states["leaving"],
        "leaving": states["leaving"],
        "failed": states["failed"],
        "letters": letters,
        "missing": [ticket.number for pk, ticket in seen.items() if pk not in told],
    }


def _letter(row: IncidentLetter) -> Context:
    ticket = row.ticket
    return {
        "number": ticket.number,
        "label": ticket.label,
        "url": paths.ticket(ticket.number),
        "who": ticket.contact.name or ticket.contact.email,
        "state": _state(row),
        "why": row.why,
    }


def _state(row: IncidentLetter) -> str:
    """queued, failed, leaving (may still be taken back), written or withdrawn."""
    message = row.message
    if row.state == "back":
        return "withdrawn"
    if row.state != "written" or message is None:
        return str(row.state)
    if message.withdrawn_at:
        return "withdrawn"
    return "leaving" if message.undo_until and message.undo_until > clock.now() else "written"


def _waits(ticket: Ticket, answered: set[int]) -> bool:
    """Ticked at first: who has no answer yet, of this incident or by a colleague."""
    return ticket.number not in answered and ticket.awaits_reply and not ticket.is_finished
