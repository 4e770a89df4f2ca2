"""Tasks and timers over an open line: rooms, who is there, what is heard, and what is refused."""

from __future__ import annotations

import pytest

from core.accounts import services as accounts
from core.accounts.models import Role
from core.desk.models import Queue
from core.tickets import services as tickets
from core.tickets.services.words import Words
from core.work import services as work
from core.work.models import TimeEntry
from tenants import remembered
from tests.core.realtime.conftest import cookie_of
from tests.support.clients import SiteClient
from tests.support.reach import bound

ACME = "acme.localhost"


@pytest.fixture
def task(world):
    return work.open_task("Call the bank", by=world.people.ana.actor)


@pytest.fixture
def line(world, listen):
    return lambda who: listen(ACME, cookie_of(SiteClient(world.acme).sign_in(who)))


@pytest.fixture
def secret(world):
    """A task about a ticket in a queue that Ben may not see."""
    vault = Queue.objects.create(name="Vault")
    remembered.forget()
    bound(world.people.ben, **{f"q{vault.pk}": "none"})
    carla, adam = world.people.carla, world.people.adam.actor
    ticket, _ = tickets.open_ticket(carla, "Secret", Words("x"), channel="mail", by=carla.actor, queue=vault)
    return work.open_task("Shred it", by=adam, ticket=ticket)


def test_who_has_a_task_open_hears_of_it_and_sees_who_is_there(world, line, task):
    ana, ben = line(world.people.ana), line(world.people.ben)
    for one in (ana, ben):
        one.say("join:task", task=task.pk)
    here = ana.until("presence:changed", task=task.pk)
    while len(here["people"]) < 2:
        here = ana.until("presence:changed", task=task.pk)
    assert {one["who"] for one in here["people"]} == {world.people.ana.actor.ref, world.people.ben.actor.ref}
    work.change(task, by=world.people.ben.actor, status="blocked")
    told = ana.until("task:updated")
    assert (told["task"], told["fields"], told["version"]) == (task.pk, ["status"], 2)
    work.comment(task, "Called.", by=world.people.ben.actor)
    assert ana.until("task:updated")["fields"] == ["comments"]
    assert [ben.until("task:updated")["fields"] for _ in range(2)] == [["status"], ["comments"]]
    ben.say("leave:task", task=task.pk)
    assert [one["who"] for one in ana.until("presence:changed")["people"]] == [world.people.ana.actor.ref]
    work.delete(task, by=world.people.lena.actor)
    assert ana.until("task:updated")["fields"] == ["deleted"]
    with pytest.raises(TimeoutError):
        ben.until("task:updated", 0.5)


def test_a_task_of_the_same_id_as_a_ticket_is_another_room(world, line, task):
    ana = line(world.people.ana)
    carla = world.people.carla
    ticket, _ = tickets.open_ticket(carla, "Hello", Words("x"), channel="mail", by=carla.actor)
    ana.say("join:ticket", ticket=ticket.pk)
    ana.until("presence:changed", ticket=ticket.pk)
    work.change(task, by=world.people.ben.actor, status="blocked")
    with pytest.raises(TimeoutError):
        ana.until("task:updated", 0.5)


def test_what_one_may_not_see_one_may_not_join(world, line, secret):
    ben = line(world.people.ben)
    for frame, code in (
        ({"task": secret.pk}, "task.not_found"), ({"task": 424242}, "task.not_found"), ({"task": "1"}, "malformed"), ({}, "malformed"),
    ):  # fmt: skip
        ben.say("join:task", **frame)
        assert ben.until("error")["code"] == code
    ben.say("timer:start", task=secret.pk)
    assert ben.until("error")["code"] == "task.not_found"
    assert not TimeEntry.objects.exists()


def test_whoever_may_not_see_it_any_more_hears_no_more(world, line, task):
    ben = line(world.people.ben)
    ben.say("join:task", task=task.pk)
    ben.until("presence:changed")
    bare = Role.objects.create(key="tickets-only", name="Tickets only", permissions=["tickets.view"])
    accounts.change_role(world.people.ben, bare, by=world.people.olivia.actor)
    ana = line(world.people.ana)
    ana.say("join:task", task=task.pk)
    here = ana.until("presence:changed", task=task.pk)
    while len(here["people"]) > 1:
        here = ana.until("presence:changed", task=task.pk)
    work.change(task, by=world.people.ana.actor, status="blocked")
    ana.until("task:updated")
    with pytest.raises(TimeoutError):
        ben.until("task:updated", 0.5)


def test_a_timer_is_started_and_stopped_over_the_line(world, line, task):
    ana, other = line(world.people.ana), line(world.people.ana)
    ana.say("timer:start", task=task.pk, note="On the phone")
    started = ana.until("timer:started")
    row = TimeEntry.objects.get()
    assert (started["entry"], started["stopped"], row.note, row.is_running) == (
        row.pk,
        None,
        "On the phone",
        True,
    )
    assert other.until("timer:updated")["what"] == "timer.started"
    carla = world.people.carla
    ticket, _ = tickets.open_ticket(carla, "Hello", Words("x"), channel="mail", by=carla.actor)
    ana.say("timer:start", ticket=ticket.pk)
    assert ana.until("timer:started")["stopped"] == row.pk
    ana.say("timer:stop")
    assert ana.until("timer:stopped")["minutes"] == 1
    ana.say("timer:stop")
    assert ana.until("error")["code"] == "timer.none"
    assert not TimeEntry.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("frame", [
    {}, {"task": 1, "ticket": 1}, {"task": True}, {"task": "1"}, {"task": 1, "note": 5}, {"ticket": 2**70},
])  # fmt: skip
def test_a_frame_nobody_understands_starts_nothing(world, line, task, frame):
    ana = line(world.people.ana)
    ana.say("timer:start", **frame)
    assert ana.until("error")["code"] == "malformed"
    ana.say("timer:stop", until="tomorrow")
    assert ana.until("error")["code"] == "malformed"
    assert not TimeEntry.objects.exists()


def test_who_tracks_no_time_starts_none(world, line, task):
    role = Role.objects.create(key="no-time", name="No time", permissions=["tickets.view", "tasks.view"])
    accounts.change_role(world.people.ben, role, by=world.people.olivia.actor)
    ben = line(world.people.ben)
    ben.say("timer:start", task=task.pk)
    assert ben.until("error")["code"] == "forbidden"
    assert not TimeEntry.objects.exists()
