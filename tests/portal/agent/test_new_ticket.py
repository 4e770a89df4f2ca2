"""Opening a ticket for a customer: what they have open already is shown before it is opened twice."""

from __future__ import annotations

import pytest

from core.desk import selectors as desk
from core.tickets import services
from tests.portal.agent.test_counts import queries
from tests.support.reach import bound

pytestmark = pytest.mark.django_db
OPEN = "/desk/tickets/new/open/"


def shown(client, email):
    return client.get(OPEN, {"email": email}).content.decode()


def test_what_the_customer_has_open_is_named(agent_client, people, wrote):
    first, done = wrote("Printer burns"), wrote("Solved long ago")
    services.change(done, by=people.ana.actor, status=desk.default_status("closed"))
    wrote("Of somebody else", contact=people.dmitri)
    page = shown(agent_client, f" {people.carla.email.upper()} ")
    assert "Carla Customer has an open ticket. Is it the same case?" in page
    assert f'href="/desk/tickets/{first.number}/"' in page
    assert "Solved long ago" not in page
    assert "Of somebody else" not in page
    assert (
        "Printer burns" in agent_client.get(f"/desk/tickets/new/?email={people.carla.email}").content.decode()
    )


@pytest.mark.parametrize("email", ["", "nobody", "nobody@new.example", "a@b\x00c"])
def test_who_is_unknown_has_nothing(agent_client, people, wrote, email):
    wrote()
    assert "notice" not in shown(agent_client, email)


def test_more_than_a_few_are_not_listed_and_cost_no_more(agent_client, people, wrote):
    wrote("Request 0")
    few = len(queries(agent_client, f"{OPEN}?email={people.carla.email}"))
    for number in range(1, 8):
        wrote(f"Request {number}")
    page = shown(agent_client, people.carla.email)
    assert page.count("<li") == 6
    assert "and more" in page
    assert len(queries(agent_client, f"{OPEN}?email={people.carla.email}")) == few


def test_nobody_learns_of_tickets_they_may_not_read(browser, acme, people, wrote):
    ticket = wrote("Secret")
    ben = bound(people.ben, others="create", **{f"q{ticket.queue_id}": "overview"})
    assert "Secret" not in shown(browser(acme, ben), people.carla.email)
