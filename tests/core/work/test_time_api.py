"""Time over the API: timers, what is written down, sums in one's own time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.work.models import TimeEntry
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


def test_a_timer_is_started_asked_for_and_stopped(callers, ticket, task, people):
    started = callers.ana.call("POST", "/time-logs/start/", {"item": ticket.label, "note": "Call"}).json()
    assert (started["running"]["item"]["number"], started["stopped"]) == (ticket.number, None)
    again = callers.ana.call("POST", "/time-logs/start/", {"item": task().label}).json()
    assert again["stopped"]["id"] == started["running"]["id"]
    active = callers.olivia.read("/time-logs/active/").json()
    assert (active["mine"], active["others"][0]["person"]["name"]) == (None, people.ana.name)
    assert callers.ben.read("/time-logs/active/").json() == {"mine": None, "others": []}
    stopped = callers.ana.call("POST", "/time-logs/stop/", {"note": "Done"}).json()
    assert (stopped["is_running"], stopped["note"], stopped["minutes"]) == (False, "Done", 1)
    assert callers.ana.call("POST", "/time-logs/stop/", {}).status_code == 404


def test_a_long_one_asks(callers, ticket, people):
    callers.ana.call("POST", "/time-logs/start/", {"item": ticket.label})
    TimeEntry.objects.update(started_at=clock.now() - timedelta(hours=5))
    refused = callers.ana.call("POST", "/time-logs/stop/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "timer.ran_long")
    stopped = callers.ana.call("POST", "/time-logs/stop/", {"until": "asked"}).json()
    assert stopped["minutes"] == 240


def test_written_down_changed_and_taken_away_by_its_owner(callers, ticket):
    said = {"item": str(ticket.number), "minutes": 30, "activity": "meeting", "note": "Met"}
    made = callers.ana.call("POST", "/time-logs/", said).json()
    there = f"/time-logs/{made['id']}/"
    assert callers.ana.call("PATCH", there, {"minutes": 45}).json()["minutes"] == 45
    assert callers.ben.read(there).status_code == 404
    assert callers.olivia.read(there).json()["minutes"] == 45
    assert callers.olivia.call("PATCH", there, {"minutes": 1}).status_code == 403
    assert callers.olivia.call("DELETE", there).status_code == 403
    assert callers.ana.call("POST", "/time-logs/", said | {"item": "T-9999"}).status_code == 404
    assert callers.ana.call("POST", "/time-logs/", said | {"activity": "golf"}).status_code == 400
    assert callers.ana.call("DELETE", there).status_code == 204
    assert callers.ana.read("/time-logs/").json()["results"] == []


def test_sums_are_by_the_days_of_who_asks(callers, ticket, task, people):
    people.ana.time_zone = "Asia/Tokyo"
    people.ana.save(update_fields=["time_zone"])
    late = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)  # the 19th in Tokyo
    for item, at in ((ticket.label, late), (task().label, late + timedelta(hours=30))):
        said = {"item": item, "minutes": 60, "started_at": at.isoformat()}
        assert callers.ana.call("POST", "/time-logs/", said).status_code == 201
    days = {"since": "2026-11-16", "until": "2026-11-22"}

    def keys(**asked):
        lines = callers.ana.read("/time-logs/summary/", **days, **asked).json()
        return [(line["key"], line["minutes"], line["billable_minutes"]) for line in lines]

    assert keys(by="day") == [("2026-11-19", 60, 60), ("2026-11-20", 60, 0)]
    assert keys(by="week") == [("2026-11-16", 120, 60)]
    assert keys(by="person") == [(str(people.ana.pk), 120, 60)]
    assert {line[0] for line in keys(by="item")} == {ticket.label, "TASK-0001"}
    assert keys(by="day", billable=True) == [("2026-11-19", 60, 60)]
    assert len(callers.ana.read("/time-logs/", item=ticket.label, person="me").json()["results"]) == 1
    assert (
        callers.ana.read("/time-logs/summary/", since="2026-11-20", until="2026-11-20").json()[0]["entries"]
        == 1
    )


def test_activities_are_told(callers):
    assert callers.ana.read("/time-logs/activities/").json()[0] == {"key": "support", "label": "Support"}


def test_a_page_of_many_costs_the_same(callers, ticket, people, django_assert_max_num_queries):
    for _ in range(12):
        callers.ana.call("POST", "/time-logs/", {"item": ticket.label, "minutes": 5})
    callers.ana.read("/time-logs/")
    with django_assert_max_num_queries(6):
        assert len(callers.ana.read("/time-logs/").json()["results"]) == 12


def test_days_at_the_end_of_calendars_are_refused(callers):
    for asked in ("until=9999-12-31", "since=0001-01-01"):
        assert callers.ana.read(f"/time-logs/?{asked}").status_code == 400
    assert callers.ana.read("/time-logs/summary/?until=0001-01-01").status_code == 400
