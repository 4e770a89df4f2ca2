"""Tickets to look at: customers who wrote, with the AI's word on each where a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ai.models import Result, Run, Suggestion
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words


@pytest.fixture
def wrote(people: Any) -> Callable[..., Ticket]:
    """wrote("Printer is on fire"): a mail of Carla's as a ticket."""

    def write(
        subject: str = "Printer is on fire", text: str = "It smells. Please help.", **more: Any
    ) -> Ticket:
        contact = more.pop("contact", people.carla)
        words = Words(
            text,
            html=more.pop("html", ""),
            quoted=more.pop("quoted", ""),
            signature=more.pop("signature", ""),
        )
        return services.open_ticket(contact, subject, words, channel="mail", by=contact.actor, **more)[0]

    return write


@pytest.fixture
def triaged() -> Callable[..., Run]:
    """triaged(ticket): a finished run with proposals and a suggested reply that is ready."""

    def read(
        ticket: Ticket, body: str = "Switch it off. [1]", state: str = "ready", run: str = "done"
    ) -> Run:
        message = ticket.messages.order_by("-pk").first()
        row = Run.objects.create(kind="triage", message=message, ticket=ticket, state=run, engine="local")
        values = {
            "sentiment": ("negative", 0.91),
            "category": ("billing.refund", 0.88),
            "priority": ("high", 0.7),
        }
        for field, (value, sure) in values.items():
            Result.objects.create(
                run=row,
                ticket=ticket,
                field=field,
                value=value,
                confidence=sure,
                reason="Says so.",
                mode="suggest",
            )
        source = {
            "marker": "1",
            "kind": "article",
            "id": "article:abc",
            "title": "Fires",
            "url": "",
            "quote": "Off.",
        }
        Suggestion.objects.create(
            run=row, ticket=ticket, message=message, body=body, sources=[source], confidence=0.8, state=state
        )
        return row

    return read


@pytest.fixture
def htmx(agent_client: Any) -> Any:
    """The agent's browser as htmx calls: htmx.get(path), htmx.post(path, data)."""
    agent_client.defaults["HTTP_HX_REQUEST"] = "true"
    return agent_client
