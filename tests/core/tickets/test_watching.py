"""Following a ticket, and being named in its notes."""

from __future__ import annotations

import pytest

from core.tickets import selectors, services
from core.tickets.models import Ticket, Watcher
from core.tickets.services.watch import named_in
from core.tickets.services.words import Words
from tests.support.counting import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(people):
    carla = people.carla
    return services.open_ticket(carla, "It broke", Words("Help"), channel="mail", by=carla.actor)[0]


def names(ticket):
    return [user.name for user in selectors.watchers_of(ticket).order_by("name")]


def listed(actor, **filters):
    return list(selectors.inbox(actor, selectors.Filters.read(filters)))


def test_following_and_stopping_are_both_once(people, ticket):
    ana = people.ana
    version = ticket.version
    for _ in range(2):
        services.watch(ticket, ana, by=ana.actor)
    assert names(ticket) == ["Ana Agent"]
    assert selectors.is_watching(ana.actor, ticket)
    assert listed(ana.actor, watched="1") == [ticket]
    assert listed(people.ben.actor, watched="1") == []
    for _ in range(2):
        services.unwatch(ticket, ana, by=ana.actor)
    assert names(ticket) == []
    assert listed(ana.actor, watched="1") == []
    assert Ticket.objects.get(pk=ticket.pk).version == version


def test_a_note_that_names_somebody_makes_them_follow(people, ticket):
    services.note(ticket, "@Ben Agent, look. @LENA too", author=people.ana, by=people.ana.actor)
    assert names(ticket) == ["Ben Agent", "Lena Lead"]
    assert listed(people.ben.actor, mentioned="1") == [ticket]
    services.unwatch(ticket, people.ben, by=people.ben.actor)
    assert listed(people.ben.actor, mentioned="1") == [ticket]
    assert listed(people.ben.actor, watched="1") == []
    services.note(ticket, "@ben once more", author=people.ana, by=people.ana.actor)
    assert listed(people.ben.actor, watched="1") == [ticket]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@ana @ana @Ana Agent", ["Ana Agent"]),
        ("Hello @ben.", ["Ben Agent"]),
        ("(@ben)", ["Ben Agent"]),
        ("write to x@ben or ben@acme.example", []),
        ("@ben.somebody @benjamin @ben@acme.example @ben-x", []),
        ("@nobody @", []),
        ("no at all", []),
        ("@Ben Agentic", ["Ben Agent"]),
    ],
)
def test_who_is_named(people, text, found):
    if text == "@Ben Agentic":  # only his short name stands there
        assert [user.name for user in named_in(text)] == found
        return
    assert [user.name for user in named_in(text)] == found


def test_nobody_names_themselves_and_words_without_an_at_cost_nothing(people, ticket):
    services.note(ticket, "I, @ana, say so", author=people.ana, by=people.ana.actor)
    assert not Watcher.objects.exists()
    with statements(0):
        assert named_in("plain words") == []


def test_a_merge_takes_watchers_along(people, ticket, drain):
    other, _ = services.open_ticket(people.carla, "Again", Words("x"), channel="mail", by=people.carla.actor)
    services.watch(other, people.ben, by=people.ben.actor)
    services.merge(other, into=ticket, by=people.ana.actor)
    drain()
    assert names(ticket) == ["Ben Agent"]


def test_who_is_offered_begins_like_that(people):
    assert [user.name for user in selectors.to_mention("ag")] == ["Ana Agent", "Ben Agent"]
    assert [user.name for user in selectors.to_mention("LEN")] == ["Lena Lead"]
    assert selectors.to_mention("zz") == []


def test_the_api(agent_client, people, ticket):
    path = f"/api/v1/tickets/{ticket.number}/"
    assert agent_client.post(f"{path}watch/").status_code == 204
    assert agent_client.get(f"{path}watchers/").json() == [{"id": people.ana.pk, "name": "Ana Agent"}]
    assert [one["number"] for one in agent_client.get("/api/v1/tickets/?watched=1").json()["results"]] == [1]
    assert agent_client.post(f"{path}unwatch/").status_code == 204
    assert agent_client.get(f"{path}watchers/").json() == []
    assert agent_client.get("/api/v1/tickets/?mentioned=true").json()["results"] == []


def test_hostile_words_take_no_time(people):
    assert named_in("@" * 200_000 + "ben") == []
