"""Figures, workload and activity over the API: who may, what is shown, what is refused."""

from __future__ import annotations

import pytest

from tenants.kernel import clock
from tests.core.reports.conftest import on
from tests.support.callers import one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


def test_figures_are_for_who_may_see_reports(callers):
    for path in ("/reports/figures/", "/reports/workload/"):
        assert callers.lena.read(path).status_code == 200
        assert callers.ana.read(path).status_code == 403
        assert callers.carla.read(path).status_code == 403
        assert callers.stranger.read(path).status_code == 401
    assert callers.ana.read("/activity/").status_code == 200
    assert callers.carla.read("/activity/").status_code == 403


def test_what_figures_say(desk, callers):
    ticket = desk.ask(on(0, 9))
    desk.answer(ticket, on(0, 9, 10))
    desk.count(on(0, 9, 20))
    with clock.at(on(0, 12)):
        found = callers.lena.read("/reports/figures/?days=7").json()

    assert (found["first"], found["last"]) == ("2026-11-10", "2026-11-16")
    assert (found["now"]["opened"], found["now"]["replied"], found["now"]["solved"]) == (1, 1, 0)
    assert (found["now"]["reply_median"], found["now"]["solve_median"]) == (10.0, None)
    assert found["before"]["opened"] == 0
    assert found["now"]["clocks"][0] == {"clock": "first", "met": 1, "missed": 0, "share": 1.0}
    assert [day["opened"] for day in found["days"]] == [0, 0, 0, 0, 0, 0, 1]


def test_what_the_workload_says(desk, callers):
    desk.ask(on(0, 9))
    with clock.at(on(0, 12)):
        found = callers.lena.read("/reports/workload/").json()
    assert (found["unassigned"]["open"], found["unassigned"]["agent"]) == (1, None)
    assert {"Ana Agent", "Ben Agent"} <= {row["name"] for row in found["agents"]}


def test_what_the_activity_says(desk, callers):
    ticket = desk.ask(on(0, 9))
    desk.answer(ticket, on(0, 10))

    found = callers.ana.read("/activity/").json()

    acts = [line for line in found["lines"] if line["action"] != "ticket.changed"]  # triage's
    assert [line["action"] for line in acts] == ["ticket.replied", "ticket.opened"]
    assert acts[0]["person"] == desk.people.ana.pk
    assert (acts[1]["person"], found["older"], found["is_cut"]) == (None, None, False)
    assert [one["action"] for one in callers.ana.read("/activity/?kind=replies").json()["lines"]] == [
        "ticket.replied"
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/reports/figures/?days=0",
        "/reports/figures/?days=x",
        "/reports/figures/?first=2026-11-20&last=2026-11-01",
        "/reports/figures/?first=2026-11-20",
        "/reports/figures/?first=2020-01-01&last=2026-01-01",
        "/reports/workload/?queue=-1",
        "/activity/?kind=gossip",
        "/activity/?before=x",
        "/activity/?since=yesterday",
    ],
)
def test_nonsense_is_refused_with_a_code(callers, path):
    answer = callers.lena.read(path)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"]
