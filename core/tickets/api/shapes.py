"""What the API shows of tickets and messages. Names resolve from the desk's remembered lists."""

from __future__ import annotations

from typing import Any

from core.desk import kinds
from core.desk import selectors as desk
from core.desk.models import Priority, Status
from core.doors.shapes import Shape, moment
from core.tickets import selectors
from core.tickets.api.pieces import ContactBrief, Named, Person
from core.tickets.api.promises import PromiseOut
from core.tickets.models import SameCase, Sentiment, Ticket

SENTIMENTS = {value: Sentiment(value).name.lower() for value in Sentiment.values}
LISTED = (  # the columns of a TicketOut: a list loads no others
    *(
        "number",
        "subject",
        "fields",
        "status",
        "priority",
        "queue",
        "category",
        "type",
        "channel",
        "sentiment",
        "urgency",
    ),
    *("language", "is_escalated", "escalation_reason", "needs_review", "is_suspect", "preview"),
    *(
        "message_count",
        "is_thanks",
        "awaits_reply",
        "due_at",
        "pending_until",
        "pending_reason",
        "pending_then",
    ),
    *("items", "items_done", "approval", "archived_at", "estimated_minutes", "responsible__name"),
    *("created_at", "updated_at", "last_message_at", "first_replied_at", "resolved_at", "closed_at"),
    *("version", "assignee__name", "contact__public_id", "contact__name", "contact__email"),
)
PRIORITIES = {value: Priority(value).name.lower() for value in Priority.values}


class TicketOut(Shape):
    """A row of a list. sentiment has five levels; sentiment_3 rolls them up.

    is_spam: decided; is_suspect: triage takes it for spam, nobody has decided.
    is_thanks: the customer's last words only say thanks. fields: {key: value} of the organization's own.
    pending_until: put aside until then, and in no open list; then (pending_then) it is reopened, closed, or
    somebody is reminded. items, items_done: of its checklist.
    approval: pending, approved, declined, canceled or expired; empty where none was asked for.
    responsible: who answers for it, whoever holds it. estimated_minutes: how long it may take.
    archived: in the archive: it can be read; what would change it is refused (`ticket.archived`).
    """

    number: int
    label: str
    subject: str
    status: Named
    priority: str
    queue: str
    category: Named | None
    type: Named | None
    assignee: Person | None
    responsible: Person | None
    contact: ContactBrief
    channel: str
    sentiment: str | None
    sentiment_3: str | None
    urgency: int
    language: str
    escalation_recommended: bool
    escalation_reason: str
    needs_review: bool
    is_spam: bool
    is_suspect: bool
    is_thanks: bool
    archived: bool
    preview: str
    message_count: int
    items: int
    items_done: int
    approval: str
    awaits_reply: bool
    fields: dict
    due_at: str | None
    estimated_minutes: int | None
    pending_until: str | None
    pending_reason: str
    pending_then: str
    created_at: str
    updated_at: str
    last_message_at: str
    first_replied_at: str | None
    resolved_at: str | None
    closed_at: str | None
    version: int

    @staticmethod
    def dump(ticket: Ticket) -> dict[str, Any]:
        status = desk.status_by_id(ticket.status_id) or ticket.status
        queue = desk.queue_by_id(ticket.queue_id) or ticket.queue
        mood = SENTIMENTS.get(ticket.sentiment) if ticket.sentiment is not None else None
        return {
            "number": ticket.number,
            "label": ticket.label,
            "subject": ticket.subject,
            "status": {"key": status.key, "label": status.label},
            "priority": PRIORITIES[ticket.priority],
            "queue": queue.name,
            "category": _category(ticket),
            "type": _type(ticket),
            "assignee": _person(ticket.assignee),
            "responsible": _person(ticket.responsible),
            "contact": ContactBrief.dump(ticket.contact),
            "channel": ticket.channel,
            "sentiment": mood,
            "sentiment_3": mood.removeprefix("very_") if mood else None,
            "urgency": ticket.urgency,
            "language": ticket.language,
            "escalation_recommended": ticket.is_escalated,
            "escalation_reason": "" if ticket.is_veiled or ticket.hides_reasons else ticket.escalation_reason,
            "needs_review": ticket.needs_review,
            "is_spam": status.category == Status.Category.SPAM,
            "is_suspect": ticket.is_suspect,
            "is_thanks": ticket.is_thanks,
            "archived": ticket.archived_at is not None,
            "preview": "" if ticket.is_veiled else ticket.preview,
            "message_count": ticket.message_count,
            "items": ticket.items,
            "items_done": ticket.items_done,
            "approval": ticket.approval,
            "awaits_reply": ticket.awaits_reply,
            "fields": {one.key: ticket.fields[one.key] for one in desk.fields() if one.key in ticket.fields},
            "due_at": moment(ticket.due_at),
            "estimated_minutes": ticket.estimated_minutes,
            "pending_until": moment(ticket.pending_until),
            "pending_reason": "" if ticket.is_veiled else ticket.pending_reason,
            "pending_then": ticket.pending_then,
            "created_at": moment(ticket.created_at),
            "updated_at": moment(ticket.updated_at),
            "last_message_at": moment(ticket.last_message_at),
            "first_replied_at": moment(ticket.first_replied_at),
            "resolved_at": moment(ticket.resolved_at),
            "closed_at": moment(ticket.closed_at),
            "version": ticket.version,
        }


