"""/api/v1/notifications/: one's own, page by page."""

from __future__ import annotations

import pytest

from core.notifications.models import Notification
from tests.support.counting import statements

pytestmark = pytest.mark.django_db
API = "/api/v1/notifications/"


@pytest.fixture
def row(people, held, wrote):
    wrote(ticket=held, text="Any news?")
    return Notification.objects.get(user=people.ana)


def test_the_list_says_what_happened(agent_client, row, held):
    (one,) = agent_client.get(API).json()["results"]
    assert one["title"] == "Carla Customer wrote in T-0001: It broke"
    assert (one["kind"], one["text"], one["ticket"]) == ("reply", "Any news?", held.number)
    assert (one["link"], one["times"], one["read_at"]) == (f"/desk/tickets/{held.number}/", 1, None)


def test_filters(agent_client, row, wrote):
    wrote("Another one")
    for query, number in (
        ("", 2),
        ("?kind=reply", 1),
        ("?ticket=2", 1),
        ("?unread=true", 2),
        ("?unread=0", 0),
    ):
        assert len(agent_client.get(API + query).json()["results"]) == number, query
    assert agent_client.get(f"{API}?kind=nonsense").status_code == 400


def test_reading_and_deleting(agent_client, row, wrote):
    wrote("Another one")
    assert agent_client.get(f"{API}unread/").json() == {"unread": 2}
    assert agent_client.post(f"{API}{row.pk}/read/").json()["read_at"]
    assert agent_client.post(f"{API}read/", {"ticket": 2}, "application/json").json() == {"count": 1}
    assert agent_client.post(f"{API}read/", {}, "application/json").json() == {"count": 0}
    assert agent_client.delete(f"{API}{row.pk}/").status_code == 204
    assert agent_client.delete(f"{API}{row.pk}/").status_code == 404
    assert agent_client.post(f"{API}delete-read/").json() == {"count": 1}
    assert agent_client.get(API).json()["results"] == []


def test_nobody_finds_those_of_somebody_else(browser, acme, people, row):
    ben = browser(acme, people.ben)
    assert ben.get(API).json()["results"] == []
    assert ben.get(f"{API}{row.pk}/").status_code == 404
    assert ben.post(f"{API}{row.pk}/read/").status_code == 404
    assert browser(acme).get(API).status_code == 401


def test_a_list_costs_the_same_for_every_number_of_rows(agent_client, people, held, wrote):
    for number in range(12):
        wrote(f"Request {number}")
    agent_client.get(f"{API}?kind=new")
    with statements(3):  # session and user are two
        assert len(agent_client.get(f"{API}?kind=new").json()["results"]) == 12
