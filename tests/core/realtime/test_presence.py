"""Who is at a ticket: told to those who may see it, and never longer than it is true."""

from __future__ import annotations

import pytest
from websockets.exceptions import ConnectionClosed

from core.accounts import online
from core.accounts import services as accounts
from core.realtime import hub, presence, shout
from core.tickets import services
from core.tickets.services.words import Words
from tenants import context
from tests.core.realtime.conftest import cookie_of
from tests.support.clients import SiteClient
from tests.support.people import invite_all

ACME = "acme.localhost"


@pytest.fixture
def ticket(world):
    carla = world.people.carla
    return services.open_ticket(carla, "First", Words("Hello"), channel="mail", by=carla.actor)[0]


@pytest.fixture
def lines(world, listen):
    """(ana's, ben's) open pages."""
    people = (world.people.ana, world.people.ben)
    return [listen(ACME, cookie_of(SiteClient(world.acme).sign_in(one))) for one in people]


def states(event):
    return {one["name"]: one["state"] for one in event["people"]}


def at(line, ticket, **wanted):
    """Waits until this line was told exactly so."""
    while (told := states(line.until("presence:changed", ticket=ticket.pk))) != wanted:
        pass
    return told


def test_two_agents_see_each_other_type_and_leave(world, ticket, lines):
    hers, his = lines
    ana, ben = world.people.ana.name, world.people.ben.name
    hers.say("join:ticket", ticket=ticket.pk)
    at(hers, ticket, **{ana: "viewing"})
    his.say("join:ticket", ticket=ticket.pk)
    at(hers, ticket, **{ana: "viewing", ben: "viewing"})
    at(his, ticket, **{ana: "viewing", ben: "viewing"})

    his.say("typing:start", ticket=ticket.pk, kind="reply")
    at(hers, ticket, **{ben: "reply", ana: "viewing"})
    typing = hers.until("user:typing")
    assert (typing["user"], typing["on"], typing["kind"]) == (f"user:{world.people.ben.pk}", True, "reply")
    assert [one.name for one in presence.writing_beside(ticket.pk, world.people.ana.actor.ref)] == [ben]
    assert presence.writing_beside(ticket.pk, world.people.ben.actor.ref) == []

    his.say("typing:stop", ticket=ticket.pk)
    assert hers.until("user:typing")["on"] is False
    his.say("presence:idle")
    at(hers, ticket, **{ana: "viewing", ben: "idle"})
    his.close()
    at(hers, ticket, **{ana: "viewing"})
    hers.say("leave:ticket", ticket=ticket.pk)
    hers.say("ping")
    hers.until("pong")
    assert presence.at([ticket.pk]) == {}


def test_a_list_hears_who_is_there_and_nothing_more(world, ticket, lines):
    hers, his = lines
    hers.say("list:watch", tickets=[ticket.pk, 999_999])
    his.say("join:ticket", ticket=ticket.pk)
    at(hers, ticket, **{world.people.ben.name: "viewing"})
    his.say("typing:start", ticket=ticket.pk, kind="note")
    at(hers, ticket, **{world.people.ben.name: "note"})
    services.keep_draft(ticket, "Dear Carla", author=world.people.ben)
    his.until("draft:changed")

    hers.say("list:watch", tickets=[])
    hers.say("ping")
    hers.until("pong")
    his.say("typing:stop", ticket=ticket.pk)
    his.until("presence:changed")
    with pytest.raises(TimeoutError):
        hers.hear(0.5)


def test_who_stops_typing_without_a_word_rests_by_itself(world, ticket, lines, monkeypatch):
    monkeypatch.setattr(presence, "WRITES", 0.5)
    hers, his = lines
    for line in lines:
        line.say("join:ticket", ticket=ticket.pk)
    his.say("typing:start", ticket=ticket.pk)
    assert hers.until("user:typing")["on"] is True
    assert hers.until("user:typing")["on"] is False


def test_the_ai_takes_part_while_it_works_and_an_error_ends_it(world, ticket, lines):
    hers, _ = lines
    hers.say("join:ticket", ticket=ticket.pk)
    at(hers, ticket, **{world.people.ana.name: "viewing"})
    with pytest.raises(ZeroDivisionError), presence.ai_at_work(ticket.pk):
        at(hers, ticket, **{"": "working", world.people.ana.name: "viewing"})
        raise ZeroDivisionError
    at(hers, ticket, **{world.people.ana.name: "viewing"})


