"""The API of how many tasks a status may hold."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.work import services
from core.work.models import TaskLimit
from tests.support.callers import said
from tests.support.counting import statements

pytestmark = pytest.mark.django_db
LIMITS = "/tasks/limits/"
DOING = f"{LIMITS}in_progress/"


def row(caller, key):
    return next(one for one in caller.read(LIMITS).json() if one["key"] == key)


def test_every_status_with_its_limit_and_what_stands_in_it(callers, people, task):
    services.save_limit("blocked", by=people.olivia.actor, wip_limit=2, wip_is_hard=True)
    task("One", status="blocked")
    task("Two")
    told = callers.lars.read(LIMITS).json()
    assert [one["key"] for one in told] == ["todo", "in_progress", "blocked", "done", "cancelled"]
    assert [one["takes_limit"] for one in told] == [False, True, True, False, False]
    assert [one["standing"] for one in told] == [1, 0, 1, 0, 0]
    assert told[2] == {
        "key": "blocked", "label": "Blocked", "takes_limit": True, "wip_limit": 2, "wip_is_hard": True,
        "standing": 1,
    }  # fmt: skip
    assert (told[0]["wip_limit"], told[0]["wip_is_hard"]) == (None, False)


def test_looking_costs_one_count(callers, task):
    task("One")
    callers.lars.read(LIMITS)
    with statements(2):  # who asks, and one count of all
        assert callers.lars.read(LIMITS).json()[0]["standing"] == 1


def test_set_kept_and_lifted(callers, task):
    task("One", status="in_progress")
    set_ = callers.olivia.call("PATCH", DOING, {"wip_limit": 1, "wip_is_hard": True})
    assert set_.status_code == 200
    assert (set_.json()["wip_limit"], set_.json()["wip_is_hard"], set_.json()["standing"]) == (1, True, 1)
    assert row(callers.ana, "in_progress") == set_.json()
    full = callers.ana.call("POST", "/tasks/", {"title": "Two", "status": "in_progress"})
    assert said(full) == (409, "task.status_full")
    soft = callers.olivia.call("PATCH", DOING, {"wip_is_hard": False}).json()
    assert (soft["wip_limit"], soft["wip_is_hard"]) == (1, False)
    again = callers.olivia.call("PATCH", DOING, {"wip_is_hard": False})
    assert (again.json(), Record.objects.filter(action="task.limit_changed").count()) == (soft, 2)
    assert callers.olivia.call("PATCH", DOING, {"wip_limit": None}).json()["wip_limit"] is None


@pytest.mark.parametrize(
    ("status", "body", "no"),
    [
        ("in_progress", {"wip_limit": 0}, (400, "invalid")),
        ("in_progress", {"wip_limit": "many"}, (400, "invalid")),
        ("in_progress", {"wip_limit": 10**30}, (400, "invalid")),
        ("in_progress", {"wip_is_hard": None}, (400, "invalid")),
        ("todo", {"wip_limit": 3}, (400, "status.no_limit_here")),
        ("done", {"wip_limit": 3}, (400, "status.no_limit_here")),
        ("nowhere", {"wip_limit": 3}, (404, "status.unknown")),
    ],
)
def test_what_is_no_limit_is_refused(callers, status, body, no):
    assert said(callers.olivia.call("PATCH", f"{LIMITS}{status}/", body)) == no
    assert not TaskLimit.objects.exists()


def test_who_may_not(callers):
    for who in (callers.ana, callers.lars, callers.bea, callers.carla):
        assert said(who.call("PATCH", DOING, {"wip_limit": 1})) == (403, "forbidden")
    for who in (callers.bea, callers.carla):
        assert said(who.read(LIMITS)) == (403, "forbidden")
    assert said(callers.stranger.read(LIMITS))[0] == 401
    assert not TaskLimit.objects.exists()
