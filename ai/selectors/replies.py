"""Suggested replies as screens and programs show them."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet

from ai.drafting import without_markers
from ai.models import Suggestion
from core.tickets.models import Ticket
from tenants.database.composed import composed
from tenants.kernel.errors import NotFound

_PIECE = re.compile(r"((?:\s?\[\d{1,2}\](?!\())+)")


class NoSuchSuggestion(NotFound):
    code = "suggestion.not_found"
    sentence = "There is no such suggestion."


def suggestion_for(ticket: Ticket) -> Suggestion | None:
    """The newest suggestion of the ticket, whatever its state; None before there was any."""
    row = next(iter(_newest(ticket=ticket.pk)), None)
    if row:
        row.ticket = ticket
    return row


@composed
def _newest(*, ticket: Any) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(ticket=ticket).select_related("run").order_by("-pk")[:1]


def suggestion_of(ticket: Ticket) -> Suggestion:
    """The same where there has to be one. NoSuchSuggestion."""
    row = suggestion_for(ticket)
    if row is None:
        raise NoSuchSuggestion
    return row


def suggestion(public_id: str) -> Suggestion:
    """With its ticket; whether the actor may see that is the door's question. NoSuchSuggestion."""
    row = Suggestion.objects.select_related("ticket", "run").filter(public_id=public_id).first()
    if row is None:
        raise NoSuchSuggestion
    return row


def pieces(row: Suggestion) -> list[dict[str, Any]]:
    """The text in stretches, each with the numbers of the sources it cites: [{"text", "cites"}]."""
    parts = _PIECE.split(row.body)
    return [
        {"text": text, "cites": [int(mark) for mark in re.findall(r"\d+", marks)]}
        for text, marks in zip(parts[::2], [*parts[1::2], ""], strict=True)
        if text or marks
    ]


def plain_text(row: Suggestion) -> str:
    """The text as it goes to the composer: without the numbers of the sources."""
    return without_markers(row.body)
