"""Who else is at a ticket, in words, and the word of warning before two answers leave at once."""

from __future__ import annotations

import pytest
from redis import Redis

from core.realtime import names, presence
from core.tickets.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings):
    """there(ticket, who, name, state): that somebody's page says so."""
    redis = Redis.from_url(settings.REDIS_URL)
    keys = []

    def be(ticket, who, name, state):
        keys.append(names.here("acme", ticket.pk))
        writes = presence.now() + 10 if state in presence.WRITING else 0.0
        redis.hset(keys[-1], f"{who}-line", presence.entry(who, name, state, writes_until=writes))

    yield be
    for key in keys:
        redis.delete(key)


def test_the_part_names_everybody_but_the_reader(htmx, people, wrote, there) -> None:
    ticket = wrote()
    here = f"/desk/tickets/{ticket.number}/part/present/"
    assert "<ul" not in htmx.get(here).content.decode()

    there(ticket, f"user:{people.ana.pk}", "Ana Agent", "reply")
    there(ticket, f"user:{people.ben.pk}", "<b>Ben</b>", "reply")
    there(ticket, f"user:{people.lena.pk}", "Lena Lead", "idle")
    there(ticket, "ai", "", "working")
    page = htmx.get(here).content.decode()
    assert "&lt;b&gt;Ben&lt;/b&gt; is writing a reply" in page
    assert "Lena Lead has this open, but is away" in page
    assert "The AI is at work here" in page
    assert "Ana Agent" not in page


def test_a_crowd_is_a_number(htmx, wrote, there) -> None:
    ticket = wrote()
    for number in range(7):
        there(ticket, f"user:{900 + number}", f"Agent {number}", "viewing")
    page = htmx.get(f"/desk/tickets/{ticket.number}/part/present/").content.decode()
    assert page.count("<li") == 5
    assert "and 3 more" in page


def test_a_colleague_who_writes_is_named_before_a_reply_leaves(htmx, people, wrote, there) -> None:
    ticket = wrote()
    there(ticket, f"user:{people.ben.pk}", "Ben Agent", "reply")
    address = f"/desk/tickets/{ticket.number}/reply/"

    warned = htmx.post(address, {"body": "Refunded.", "kind": "reply"})
    assert (warned.status_code, warned["X-Fragment"]) == (409, "1")
    assert "Ben Agent is writing a reply at this moment" in warned.content.decode()
    assert 'name="beside" value="1"' in warned.content.decode()
    assert not Message.objects.filter(kind="reply").exists()

    sent = htmx.post(address, {"body": "Refunded.", "kind": "reply", "beside": "1"})
    assert sent.status_code == 200
    assert 'name="beside" value=""' in sent.content.decode()
    assert Message.objects.get(kind="reply").text == "Refunded."


def test_nobody_is_warned_of_a_note_of_oneself_or_of_who_only_looks(htmx, people, wrote, there) -> None:
    ticket = wrote()
    there(ticket, f"user:{people.ben.pk}", "Ben Agent", "note")
    there(ticket, f"user:{people.lena.pk}", "Lena Lead", "viewing")
    there(ticket, f"user:{people.ana.pk}", "Ana Agent", "reply")
    assert htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "On it."}).status_code == 200


def test_without_redis_nobody_is_there_and_replies_leave(htmx, wrote, there, people, settings) -> None:
    from core.realtime import shout

    ticket = wrote()
    there(ticket, f"user:{people.ben.pk}", "Ben Agent", "reply")
    shout.redis.cache_clear()
    try:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        assert presence.at([ticket.pk]) == {}
        assert htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "On it."}).status_code == 200
    finally:
        shout.redis.cache_clear()