def test_what_died_is_gone_by_itself(world, ticket, lines, monkeypatch):
    """A worker that was killed clears nothing; its word has an end, and open pages look again."""
    monkeypatch.setattr(hub, "SAID_AGAIN", 0.5)
    hers, _ = lines
    hers.say("join:ticket", ticket=ticket.pk)
    at(hers, ticket, **{world.people.ana.name: "viewing"})
    dead = presence.entry("ai", "", presence.WORKING, stays=1.5)
    shout.redis().hset(f"live:acme:here:{ticket.pk}", "ai:dead", dead)
    at(hers, ticket, **{"": "working", world.people.ana.name: "viewing"})
    at(hers, ticket, **{world.people.ana.name: "viewing"})
    assert 0 < shout.redis().ttl(f"live:acme:here:{ticket.pk}") <= presence.AI_STAYS


def test_of_several_lines_the_busiest_counts():
    found = {
        b"1": presence.entry("user:1", "Ana", "idle").encode(),
        b"2": presence.entry("user:1", "Ana", "note", writes_until=presence.now() + 9).encode(),
        b"3": presence.entry("user:2", "Ben", "reply", writes_until=presence.now() - 1).encode(),
        b"4": presence.entry("user:3", "Cid", "viewing", stays=-1).encode(),
    }
    told = [(one.name, one.state) for one in presence.read(found)]
    assert told == [("Ana", "note"), ("Ben", "viewing")]


def test_nobody_joins_what_they_may_not_see(world, ticket, listen, lines):
    hers, _ = lines
    with context.tenant(world.globex):
        people = invite_all("globex")
        stranger = listen("globex.localhost", cookie_of(SiteClient(world.globex).sign_in(people.ben)))
    stranger.say("join:ticket", ticket=ticket.pk)
    assert stranger.hear() == {"event": "error", "code": "ticket.not_found"}
    stranger.say("typing:start", ticket=ticket.pk)
    assert stranger.hear() == {"event": "error", "code": "not_joined"}
    hers.say("join:ticket", ticket=ticket.pk)
    at(hers, ticket, **{world.people.ana.name: "viewing"})
    with pytest.raises(TimeoutError):
        stranger.hear(0.5)


def test_who_loses_the_right_leaves(world, ticket, lines):
    hers, his = lines
    for line in lines:
        line.say("join:ticket", ticket=ticket.pk)
    at(hers, ticket, **{world.people.ana.name: "viewing", world.people.ben.name: "viewing"})
    accounts.deactivate(world.people.ben, by=world.people.olivia.actor)
    with pytest.raises(ConnectionClosed):
        his.until("never")
    at(hers, ticket, **{world.people.ana.name: "viewing"})


def test_online_while_a_page_is_open_and_a_moment_longer(world, lines, monkeypatch):
    hers, his = lines
    ana, ben = world.people.ana.pk, world.people.ben.pk
    hers.say("ping")
    hers.until("pong")
    assert {ana, ben} <= online.online_people()
    assert set(online.last_seen_online([ana, ben, 999_999])) == {ana, ben}

    monkeypatch.setattr(online, "LEFT", 0.2)
    monkeypatch.setattr(hub, "SAID_AGAIN", 0.5)
    hers.say("join:people")
    his.close()
    assert hers.until("user:offline")["user"] == ben
    assert online.online_people() == {ana}
    with context.tenant(world.globex):
        assert online.online_people() == frozenset()


def test_the_feed_and_the_other_spelling(world, ticket, listen):
    cookie = cookie_of(SiteClient(world.acme).sign_in(world.people.ana))
    feed, chat = listen(ACME, cookie), listen(ACME, cookie, query="?names=chat")
    feed.say("join:activity")
    chat.say("join:people")
    for line in (feed, chat):
        line.say("ping")
        line.until("pong")
    ben = world.people.ben
    services.note(ticket, "Look", author=ben, by=ben.actor)
    assert feed.until("activity:new")["what"] == "comment:added"
    assert chat.until("chat:message")["ticket"] == ticket.pk
    listen(ACME, cookie_of(SiteClient(world.acme).sign_in(ben)))
    told = chat.until("agent:status_update")
    assert (told["status"], told["user"]) == ("online", ben.pk)
