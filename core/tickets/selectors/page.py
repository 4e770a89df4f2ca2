"""A ticket with what its page shows beside the conversation, in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, JSONField, QuerySet, TextField
from django.db.models.expressions import RawSQL

from core.tickets.models import Approval, Ticket
from core.tickets.rules import UNDO_MERGE, VIEW, answered_at
from core.tickets.selectors.access import is_unbound, let_in, listed, reads_notes, shape, ticket_for
from core.tickets.selectors.approvals import APPROVALS, read_approvals
from core.tickets.selectors.checklist import Item, items_for, read_items
from core.tickets.selectors.links import Linked, links_for, read_links
from core.tickets.selectors.reach import among
from tenants.database.composed import composed
from tenants.kernel import clock
from tenants.kernel.actor import Actor

OTHERS = 11  # enough to tell "ten" from "more"
BESIDE = ("assignee", "responsible", "contact__company")
# As text, because building these sub-selects anew costs Django 3 ms of every ticket page. No input goes in.
TAGS = RawSQL(
    """ARRAY(SELECT g.name FROM tickets_ticket_tags t JOIN desk_tag g ON g.id = t.tag_id
              WHERE t.ticket_id = tickets_ticket.id ORDER BY g.name)""",
    [],
    output_field=ArrayField(TextField()),
)
COPIES = RawSQL(
    """ARRAY(SELECT c.email FROM tickets_participant p JOIN contacts_contact c ON c.id = p.contact_id
              WHERE p.ticket_id = tickets_ticket.id AND c.email <> '' AND NOT c.is_blocked ORDER BY p.id)""",
    [],
    output_field=ArrayField(TextField()),
)
ADDRESSES = RawSQL(
    """(SELECT coalesce(jsonb_agg(i), '[]') FROM
        (SELECT i.email, i.undeliverable_at IS NOT NULL AS came_back,
                i.verified_at IS NULL AND i.is_added AS is_unproved FROM contacts_identity i
          WHERE i.contact_id = tickets_ticket.contact_id ORDER BY i.id) i)""",
    [],
    output_field=JSONField(),
)
LAST_FROM = RawSQL(
    """(SELECT m.address FROM tickets_message m
              WHERE m.ticket_id = tickets_ticket.id AND m.author_contact_id = tickets_ticket.contact_id
                AND m.kind = 'customer' AND m.address <> '' ORDER BY m.id DESC LIMIT 1)""",
    [],
    output_field=TextField(),
)
READER = """
    (SELECT jsonb_build_object('name', name, 'email', email, 'signature', signature,
                               'signature_in', signature_in)
       FROM accounts_user WHERE id = %s)"""
DRAFTS = """
    (SELECT coalesce(jsonb_agg(d), '[]') FROM
        (SELECT kind, body, suggestion, about, addresses, kept,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.public_id, 'name', f.filename,
                                                              'size', f.size)), '[]')
                   FROM files_attachment f
                  WHERE f.public_id IN (SELECT jsonb_array_elements_text(kept->'files'))
                    AND EXISTS (SELECT 1 FROM tickets_message_attachments l
                                  JOIN tickets_message m ON m.id = l.message_id
                                 WHERE l.attachment_id = f.id AND m.ticket_id = tickets_ticket.id
                                   AND (NOT m.is_private OR m.author_user_id = %s))) AS files
           FROM tickets_draft WHERE ticket_id = tickets_ticket.id AND user_id = %s) d)"""
BEGUN = """
    (SELECT coalesce(jsonb_agg(b), '[]') FROM
        (SELECT u.id AS by, u.name, d.kind, d.updated_at AS at, q.shares_drafts AS shared,
                CASE WHEN q.shares_drafts THEN d.body ELSE '' END AS body
           FROM tickets_draft d JOIN accounts_user u ON u.id = d.user_id
                JOIN desk_queue q ON q.id = tickets_ticket.queue_id
          WHERE d.ticket_id = tickets_ticket.id AND d.user_id <> %s AND d.updated_at > %s
            AND (d.kind = 'reply' OR %s)
          ORDER BY d.updated_at DESC LIMIT %s) b)"""
BEGUN_SHOWN, BEGUN_FOR = 3, timedelta(days=7)
OTHERS_OF = """
    (SELECT coalesce(jsonb_agg(o), '[]') FROM
        (SELECT t.number, t.subject, t.status_id, t.last_message_at AS at FROM tickets_ticket t
          WHERE t.contact_id = tickets_ticket.contact_id AND t.id <> tickets_ticket.id
            AND t.merged_into_id IS NULL AND t.deleted_at IS NULL {seen}
          ORDER BY t.id DESC LIMIT %s) o)"""
MERGES = """
    (SELECT coalesce(jsonb_agg(m), '[]') FROM
        (SELECT t.number, t.subject, k.by_name, k.merged_at AS at
           FROM tickets_ticketmerge k JOIN tickets_ticket t ON t.id = k.merged_id
          WHERE k.survivor_id = tickets_ticket.id AND k.undone_at IS NULL AND k.merged_at > %s {seen}
          ORDER BY k.id DESC LIMIT %s) m)"""
MERGES_SHOWN = 5
WATCHED = """
    EXISTS(SELECT 1 FROM tickets_watcher w
            WHERE w.ticket_id = tickets_ticket.id AND w.user_id = %s AND w.is_on)"""
# The other ticket where it goes on, while there is still something to decide.
SAME = """
    (SELECT jsonb_build_object('number', o.number, 'subject', o.subject, 'at', o.last_message_at,
                                 'score', s.score)
          FROM tickets_samecase s JOIN tickets_ticket n ON n.id = s.other_id
          JOIN tickets_ticket o ON o.id = coalesce(n.merged_into_id, n.id)
         WHERE s.ticket_id = tickets_ticket.id AND s.state = 'asked' AND o.id <> tickets_ticket.id
           AND o.contact_id = tickets_ticket.contact_id AND o.deleted_at IS NULL {seen})"""


@dataclass(frozen=True, slots=True)
class Other:
    """Another ticket of the same customer."""

    number: int
    subject: str
    status_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """What a colleague (by: their id) has begun to write here. kind: reply | note | forward.

    shared: the queue lets others read it and take it over; else body is empty.
    """

    by: int
    name: str
    kind: str
    body: str
    shared: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Merged:
    """A ticket that was merged into this one, and may still be taken out."""

    number: int
    subject: str
    by_name: str
    at: datetime

    @property
    def label(self) -> str:
        return Ticket(number=self.number).label


@dataclass(frozen=True, slots=True)
class Same:
    """A ticket of the same customer that this one may belong to. score: 0 to 1."""

    number: int
    subject: str
    at: datetime
    score: float

    @property
    def label(self) -> str:
        return Ticket(number=self.number).label


@dataclass(frozen=True, slots=True)
class Opened:
    """drafts: {kind: {"body", "suggestion", "about", "addresses", "kept", "files"}} of the reader; others:
    newest first, at most OTHERS.

    copies: addresses replies go to besides the customer's. addresses: the customer's, each
    {"email", "came_back", "is_unproved"}. answered_at: which of them a reply goes to. reader: {"name",
    "email", "signature", "signature_in"} of a colleague. merges: of the last days, newest first. same: what
    it may belong to, until somebody has decided. begun: what colleagues write at, newest first. links: other
    tickets it has to do with. is_watched: by the reader. items: of its checklist.
    approvals: those that are for the reader, the latest few.
    """

    ticket: Ticket
    tags: list[str] = field(default_factory=list)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: list[Other] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    addresses: list[dict[str, Any]] = field(default_factory=list)
    answered_at: str = ""
    reader: dict[str, Any] = field(default_factory=dict)
    merges: list[Merged] = field(default_factory=list)
    same: Same | None = None
    begun: list[Begun] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)
    is_watched: bool = False
    items: list[Item] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)


def opened(actor: Actor, number: int | str, to: str = VIEW) -> Opened:
    """As `ticket_for`, with tags, own drafts, the customer's other tickets. NoSuchTicket, Refused.

    Status, queue and category are not loaded: pages ask the desk's remembered lists by id.
    """
    ask, now = (_opened if is_unbound(actor) else _opened.fresh), clock.now()
    values = {"me": actor.id, "begun": now - BEGUN_FOR, "merged": now - UNDO_MERGE}
    row: Any = let_in(actor, number, to, lambda digits: ask(shape(actor), number=digits, **values))
    return Opened(
        ticket=row,
        tags=row.tag_names,
        drafts={one["kind"]: one for one in row.begun},
        copies=row.copied,
        addresses=row.theirs,
        reader=row.reader or {},
        answered_at=answered_at([one["email"] for one in row.theirs], row.last_from or "", row.contact.email),
        others=[Other(**_timed(one)) for one in row.beside_it],
        merges=[Merged(**_timed(one)) for one in row.taken_in],
        same=Same(**_timed(row.maybe_same)) if row.maybe_same else None,
        begun=[Begun(**_timed(one)) for one in row.begun_beside],
        links=read_links(row.linked),
        is_watched=row.is_watched,
        items=read_items(row.items_of),
        approvals=read_approvals(actor, row, row.asked),
    )


@composed
def _opened(actor: Actor, *, number: Any, me: Any, begun: Any, merged: Any) -> QuerySet[Ticket]:
    """begun, merged: since when colleagues' drafts and merges are told."""
    actor = replace(actor, id=me)
    rows = listed(actor).select_related(*BESIDE).filter(number=number)
    return rows.annotate(
        tag_names=TAGS,
        begun=_drafts(actor),
        begun_beside=_begun(actor, begun),
        beside_it=_seen(actor, OTHERS_OF, "t", after=[OTHERS]),
        copied=COPIES,
        theirs=ADDRESSES,
        last_from=LAST_FROM,
        reader=_reader(actor),
        taken_in=_seen(actor, MERGES, "t", [merged], [MERGES_SHOWN]),
        maybe_same=_seen(actor, SAME, "o"),
        linked=links_for(actor),
        is_watched=_watched(actor),
        items_of=items_for(actor),
        asked=APPROVALS,
    )


