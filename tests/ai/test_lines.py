"""Fair shares of a worker's slots: whose run a turn does when somebody's flood goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from ai import lines, tasks
from ai.lines import Place
from ai.models import Run
from core.contacts.services import contact_for
from core.tickets import services as tickets
from core.tickets.models import Message
from core.tickets.services.words import Words
from infra.celery import app
from tenants import context
from tenants.tasks import HEADER

FLOOD, OTHER, THIRD = "line_acme", "line_globex", "line_third"


@pytest.fixture(autouse=True)
def redis() -> Iterator[None]:
    """Lines of nobody; sixteen slots, one of them kept."""
    server, size = lines._redis(), lines.slots.size
    server.delete(lines.WHO, *server.keys(f"{lines.LINE}*"))
    lines.slots.size = 16
    yield
    lines.slots.size = size
    server.delete(lines.WHO, *server.keys(f"{lines.LINE}*"))


def stand(schema: str, *runs: int, wait: float = 0.0) -> None:
    for run in runs:
        lines.join(Place(schema, "ai.triage", run), wait)


def turn(schema: str, run: int, newcomers_only: bool = False, **held: int) -> list[tuple[str, int]] | None:
    called = lines.take(Place(schema, "ai.triage", run), held, newcomers_only=newcomers_only)
    return None if called is None else [(one.schema, one.run_id) for one in called]


def test_alone_a_message_takes_its_own_unless_another_was_passed_over():
    stand(FLOOD, 1, wait=-3)
    stand(FLOOD, 2, 3)
    assert turn(FLOOD, 3, line_acme=14) == [(FLOOD, 1)]
    assert turn(FLOOD, 1, line_acme=15) == [(FLOOD, 1), (FLOOD, 2)], (
        "its own is looked after, too: it had left"
    )
    assert turn(FLOOD, 3) == [(FLOOD, 3)]


def test_who_has_the_fewest_under_way_goes_first_and_then_who_waited_longest():
    stand(FLOOD, *range(1, 20))
    stand(OTHER, 71, 72, 73)
    stand(THIRD, 81)
    assert turn(FLOOD, 1, line_acme=2) == [(OTHER, 71)]
    assert turn(FLOOD, 2, line_acme=2, line_globex=1) == [(THIRD, 81)]
    assert turn(FLOOD, 3, line_acme=2, line_globex=1, line_third=1) == [(OTHER, 72)]
    assert turn(FLOOD, 4, line_acme=2, line_globex=2) == [(FLOOD, 4)]


def test_what_was_given_away_comes_back_with_the_others_message():
    stand(FLOOD, 1)
    stand(OTHER, 71)
    assert turn(FLOOD, 1, line_acme=1) == [(OTHER, 71)]
    assert turn(OTHER, 71, line_acme=1) == [(OTHER, 71), (FLOOD, 1)]
    assert turn(OTHER, 72) == [(OTHER, 72)], "nobody waits: the message speaks for itself"


def test_the_last_slots_are_for_those_who_hold_none():
    stand(FLOOD, 1)
    assert turn(FLOOD, 1, newcomers_only=True, line_acme=15) is None
    stand(OTHER, 71)
    assert turn(FLOOD, 1, newcomers_only=True, line_acme=15) == [(OTHER, 71)]
    assert turn(FLOOD, 1, line_acme=14) == [(FLOOD, 1)]


def test_what_is_not_due_waits_unless_its_message_is_there():
    stand(OTHER, 71, wait=20)
    stand(FLOOD, 1)
    assert turn(FLOOD, 1, line_acme=9) == [(FLOOD, 1)]
    assert turn(OTHER, 71) == [(OTHER, 71)]


def test_who_is_woken_again_keeps_its_place():
    stand(FLOOD, 1, wait=-3)
    stand(FLOOD, 2, 1)
    assert turn(FLOOD, 2) == [(FLOOD, 1)]


def test_what_stands_too_long_is_forgotten():
    stand(OTHER, 71, wait=-lines.LONGEST - 1)
    assert turn(FLOOD, 1, line_acme=9) == [(FLOOD, 1)]


def test_without_redis_the_brokers_order_holds(monkeypatch):
    from redis import Redis

    away = Redis(port=1, socket_connect_timeout=0.2)
    monkeypatch.setattr(lines, "_redis", lambda: away)
    monkeypatch.setattr(lines, "_script", lambda: away.register_script(lines._TAKE))
    stand(OTHER, 71)
    assert turn(FLOOD, 1, line_acme=9) == [(FLOOD, 1)]


def test_a_turn_of_the_kept_slot_begins_the_newcomer_at_once_and_waits_for_no_call_to_end():
    """Fifteen of sixteen are under way; the next turn waits, and takes whoever comes."""
    slots, over = lines.Slots(16), threading.Event()
    with slots.turn(Place(OTHER, "ai.triage", 70)):
        pass  # somebody else was here lately: one is kept
    stand(FLOOD, *range(1, 19))
    begun: list[Place] = []

    def message(run: int) -> None:
        with slots.turn(Place(FLOOD, "ai.triage", run)) as called:
            begun.extend(called)
            over.wait(20)

    threads = [threading.Thread(target=message, args=(run,)) for run in range(1, 19)]
    for thread in threads:
        thread.start()
    until(lambda: len(begun) >= 15)
    time.sleep(3 * lines.LOOK)
    assert {one.schema for one in begun} == {FLOOD}
    assert len(begun) == 15
    stand(OTHER, 71)
    until(lambda: len(begun) == 16)
    assert begun[-1] == Place(OTHER, "ai.triage", 71)
    over.set()
    until(lambda: len(begun) == 18)  # those that waited go on as slots become free
    for thread in threads:
        thread.join(20)
    assert not slots._held


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.django_db
def test_a_message_of_acme_does_what_globex_is_owed_inside_of_globex(acme, globex, people):
    """Its own run stays in line, and comes with the message of the other."""
    with context.tenant(globex):
        asked = write("Where is my invoice?")
        theirs = Run.objects.create(kind=Run.Kind.TRIAGE, message_id=asked.pk, ticket_id=asked.ticket_id)
    with context.tenant(acme):
        asked = write("We were charged twice.")
        ours = Run.objects.create(kind=Run.Kind.TRIAGE, message_id=asked.pk, ticket_id=asked.ticket_id)
    stand("globex", theirs.pk)
    stand("acme", ours.pk)
    with under_way("acme"):
        came("acme", ours.pk)
    with context.tenant(acme):
        assert Run.objects.get(pk=ours.pk).state == "queued"
    with context.tenant(globex):
        assert Run.objects.get(pk=theirs.pk).state == "done"

    came("globex", theirs.pk)
    with context.tenant(acme):
        assert Run.objects.get(pk=ours.pk).state == "done"
    assert tasks.RunTask.lane == "ai"


@pytest.mark.django_db
def test_the_turn_of_an_organization_that_is_gone_costs_nobody_elses(acme):
    stand("nobody", 5)
    with under_way("acme"):
        came("acme", 4711)


@contextmanager
def under_way(schema: str) -> Iterator[None]:
    lines.slots._count(schema, 1)
    try:
        yield
    finally:
        lines.slots._count(schema, -1)


def came(schema: str, run: int) -> None:
    """The message of a run, as a worker gets it."""
    task = app.tasks["ai.triage"]
    task.push_request(called_directly=False, args=[run], kwargs={}, **{HEADER: schema})
    try:
        with context.shared():
            task(run)
    finally:
        task.pop_request()


def write(text: str) -> Message:
    customer = contact_for("carla@customer.example", "Carla")
    tickets.open_ticket(customer, "A question", Words(text), channel="mail", by=customer.actor)
    return Message.objects.latest("pk")
