"""One ticket and its customer as the plain contexts of the ticket page's parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ai.languages import LANGUAGES
from core.contacts.selectors import VIEW as VIEW_CONTACTS
from core.desk import kinds, signatures, variables
from core.desk import selectors as desk
from core.mail.letters.wording import language_of
from core.tickets.selectors.page import OTHERS, Opened, Other
from portal.agent import faces, paths
from portal.agent.codes import CHANNELS, PRIORITIES, sentiment, status, status_row
from portal.agent.rows import HURRY
from portal.ui.jinja import filesize
from portal.ui.words import language_name
from tenants import context
from tenants.kernel import clock, ids, wordings
from tenants.kernel.actor import Actor
from tenants.kernel.minutes import hours
from tenants.saying import gettext

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.tickets.models import Ticket

Context = dict[str, Any]
OTHERS_SHOWN = 3


def ticket(row: Ticket, tags: list[str] | None = None) -> Context:
    """`ticket` of every part. tags: names, where the details show them."""
    queue, category = desk.queue_by_id(row.queue_id), desk.category_by_id(row.category_id)
    due, now = row.due_at, clock.now()
    return {
        "id": row.pk,
        "number": row.number,
        "label": row.label,
        "version": row.version,
        "subject": row.subject,
        "status": status(row),
        "priority": PRIORITIES[row.priority],
        "assignee": _person(row.assignee),
        "responsible": _person(row.responsible),
        "estimate": hours(row.estimated_minutes) if row.estimated_minutes else "",
        "sentiment": sentiment(row.sentiment),
        "category": category.name if category else None,
        "type": _type(row),
        "spam": _spam(row),
        "thanks": row.is_thanks,
        "escalate": row.is_escalated and not row.is_finished,
        "is_finished": row.is_finished,
        "archived_at": row.archived_at,
        "pending": {"until": row.pending_until, "reason": row.pending_reason, "then": row.pending_then}
        if row.pending_until
        else None,
        "woken": {"at": row.woken_at, "reason": row.pending_reason} if row.woken_at else None,
        "due": due if due and not row.is_finished else None,
        "is_hurried": bool(due and due - now < HURRY),
        "late": bool(due and due < now),
        "queue": queue.name if queue else None,
        "channel": CHANNELS.get(row.channel, row.channel),
        "tags": tags or [],
        "extracted": {name: value for name, value in row.extracted.items() if name not in row.fields},
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _person(one: User | None) -> Context | None:
    return {"id": one.pk, "name": one.name, "face": faces.url(one.pk)} if one else None


def _type(row: Ticket) -> str:
    found = kinds.kind_by_id(row.type_id)
    return gettext(found.name) if found else ""


def _spam(row: Ticket) -> str:
    """ "yes", "maybe" (triage takes it for spam, nobody has decided) or ""."""
    known = desk.status_by_id(row.status_id) or row.status
    if known.category == "spam":
        return "yes"
    return "maybe" if row.is_suspect else ""


def customer(actor: Actor, seen: Opened) -> Context:
    """`customer` of _customer_card.html: who it is and what else they asked."""
    row, contact = seen.ticket, seen.ticket.contact
    others = seen.others if actor.may(VIEW_CONTACTS) else []
    return {
        "name": contact.name or contact.email or str(contact),
        "email": contact.email,
        "url": paths.customer(contact.public_id) if actor.may(VIEW_CONTACTS) else "",
        "company": contact.company.name if contact.company else None,
        "phone": None,
        "language": language_name(contact.language or row.language),
        "since": contact.created_at,
        "tickets": [
            {"subject": one.subject, "url": paths.ticket(one.number), "status": _status(one), "at": one.at}
            for one in others[:OTHERS_SHOWN]
        ],
        "tickets_more": len(others) > OTHERS_SHOWN,
        "tickets_total": len(others) + 1 if len(others) < OTHERS else None,
    }


def _status(other: Other) -> dict[str, str]:
    return status_row(desk.status_by_id(other.status_id) or desk.default_status("open"))


def composer(seen: Opened, last: int, organization: str) -> Context:
    """`composer`: what this person has begun, and the last message they are answering (primary key)."""
    reply, note, forward = (seen.drafts.get(kind) for kind in ("reply", "note", "forward"))
    begun = reply or note or forward or {"body": "", "suggestion": ""}
    answered_at = seen.answered_at
    return {
        "mode": begun.get("kind", "reply"),
        "forward": _forward(forward),
        "to": [answered_at] if answered_at else [],
        "addresses": _addresses(seen),
        "signature": _signature(seen, organization),
        "cc": ", ".join(seen.copies),
        "body": begun["body"],
        "suggestion": begun["suggestion"],
        "files": [dict(one, size=filesize(one["size"])) for one in begun.get("files", ())],
        "bcc": begun.get("kept", {}).get("bcc", ""),
        "then": begun.get("kept", {}).get("then", ""),
        "key": ids.public_id(),
        "last": last,
        "error": None,
    }


def _forward(draft: Context | None) -> Context:
    """What was begun to be passed on: the message's own address, and for whom."""
    begun = draft or {"body": "", "about": "", "addresses": {}}
    url = reverse("agent:aside", args=[begun["about"]]) if begun["about"] else ""
    url += "?answer=1" if url and begun["addresses"].get("answer") else ""
    return {"body": begun["body"], "about": begun["about"], "url": url, **begun["addresses"]}


def _signature(seen: Opened, organization: str) -> str:
    """What the letter will put under the answer; an example of it, as nothing of the text is known yet."""
    row, contact, me = seen.ticket, seen.ticket.contact, seen.reader
    queue = desk.queue_by_id(row.queue_id)
    values = variables.of(
        customer=(contact.name, seen.answered_at, contact.company.name if contact.company else ""),
        ticket=(row.label, row.subject, queue.name if queue else ""),
        agent=(me.get("name", ""), me.get("email", "")),
        organization=organization,
    )
    own = context.current_tenant().language
    language = language_of(row, own)
    mine = wordings.picked(me.get("signature", ""), me.get("signature_in", {}), language, own)
    framed = signatures.of(queue, language, own)
    text = signatures.under(mine, framed, values)
    return text if framed.strip() else "\n".join(filter(None, (text, organization)))


def _addresses(seen: Opened) -> list[Context]:
    """What the agent may choose from; nothing where there is no choice."""
    if len(seen.addresses) < 2:
        return []
    return [
        {"email": one["email"], "on": one["email"] == seen.answered_at, "words": _about(one)}
        for one in seen.addresses
    ]


def _about(address: Context) -> str:
    if address["came_back"]:
        return gettext("mail came back")
    return gettext("not verified") if address["is_unproved"] else ""


def languages() -> list[tuple[str, str]]:
    """[(code, name)] of the languages that replies can be asked for in, in the reader's own words."""
    return sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda one: one[1])
