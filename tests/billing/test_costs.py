"""Money for models: set aside, spent, given back; caps hold whatever workers do at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from billing import services
from billing.models import CostCount, CostReservation
from tenants import context
from tenants.events.models import Delivery
from tenants.kernel import clock
from tests.support.commits import committed

CAPS = {("", "day"): 1_000, ("triage", "month"): 600}


@pytest.fixture
def inside(acme):
    with context.tenant(acme):
        yield acme


def counted(feature="", span="day"):
    row = CostCount.objects.get(feature=feature, span=span)
    return row.used, row.reserved


def test_money_is_set_aside_spent_and_given_back(inside):
    held = services.reserve_cost("triage", 400, CAPS)
    assert counted() == counted("triage", "month") == (0, 400)
    services.commit_cost(held, 150, platform=100, calls=2)
    for feature in ("", "triage"):
        for span in ("day", "month"):
            assert counted(feature, span) == (150, 0)
    assert (CostCount.objects.first().platform, CostCount.objects.first().calls) == (100, 2)

    other = services.reserve_cost("draft", 500, CAPS)
    services.release_cost(other)
    services.release_cost(other)
    assert counted() == (150, 0)
    assert counted("draft") == (0, 0)


def test_counters_that_all_workers_share_are_asked_once_to_hold_and_once_to_settle(inside):
    services.reserve_cost("triage", 400, {})  # makes the counters
    with CaptureQueriesContext(connection) as asked:
        held = services.reserve_cost("triage", 300, {})
        services.commit_cost(held, 150, calls=2)
        services.release_cost(held)
    said = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert [("billing_costcount" in sql, "billing_costreservation" in sql) for sql in said] == [
        (True, True)
    ] * 3
    assert len(asked) == 3, "no transaction of several statements"
    assert counted() == counted("triage", "month") == (150, 400)
    assert CostReservation.objects.get().amount == 400


def test_a_cap_refuses_and_takes_nothing(inside):
    services.reserve_cost("triage", 500, CAPS)
    with pytest.raises(services.BudgetGone) as refused:
        services.reserve_cost("triage", 101, CAPS)
    assert refused.value.data == {"feature": "triage", "span": "month", "limit": 600}
    assert counted() == (0, 500)
    services.reserve_cost("draft", 500, CAPS)
    with pytest.raises(services.BudgetGone) as refused:
        services.reserve_cost("draft", 1, CAPS)
    assert (refused.value.data["feature"], refused.value.data["span"]) == ("", "day")
    assert CostReservation.objects.count() == 2


def test_administrators_are_told_once_at_80_percent_and_once_at_the_end(inside, heard):
    for amount in (500, 290, 20, 100):
        services.reserve_cost("draft", amount, CAPS)
    for _ in range(3):
        with pytest.raises(services.BudgetGone):
            services.reserve_cost("draft", 500, CAPS)
    assert heard("billing.budget_low") == [{"feature": "", "span": "day", "limit": 1_000, "used": 810}]
    assert heard("billing.budget_spent") == [{"feature": "", "span": "day", "limit": 1_000}]


def test_what_a_dead_worker_holds_comes_back(inside):
    held = services.reserve_cost("triage", 400, CAPS)
    CostReservation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert services.sweep_costs() == 1
    assert counted() == (0, 0)
    services.commit_cost(held, 90)
    assert counted() == (90, 0), "what was spent is spent"


def test_another_organization_has_a_budget_of_its_own(inside, globex):
    services.reserve_cost("draft", 900, CAPS)
    with context.tenant(globex):
        services.reserve_cost("draft", 900, CAPS)
    assert CostCount.objects.filter(span="day", feature="").count() == 2


def test_forty_workers_at_once_never_overspend(django_db_setup, django_db_blocker):
    caps, gate = {("", "day"): 10_000, ("draft", "month"): 4_000}, threading.Barrier(8)
    most: list[int] = []

    def work(number: int) -> int:
        spent = 0
        try:
            with context.tenant("acme"):
                if number < 8:
                    gate.wait(20)
                feature = ("triage", "draft")[number % 2]
                for turn in range(6):
                    try:
                        held = services.reserve_cost(feature, 300, caps)
                    except services.BudgetGone:
                        continue
                    total = CostCount.objects.get(tenant=held.tenant_id, span="day", feature="")
                    most.append(total.used + total.reserved)
                    if turn % 3 == 2:
                        services.release_cost(held)
                    else:
                        services.commit_cost(held, 290)
                        spent += 290
        finally:
            connections.close_all()
        return spent

    with django_db_blocker.unblock(), committed() as place:
        CostCount.objects.filter(tenant=place.acme).delete()  # of tests that commit
        try:
            with ThreadPoolExecutor(8) as pool:
                spent = list(pool.map(work, range(40)))
            rows = {(row.feature, row.span): row for row in CostCount.objects.filter(tenant=place.acme)}
            assert max(most) <= 10_000
            assert sum(spent) == rows["", "day"].used <= 10_000
            assert rows["draft", "month"].used <= 4_000
            assert sum(spent) > 9_000, "the budget is used up, too"
            assert {row.reserved for row in rows.values()} == {0}
            assert not CostReservation.objects.exists()
        finally:
            Delivery.objects.filter(schema_name="acme").delete()
