"""What the API takes and shows of incidents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework import serializers

from ai.models import Incident, IncidentLetter, IncidentReply, IncidentTicket
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict


class IncidentQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(["open", "past"], required=False, help_text="Default: open.")


class IncidentChange(Strict):
    title = serializers.CharField(max_length=200)


class IncidentTickets(Strict):
    tickets = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=500)


class IncidentReplyIn(Strict):
    """text may hold variables of canned replies. A repeated Idempotency-Key sends nothing twice."""

    text = serializers.CharField(max_length=100_000)
    tickets = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=500)
    then = serializers.ChoiceField(["waiting", "resolved"], default="waiting")


class IncidentOut(Shape):
    """state: suggested, confirmed, resolved or dismissed. usual: customers who write so in such a span."""

    id: int
    title: str
    state: str
    words: list[str]
    size: int
    usual: float
    first_at: datetime
    last_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    created_at: datetime

    @staticmethod
    def dump(row: Incident) -> dict[str, Any]:
        plain = {name: getattr(row, name) for name in ("title", "state", "words", "size", "usual")}
        return {
            "id": row.pk,
            **plain,
            "first_at": moment(row.first_at),
            "last_at": moment(row.last_at),
            "decided_by": row.decided_by.name if row.decided_by else None,
            "decided_at": moment(row.decided_at),
            "created_at": moment(row.created_at),
        }


class IncidentTicketOut(Shape):
    """how: found, joined or added. likeness: 0 to 1; words: of the incident's, those that it holds."""

    number: int
    subject: str
    customer: str
    how: str
    likeness: float
    words: list[str]
    created_at: datetime

    @staticmethod
    def dump(row: IncidentTicket) -> dict[str, Any]:
        ticket = row.ticket
        return {
            "number": ticket.number,
            "subject": ticket.subject,
            "customer": str(ticket.contact),
            "how": row.how,
            "likeness": row.score,
            "words": row.words,
            "created_at": moment(ticket.created_at),
        }


class IncidentLetterOut(Shape):
    """state: queued, written or failed; withdrawn: it was taken back. message: the reply in the ticket."""

    ticket: int
    state: str
    withdrawn: bool
    message: str | None
    why: str

    @staticmethod
    def dump(row: IncidentLetter) -> dict[str, Any]:
        said = row.message
        return {
            "ticket": row.ticket.number,
            "state": row.state,
            "withdrawn": bool(said and said.withdrawn_at),
            "message": said.public_id if said else None,
            "why": row.why,
        }


class IncidentReplyOut(Shape):
    id: int
    text: str
    then: str
    by: str | None
    created_at: datetime
    letters: list[IncidentLetterOut]

    @staticmethod
    def dump(row: IncidentReply) -> dict[str, Any]:
        return {
            "id": row.pk,
            "text": row.text,
            "then": row.then,
            "by": row.author.name if row.author else None,
            "created_at": moment(row.created_at),
            "letters": [IncidentLetterOut.dump(one) for one in row.letters.all()],
        }
