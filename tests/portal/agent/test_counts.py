"""How many queries a page costs, to the digit, and that more rows cost no more. Session and user included."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts import selectors as accounts
from core.accounts.standing_in import stood_in_for
from core.desk.models import SavedView
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.models_numbers import numbering
from core.tickets.services.words import Words
from tenants import remembered

pytestmark = pytest.mark.django_db
INBOX, INBOX_AGAIN, TICKET = 8, 5, 16  # one of the ticket: which models are connected, once per process


def queries(client: Any, path: str, **headers: str) -> list[str]:
    cache.clear()
    remembered.forget()
    client.get("/desk/knowledge/new/")  # fills what a process remembers: hosts, the arrangement of the desk
    accounts.faces()
    stood_in_for(0)
    numbering()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path, headers=headers).status_code == 200
    return asked(seen)


def asked(seen: CaptureQueriesContext) -> list[str]:
    """Without the search path: it is no question to the database, and there is one per request."""
    return [one["sql"] for one in seen.captured_queries if not one["sql"].startswith("SET search_path")]


@pytest.mark.parametrize("rows", [3, 60])
def test_the_inbox_costs_the_same_for_every_number_of_rows(
    rows, agent_client, people, wrote, triaged
) -> None:
    for number in range(rows):
        triaged(wrote(f"Request {number}"))
    SavedView.objects.create(key="mine", name="Mine", filters={"priority": "high"}, owner=people.ana)

    seen = queries(agent_client, "/desk/?priority=medium")

    assert len(seen) == (INBOX if rows > 50 else INBOX - 1), seen  # a page that is not full knows its number


def test_an_inbox_that_is_looked_at_again_costs_less(agent_client, wrote, triaged) -> None:
    for number in range(60):
        triaged(wrote(f"Request {number}"))
    queries(agent_client, "/desk/")

    with CaptureQueriesContext(connection) as seen:
        agent_client.get("/desk/")

    assert len(asked(seen)) == INBOX_AGAIN, asked(seen)


@pytest.mark.parametrize("messages", [3, 60])
def test_a_ticket_costs_the_same_for_every_length(messages, agent_client, people, wrote, triaged) -> None:
    ticket = wrote()
    for number in range(messages):
        services.hear(
            ticket, Words(f"More {number}"), contact=people.carla, channel="mail", by=people.carla.actor
        )
    services.reply(ticket, "On it.", author=people.ben, by=people.ben.actor)
    services.assign(ticket, people.lena, by=people.ben.actor)
    services.assign(ticket, people.ana, by=people.ben.actor)
    services.change(ticket, by=people.ben.actor, priority=4)
    services.keep_draft(ticket, "I have begun", author=people.ana)
    triaged(Ticket.objects.get(pk=ticket.pk))
    for number in range(messages):
        wrote(f"Another {number}")

    for headers in ({}, {"HX-Request": "true"}):
        seen = queries(agent_client, f"/desk/tickets/{ticket.number}/", **headers)
        assert len(seen) == TICKET, seen


def test_a_plain_ticket_costs_less(agent_client, wrote) -> None:
    assert len(queries(agent_client, f"/desk/tickets/{wrote().number}/")) == 13
