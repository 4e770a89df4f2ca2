"""Policies, clocks and the report over the API: who may, what is shown, what is refused."""

from __future__ import annotations

import pytest

from core.sla.models import Policy
from tenants.kernel import clock
from tests.core.sla.conftest import on
from tests.support.callers import one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


NEW = {
    "name": "VIP",
    "first_reply": 15,
    "conditions": {"all": [{"field": "tags", "op": "any", "value": ["vip"]}]},
}


def test_policies_are_read_by_agents_and_arranged_by_admins(callers):
    names = [row["name"] for row in callers.ana.read("/sla-policies/").json()]
    assert names == ["Urgent", "High", "Medium", "Low"]
    for method, path in (("POST", "/sla-policies/"), ("POST", "/sla-policies/order/")):
        assert callers.ana.call(method, path, NEW).status_code == 403
        assert callers.stranger.call(method, path, NEW).status_code == 401
        assert callers.carla.call(method, path, NEW).status_code == 403
    assert callers.carla.read("/sla-policies/").status_code == 403
    assert Policy.objects.count() == 4


def test_a_policy_is_made_changed_ordered_and_removed(callers):
    made = callers.olivia.call("POST", "/sla-policies/", NEW)
    assert made.status_code == 201
    row = made.json()
    assert (row["first_reply"], row["resolution"], row["conditions"]) == (15, None, NEW["conditions"])

    path = f"/sla-policies/{row['id']}/"
    changed = callers.olivia.call("PATCH", path, {"resolution": 120}, If_Match=made.headers["ETag"])
    assert (changed.status_code, changed.json()["resolution"], changed.json()["version"]) == (200, 120, 2)
    assert (
        callers.olivia.call("PATCH", path, {"resolution": 90}, If_Match=made.headers["ETag"]).status_code
        == 412
    )
    order = callers.olivia.call("POST", "/sla-policies/order/", {"policies": [row["id"]]})
    assert [one["name"] for one in order.json()] == ["VIP", "Urgent", "High", "Medium", "Low"]
    assert callers.olivia.call("DELETE", path).status_code == 204
    assert callers.olivia.read(path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"conditions": {"all": [{"field": "nonsense", "op": "is", "value": ["x"]}]}},
        {"conditions": {"all": [{"field": "awaits_reply", "op": "is", "value": True}]}},
        {"conditions": "x"},
        {"first_reply": 0},
        {"warn_lead": 100},
        {"calendar": 999_999},
    ],
)
def test_what_is_wrong_changes_nothing(callers, wrong):
    answer = callers.olivia.call("POST", "/sla-policies/", NEW | wrong)
    assert answer.status_code in (400, 404, 422)
    assert answer.json()["code"]
    assert Policy.objects.count() == 4


def test_the_default_policy_is_not_removed(callers):
    row = Policy.objects.get(is_default=True)
    answer = callers.olivia.call("DELETE", f"/sla-policies/{row.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "sla_policy.default_stays")


def test_the_clocks_of_a_ticket_say_how_they_came_about(desk, callers):
    ticket = desk.ask(on(0, 16, 30)).ticket
    with clock.at(on(3, 9, 10)):
        brief = callers.ana.read(f"/tickets/{ticket.number}/").json()["sla"]
        whole = callers.ana.read(f"/tickets/{ticket.number}/sla/").json()
    assert [(one["kind"], one["state"], one["target"]) for one in brief] == [
        ("first", "running", 60), ("resolution", "running", 480),
    ]  # fmt: skip
    assert brief[0]["due_at"] == "2026-11-23T08:30:00.000Z"
    first = whole[0]
    assert (first["left"], first["percent"], first["policy"], first["calendar"]) == (
        20,
        67,
        "High",
        "Office hours",
    )
    assert first["steps"][0]["what"] == "started"
    assert callers.carla.read(f"/tickets/{ticket.number}/sla/").status_code == 403


def test_tickets_are_listed_by_what_is_due(desk, callers):
    ticket = desk.ask(on(0, 9), priority=4).ticket
    later = desk.ask(on(0, 9), priority=1).ticket
    with clock.at(on(0, 9, 10)):
        assert [one["number"] for one in callers.ana.read("/tickets/", due="soon").json()["results"]] == [
            ticket.number
        ]
        assert callers.ana.read("/tickets/", due="late").json()["results"] == []
        in_order = callers.ana.read("/tickets/", order="due").json()["results"]
        assert callers.ana.read("/dashboard/stats/").json()["breaching"] == 1
    assert [one["number"] for one in in_order] == [ticket.number, later.number]


def test_the_report_counts_by_week_clock_and_policy(desk, callers):
    kept, late = desk.ask(on(0, 9)).ticket, desk.ask(on(0, 9)).ticket
    desk.answer(kept, on(0, 9, 30))
    desk.answer(late, on(0, 11))
    with clock.at(on(3, 9)):
        rows = callers.lena.read("/reports/sla/", weeks="4").json()
    assert rows == [{
        "week": "2026-11-16", "kind": "first", "policy": Policy.objects.get(name="High").pk, "policy_name": "High",
        "met": 1, "breached": 1, "share": 0.5, "worked": 75.0,
    }]  # fmt: skip
    assert callers.ana.read("/reports/sla/").status_code == 403
    assert callers.lena.read("/reports/sla/", weeks="0").status_code in (400, 422)
