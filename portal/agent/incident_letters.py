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
    from ai.models import Incident, IncidentLetter, IncidentReply
    from ai.selectors import Member

MOST_CANNED = 200
MOST_LETTERS = 12  # of each reply at first; ?letters=REPLY shows all of that one
ATTENTION = ("failed", "leaving", "queued", "withdrawn", "written")  # what one may have to act on comes first
Context = dict[str, Any]


def composing(
    actor: Actor, row: Incident, inside: Sequence[Member], shown: set[int], form: Form | None, whole: str
) -> Context:
    """`composer` of incident.html, None where nothing may be sent; and the replies so far.

    shown: ids of the tickets on this page of the list. Ticks of the other pages travel in one hidden field.
    """
    sent = replies(actor, row, inside, whole)
    if not (ai.may_decide(actor, row, REPLY) and row.state in services.ANSWERABLE and inside):
        return sent | {"composer": None}
    answered = {letter["number"] for reply in sent["replies"] for letter in reply["letters"]}
    waiting = {one.number for one in inside if one.waits and one.number not in answered}
    typed = form.data.get("chosen") if form and form.data.get("key") else None
    chosen = waiting if typed is None else {int(one) for one in typed if one.isdecimal()}
    elsewhere = [one.number for one in inside if one.ticket_id not in shown]
    composer = {
        "key": ids.public_id(),
        "variables": list(variables.KNOWN.items()),
        "canned": list(desk.canned_replies(actor)[:MOST_CANNED].values_list("pk", "title")),
        "chosen": chosen,
        "waiting": waiting,
        "elsewhere": elsewhere,
        "is_one_each": len({one.contact_id for one in inside}) == len(inside),
    }
    return sent | {"composer": composer}


def replies(actor: Actor, row: Incident, inside: Sequence[Member], whole: str = "") -> Context:
    """Everything of _incident_replies.html, newest first. Two queries.

    whole: the reply (id) of which all letters are shown.
    """
    seen = {one.ticket_id: one.number for one in inside}
    told = [_reply(one, seen) for one in reversed(ai.incident_replies(actor, row))]
    for one in told:
        one["shown"] = one["letters"] if whole == str(one["id"]) else one["letters"][:MOST_LETTERS]
    return {
        "incident_url": paths.incident(row.pk),
        "replies_url": f"{paths.incident(row.pk)}replies/" + (f"?letters={whole}" if whole else ""),
        "replies": told,
        "is_sending": any(one["queued"] or one["leaving"] for one in told),
        "may_reply": ai.may_decide(actor, row, REPLY),
        "is_answerable": row.state in services.ANSWERABLE,
    }


def _reply(row: IncidentReply, seen: dict[int, int]) -> Context:
    letters = sorted(map(_letter, row.letters.all()), key=lambda one: ATTENTION.index(one["state"]))
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
        "missing": [number for pk, number in seen.items() if pk not in told],
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