class SameOut(Shape):
    """score: 0 to 1; why: what it is made of."""

    ticket: int
    score: float
    why: str

    @staticmethod
    def dump(row: SameCase) -> dict[str, Any]:
        return {"ticket": row.other.number, "score": row.score, "why": row.why}


class TicketDetail(TicketOut):
    """One ticket: the row, its tags and what people chose by hand.

    merged_into: the number of the ticket it goes on in; its messages are there. maybe_same: an open ticket
    of the same customer that it looks like, until somebody has decided.
    """

    merged_into: int | None
    maybe_same: SameOut | None
    tags: list[str]
    chosen_by_people: list[str]
    extracted: dict
    participants: list[ContactBrief]
    sla: list[PromiseOut]

    @staticmethod
    def dump(ticket: Ticket) -> dict[str, Any]:
        asked = selectors.maybe_same(ticket)
        return {
            **TicketOut.dump(ticket),
            "merged_into": ticket.merged_into.number if ticket.merged_into else None,
            "maybe_same": SameOut.dump(asked) if asked else None,
            "tags": [tag.name for tag in ticket.tags.all()],
            "chosen_by_people": sorted(name for name, ref in ticket.chosen.items() if ref != "system"),
            "extracted": ticket.extracted,
            "participants": [
                ContactBrief.dump(one.contact) for one in ticket.participants.select_related("contact")
            ],
            "sla": PromiseOut.of(ticket),
        }


class Activity(Shape):
    at: str
    action: str
    actor: str
    before: dict | None
    after: dict | None

    @staticmethod
    def dump(record: Any) -> dict[str, Any]:
        return {
            "at": moment(record.at),
            "action": record.action,
            "actor": record.actor_name or record.actor_kind,
            "before": _mapping(selectors.without_reasons(record, record.before)),
            "after": _mapping(selectors.without_reasons(record, record.after)),
        }


class Stats(Shape):
    """Open tickets by what needs doing."""

    open: int
    mine: int
    unassigned: int
    waiting: int
    needs_reply: int
    very_negative: int
    escalated: int
    breaching: int
    overdue: int
    snoozed: int
    needs_review: int
    spam: int

    @staticmethod
    def dump(counts: dict[str, int]) -> dict[str, Any]:
        return counts


def _person(user: Any) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user else None


def _category(ticket: Ticket) -> dict[str, str] | None:
    row = desk.category_by_id(ticket.category_id)
    return {"key": row.key, "label": row.name} if row else None


def _type(ticket: Ticket) -> dict[str, str] | None:
    row = kinds.kind_by_id(ticket.type_id)
    return {"key": row.key, "label": row.name} if row else None


def _mapping(value: Any) -> dict[str, Any] | None:
    return value if value is None or isinstance(value, dict) else {"value": value}
