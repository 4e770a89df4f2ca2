"""What must be known of a ticket to say whom something concerns: one statement, composed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db import connection

from core.contacts.models import Contact
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.models import Message, Ticket, Watcher
from tenants.database import hot
from tenants.kernel.text import one_line

LONGEST = 200  # characters of what was said
UNSEEN = (Status.Category.SPAM, Status.Category.MERGED)


@dataclass(frozen=True, slots=True)
class About:
    """team: of the ticket, else of its queue. is_hidden: spam, suspected, merged or in the bin.

    is_internal: the message is a note or part of a side conversation. who, text: of the message; the customer
    where there is none. author: colleague who wrote it.
    """

    ticket: int
    assignee: int | None
    team: int | None
    queue: int
    is_hidden: bool
    message: int | None = None
    who: str = ""
    text: str = ""
    author: int | None = None
    is_private: bool = False
    is_internal: bool = False
    watchers: frozenset[int] = frozenset()
    responsible: int | None = None


def about(ticket_id: int, message_id: int | None = None) -> About | None:
    """None when the ticket is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [message_id, ticket_id])
        row = cursor.fetchone()
    if row is None:
        return None
    assignee, team, queue, category, is_suspect, merged, deleted, customer, *said, who = row
    author, name, text, is_private, kind, responsible = said
    lane = desk.queue_by_id(queue)
    return About(
        ticket=ticket_id,
        assignee=assignee,
        team=team or (lane.team_id if lane else None),
        queue=queue,
        is_hidden=bool(is_suspect or merged or deleted or category in UNSEEN),
        message=message_id,
        who=name or customer or "",
        text=one_line(text or "", LONGEST),
        author=author,
        is_private=bool(is_private),
        is_internal=kind in Message.INTERNAL,
        watchers=frozenset(who),
        responsible=responsible,
    )


@cache
def _statement() -> str:
    names = {
        model.__name__.lower(): hot.name_of(model) for model in (Ticket, Status, Message, Contact, Watcher)
    }
    return """
        SELECT t.assignee_id, t.team_id, t.queue_id, s.category, t.is_suspect, t.merged_into_id, t.deleted_at,
               COALESCE(NULLIF(c.name, ''), c.email), m.author_user_id, m.author_name, LEFT(m.text, 1000),
               m.is_private, m.kind, t.responsible_id,
               ARRAY(SELECT w.user_id FROM {watcher} w WHERE w.ticket_id = t.id AND w.is_on)
          FROM {ticket} t JOIN {status} s ON s.id = t.status_id JOIN {contact} c ON c.id = t.contact_id
          LEFT JOIN {message} m ON m.id = %s
         WHERE t.id = %s
    """.format(**names)  # noqa: S608 - our own names
