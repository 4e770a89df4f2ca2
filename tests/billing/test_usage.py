"""Reserving, spending and giving back; parallel workers cannot overspend."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing import rules, selectors, services
from billing.models import Reservation, UsageMonth
from billing.services.usage import Spent
from tenants import context
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.billing.conftest import together

MARCH = datetime(2026, 3, 17, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def march():
    with clock.at(MARCH):
        yield


def figures(tenant, meter="ai_messages"):
    found = selectors.allowance(meter, tenant)
    return found.limit, found.used, found.reserved, found.left


def test_reserve_then_commit_spends_and_twice_is_once(initech):
    with context.tenant(initech):
        held = services.reserve("ai_messages", 3)
        assert figures(initech) == (500, 0, 3, 497)
        services.commit(held)
        services.commit(held)
        services.release(held)

    assert figures(initech) == (500, 3, 0, 497)
    assert selectors.allowance("ai_messages", initech).renews_on == date(2026, 4, 1)


def test_release_gives_back_and_a_later_commit_counts_nothing(initech):
    with context.tenant(initech):
        held = services.reserve("ai_messages")
        services.release(held)
        services.release(held)
        services.commit(held)

    assert figures(initech) == (500, 0, 0, 500)


def test_the_same_work_is_set_aside_once(initech):
    with context.tenant(initech):
        first = services.reserve("ai_messages", key="run:17")
        assert services.reserve("ai_messages", key="run:17") == first
        services.commit(first)
        assert services.reserve("ai_messages", key="run:17") == first
        services.commit(first)
        other = services.reserve("ai_messages", key="run:18")
        services.release(other)
        assert services.reserve("ai_messages", key="run:18") != other

    assert figures(initech) == (500, 1, 1, 498)


def test_nothing_left_is_refused_and_moves_nothing(initech, olga):
    services.change_plan(initech, selectors.plan("free"), by=olga, reason="asked")
    with context.tenant(initech):
        services.commit(services.reserve("ai_messages", 99))
        with pytest.raises(Spent) as refusal:
            services.reserve("ai_messages", 2)

    assert refusal.value.data == {"meter": "ai_messages", "limit": 100, "left": 1, "renews_on": "2026-04-01"}
    assert refusal.value.status == 402
    assert figures(initech) == (100, 99, 0, 1)


def test_without_a_limit_everything_is_given(initech):
    with context.tenant(initech):
        services.commit(services.reserve("drafts", 10_000))

    assert figures(initech, "drafts") == (None, 10_000, 0, None)


def test_a_dead_workers_units_come_back_and_late_work_is_counted(initech):
    with context.tenant(initech):
        held = services.reserve("ai_messages", 5)
    with clock.at(MARCH + rules.RESERVED_FOR):
        assert services.sweep_reservations() == 1
        assert services.sweep_reservations() == 0
        assert figures(initech) == (500, 0, 0, 500)
        services.commit(held)
        assert figures(initech) == (500, 5, 0, 495)
    with clock.at(MARCH + rules.RESERVED_FOR + rules.KEPT_FOR + timedelta(minutes=1)):
        services.sweep_reservations()
    assert Reservation.objects.count() == 0
    assert figures(initech) == (500, 5, 0, 495)


def test_a_new_month_begins_with_nothing_used(initech):
    with context.tenant(initech):
        services.commit(services.reserve("ai_messages", 5))
        services.count("messages", 2)
    with clock.at(datetime(2026, 4, 1, tzinfo=UTC)), context.tenant(initech):
        assert figures(initech) == (500, 0, 0, 500)
        services.count("messages")

    assert selectors.usage_by_tenant(date(2026, 3, 31)) == {initech.pk: {"ai_messages": 5, "messages": 2}}
    assert selectors.usage_by_tenant(date(2026, 4, 9)) == {initech.pk: {"messages": 1}}


def test_the_administrators_are_told_once_at_80_and_once_at_the_end(initech, heard):
    with context.tenant(initech):
        for units in (399, 1, 50, 50):
            services.commit(services.reserve("ai_messages", units))
        for _ in range(2):
            with pytest.raises(Spent):
                services.reserve("ai_messages")

    assert heard("billing.allowance_low") == [{"meter": "ai_messages", "limit": 500, "used": 400}]
    assert heard("billing.allowance_spent") == [
        {"meter": "ai_messages", "limit": 500, "renews_on": "2026-04-01"}
    ]


def test_more_allowance_lets_them_be_told_again(initech, heard):
    with context.tenant(initech):
        services.commit(services.reserve("ai_messages", 500))
    services.grant(initech, "ai_messages", amount=500, by=SYSTEM, reason="top-up")
    with context.tenant(initech):
        services.commit(services.reserve("ai_messages", 300))

    assert [fact["limit"] for fact in heard("billing.allowance_low")] == [1000]
    assert UsageMonth.objects.get().told == 80


def test_parallel_workers_cannot_overspend(committed_initech):
    with context.tenant(committed_initech):
        services.commit(services.reserve("ai_messages", 495))

    def work():
        with clock.at(MARCH), context.tenant(committed_initech):
            held = services.reserve("ai_messages")
            services.commit(held)

    results = together(12, work)

    refused = [result for result in results if isinstance(result, Spent)]
    assert (len(refused), results.count(None)) == (7, 5)
    assert figures(committed_initech) == (500, 500, 0, 0)


def test_the_first_use_of_a_month_may_happen_twice_at_once(committed_initech):
    def work():
        with clock.at(MARCH), context.tenant(committed_initech):
            return services.reserve("ai_messages", key="run:1").pk

    results = together(6, work)

    assert len(set(results)) == 1
    assert figures(committed_initech) == (500, 0, 1, 499)


def test_usage_is_kept_per_organization(initech, django_assert_num_queries):
    with context.tenant(initech):
        services.commit(services.reserve("ai_messages"))
        with django_assert_num_queries(2):
            selectors.allowance("ai_messages")

    assert Delivery.objects.filter(event="billing.allowance_low").count() == 0
