"""Availability, policies, the report and the trace over the API: who may, what is shown, what is refused."""

from __future__ import annotations

import pytest

from core.assignment.models import Policy
from core.desk.models import Queue
from tests.core.assignment.conftest import drained
from tests.support.callers import one_of_each, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


def test_one_says_for_oneself_whether_one_is_here(callers):
    mine = callers.ana.read("/availability/").json()
    assert (mine["name"], mine["state"], mine["here"], mine["capacity"]) == (
        "Ana Agent", "available", True, 20,
    )  # fmt: skip
    answer = callers.ana.call("PATCH", "/availability/", {"state": "away"})
    assert answer.json()["here"] is False
    assert callers.ana.call("PATCH", "/availability/", {"state": "asleep"}).status_code == 400
    assert callers.lars.call("PATCH", "/availability/", {"state": "away"}).status_code == 403
    assert callers.carla.read("/availability/").status_code == 403
    assert callers.stranger.read("/availability/").status_code == 401


def test_who_arranges_says_how_much_others_can_take(callers, people):
    path = f"/availability/people/{people.ana.pk}/"
    assert callers.ana.call("PATCH", path, {"capacity": 3}).status_code == 403
    answer = callers.olivia.call("PATCH", path, {"capacity": 3, "languages": ["de"]})
    assert (answer.json()["capacity"], answer.json()["languages"]) == (3, ["de"])
    stale = callers.olivia.call("PATCH", path, {"capacity": 4}, If_Match='W/"1"')
    assert stale.status_code == 412
    names = [row["name"] for row in callers.ana.read("/availability/people/").json()]
    assert names == ["Adam Admin", "Ana Agent", "Ben Agent", "Lena Lead", "Olivia Owner"]
    assert said(callers.olivia.call("PATCH", "/availability/people/999999/", {"capacity": 1})) == (
        404, "people.not_found",
    )  # fmt: skip


def test_policies_of_queues(callers):
    queue = Queue.objects.get(is_default=True)
    path = f"/assignment/queues/{queue.pk}/"
    assert callers.olivia.read(path).json()["mode"] == "off"
    assert callers.ana.call("PATCH", path, {"mode": "round"}).status_code == 403
    answer = callers.olivia.call("PATCH", path, {"mode": "round", "release_after": 30})
    assert (answer.status_code, answer.json()["release_after"]) == (200, 30)
    assert Policy.objects.get(queue=queue).mode == "round"
    assert callers.olivia.call("PATCH", path, {"mode": "sideways"}).status_code == 400
    assert callers.olivia.call("PATCH", "/assignment/queues/999999/", {"mode": "off"}).status_code == 404
    assert len(callers.olivia.read("/assignment/queues/").json()) == Queue.objects.count()
    everybody = callers.olivia.call("PATCH", "/assignment/", {"capacity": 9}).json()
    assert (everybody["capacity"], everybody["idle_after"]) == (9, 0)
    assert callers.olivia.read("/assignment/").json()["capacity"] == 9


def test_the_report_and_the_trace(callers, people, hands_out, opened):
    hands_out("ana")
    rows = [opened("One"), opened("Two")]
    drained()
    assert callers.ana.read("/assignment/report/").status_code == 403
    shares = callers.lena.read("/assignment/report/", days=30).json()
    assert (shares[0]["name"], shares[0]["given"], shares[0]["load"]) == ("Ana Agent", 2, 2)
    assert callers.lena.read("/assignment/report/", days=0).status_code == 400
    trace = callers.ana.read(f"/tickets/{rows[0].number}/assignment/").json()
    assert (trace["waits"], trace["lines"][0]["name"], trace["lines"][0]["kind"]) == (
        False, "Ana Agent", "given",
    )  # fmt: skip
    waiting = opened("Three")
    hands_out("ana", by_language="require", most=1)
    trace = callers.ana.read(f"/tickets/{waiting.number}/assignment/").json()
    why = {one["name"]: one["why"] for one in trace["people"]}
    assert trace["waits"] is True
    assert (why["Ana Agent"], why["Ben Agent"]) == ("often", "excluded")
