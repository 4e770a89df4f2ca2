"""Why a source was found: tickets like this one that colleagues answered from it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ai.models import Lesson, Suggestion
from core.tickets import selectors as tickets
from tenants.kernel.actor import Actor


class Alike(NamedTuple):
    """A ticket whose question was much like this one. by: who answered it, "" when that account is gone."""

    number: int
    label: str
    subject: str
    by: str


def answered_alike(row: Suggestion, reader: Actor | None = None) -> dict[str, list[Alike]]:
    """{source id: tickets}, the most alike first. One query, none where no lesson spoke for a source.

    reader: somebody who may be bound to queues, and is told of no ticket elsewhere.

    What was taken back or erased since is not told any more.
    """
    refs = {one["id"]: one["taught"] for one in row.sources if one.get("taught")}
    if not refs:
        return {}
    wanted = {ref for some in refs.values() for ref in some}
    rows = Lesson.objects.filter(reply__public_id__in=wanted).exclude(question__ticket=row.ticket_id)
    if reader and reader.reach:
        rows = rows.filter(question__ticket__in=tickets.visible(reader).order_by().values("pk"))
    known = {
        one.reply.public_id: _alike(one) for one in rows.select_related("question__ticket", "user", "reply")
    }
    told = {name: [known[ref] for ref in some if ref in known] for name, some in refs.items()}
    return {name: list(dict.fromkeys(some)) for name, some in told.items() if some}


def stands_on(row: Suggestion, reader: Actor | None = None) -> list[dict[str, Any]]:
    """Its sources as programs read them. tickets: numbers of those that were answered alike from it."""
    alike = answered_alike(row, reader)
    return [
        {name: value for name, value in one.items() if name != "taught"}
        | {"tickets": [ticket.number for ticket in alike.get(one["id"], ())]}
        for one in row.sources
    ]


def _alike(lesson: Lesson) -> Alike:
    ticket, user = lesson.question.ticket, lesson.user
    return Alike(ticket.number, ticket.label, ticket.subject, user.name if user else "")