def begun(actor: Actor, number: int | str) -> list[Begun]:
    """What colleagues have begun to write at this ticket. NoSuchTicket, Refused."""
    row: Any = ticket_for(actor, number, VIEW, begun_beside=_begun(actor, clock.now() - BEGUN_FOR))
    return [Begun(**_timed(one)) for one in row.begun_beside]


def _reader(actor: Actor) -> RawSQL:
    return RawSQL(READER, [actor.id if actor.kind == "user" else None], output_field=JSONField())  # noqa: S611


def _drafts(actor: Actor) -> RawSQL:
    me = actor.id if actor.kind == "user" else None
    return RawSQL(DRAFTS, [me, me], output_field=JSONField())  # noqa: S611


def _begun(actor: Actor, since: Any) -> RawSQL:
    mine = actor.id if actor.kind == "user" else None
    return RawSQL(BEGUN, [mine, since, reads_notes(actor), BEGUN_SHOWN], output_field=JSONField())  # noqa: S611


def _watched(actor: Actor) -> RawSQL:
    return RawSQL(WATCHED, [actor.id if actor.kind == "user" else None], output_field=BooleanField())  # noqa: S611


def _seen(
    actor: Actor, text: str, alias: str, before: Sequence[Any] = (), after: Sequence[Any] = ()
) -> RawSQL:
    """Of the other tickets that `alias` stands for those that this actor may see. before, after: values."""
    seen, queues = among(actor, alias)
    return RawSQL(text.format(seen=seen), [*before, *queues, *after], output_field=JSONField())  # noqa: S611


def _timed(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "at": datetime.fromisoformat(one["at"])}
