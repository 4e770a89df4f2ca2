"""Fair shares of a worker's slots: who is called when somebody's flood goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ai import lines, tasks
from ai.lines import Place
from infra.celery import app
from tenants import context
from tenants.tasks import HEADER

FLOOD, OTHER, THIRD = "line_acme", "line_globex", "line_third"


@pytest.fixture(autouse=True)
def redis() -> Iterator[None]:
    """Lines of nobody; sixteen slots, so four are a quarter."""
    server, size = lines._redis(), lines.slots.size
    server.delete(lines.WHO, *server.keys(f"{lines.LINE}*"))
    lines.slots.size = 16
    yield
    lines.slots.size = size
    server.delete(lines.WHO, *server.keys(f"{lines.LINE}*"))


def stand(schema: str, *runs: int, wait: float = 0.0) -> None:
    for run in runs:
        lines.join(Place(schema, "ai.triage", run), wait)


def begins(schema: str, run: int, **held: int) -> list[tuple[str, int]]:
    called = lines.ahead_of(Place(schema, "ai.triage", run), held)
    return [(one.schema, one.run_id) for one in called]


def test_alone_it_may_take_all():
    stand(FLOOD, *range(1, 20))
    assert begins(FLOOD, 1, line_acme=16) == []


def test_within_a_quarter_nobody_is_called():
    stand(FLOOD, 1)
    stand(OTHER, 7)
    assert begins(FLOOD, 1, line_acme=4) == []


def test_beyond_a_quarter_three_of_those_who_hold_less_go_first_and_only_once():
    stand(FLOOD, *range(1, 20))
    stand(OTHER, 71, 72, 73)
    stand(THIRD, 81)
    called = begins(FLOOD, 1, line_acme=5)
    assert sorted(called) == [(OTHER, 71), (OTHER, 72), (THIRD, 81)], "taken in turn, oldest first"
    assert begins(FLOOD, 2, line_acme=5) == [(OTHER, 73)]
    assert begins(FLOOD, 3, line_acme=5) == []


def test_who_holds_as_much_is_not_called():
    stand(OTHER, 71, 72)
    assert begins(FLOOD, 1, line_acme=8, line_globex=8) == []
    assert begins(FLOOD, 1, line_acme=8, line_globex=7) == [(OTHER, 71)]


def test_what_is_not_due_waits_and_what_was_begun_has_left_its_line():
    stand(OTHER, 71, wait=20)
    stand(OTHER, 72)
    assert begins(OTHER, 72, line_globex=1) == []
    assert begins(FLOOD, 1, line_acme=9) == []


def test_what_stands_too_long_is_forgotten():
    stand(OTHER, 71, wait=-lines.LONGEST - 1)
    assert begins(FLOOD, 1, line_acme=9) == []


def test_without_redis_the_brokers_order_holds(monkeypatch):
    from redis import Redis

    away = Redis(port=1, socket_connect_timeout=0.2)
    monkeypatch.setattr(lines, "_redis", lambda: away)
    monkeypatch.setattr(lines, "_script", lambda: away.register_script(lines._CALL))
    stand(OTHER, 71)
    assert begins(FLOOD, 1, line_acme=9) == []


@pytest.mark.django_db
def test_a_flood_of_acme_wakes_globex_in_the_queue_that_is_served_before(acme, globex, drain):
    """The message that begins does its own organization's work alone; the other's is woken under its own name."""
    stand("globex", 4711)
    task = app.tasks["ai.triage"]
    lines.slots.size = 1
    with lines.slots.taken("acme"):
        task.push_request(called_directly=False, args=[1], kwargs={}, **{HEADER: "acme"})
        try:
            with context.shared():
                task(1)
        finally:
            task.pop_request()
    with app.connection_for_read() as broker, broker.channel() as channel:
        message = channel.basic_get("ahead", no_ack=True)
        assert channel.basic_get("ahead", no_ack=True) is None
    assert (message.headers["task"], message.headers[HEADER]) == ("ai.triage", "globex")
    assert tasks.RunTask.lane == "ai"
