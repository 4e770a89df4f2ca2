"""The arithmetic of plans, and what the seeded ones give."""

from datetime import date

import pytest

from billing import rules, services
from billing.models import Plan
from billing.plans import Bundle, total


def test_bundles_add_and_multiply():
    base = Bundle({"mailboxes": 3, "drafts": None}, frozenset({"kb_mining"}))
    seat = Bundle({"agents": 1, "ai_messages": 1000})
    extra = Bundle({"mailboxes": 2, "ai_messages": 500, "drafts": 10}, frozenset({"scim"}))

    assert total(base, seat, 4, [extra]) == Bundle(
        {"mailboxes": 5, "drafts": None, "agents": 4, "ai_messages": 4500}, frozenset({"kb_mining", "scim"})
    )
    assert seat * 0 == Bundle()
    assert Bundle().limit("agents") == 0


def test_a_bundle_cannot_be_taken_negative_times():
    with pytest.raises(ValueError):
        _ = Bundle({"agents": 1}) * -1


def test_a_bundle_has_what_it_grants():
    bundle = Bundle({"sla": 1, "automations": None, "queues": 0}, frozenset({"dry_run"}))

    assert [bundle.has(name) for name in ("sla", "automations", "dry_run")] == [True, True, True]
    assert [bundle.has(name) for name in ("queues", "scim")] == [False, False]
    assert Bundle.of(bundle.as_json()) == bundle


@pytest.mark.parametrize(
    ("today", "anchor", "start", "after"),
    [
        (date(2026, 3, 17), 1, date(2026, 3, 1), date(2026, 4, 1)),
        (date(2026, 3, 17), 17, date(2026, 3, 17), date(2026, 4, 17)),
        (date(2026, 3, 17), 18, date(2026, 2, 18), date(2026, 3, 18)),
        (date(2026, 1, 3), 20, date(2025, 12, 20), date(2026, 1, 20)),
        (date(2026, 2, 28), 31, date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 3, 30), 31, date(2026, 2, 28), date(2026, 3, 31)),
        (date(2028, 2, 29), 30, date(2028, 2, 29), date(2028, 3, 30)),
    ],
)
def test_allowance_months_renew_on_the_anchor_day(today, anchor, start, after):
    assert rules.period_of(today, anchor) == start
    assert rules.next_period(start, anchor) == after


@pytest.mark.parametrize(
    ("reached", "told", "mark"), [(79, 0, 0), (80, 0, 80), (99, 80, 0), (100, 80, 100), (100, 100, 0)]
)
def test_each_mark_is_told_once(reached, told, mark):
    assert rules.to_tell(reached, told) == mark


@pytest.mark.parametrize(
    ("code", "seats", "limits"),
    [
        ("trial", 1, {"agents": 25, "mailboxes": 3, "queues": None, "ai_messages": 500, "drafts": None}),
        ("free", 2, {"agents": 2, "mailboxes": 1, "queues": 2, "ai_messages": 100, "drafts": 50, "sla": 1}),
        ("team", 4, {"agents": 4, "mailboxes": 3, "queues": 10, "ai_messages": 4000, "automations": 25}),
        ("business", 4, {"agents": 4, "mailboxes": None, "ai_messages": 8000, "sla": None, "messages": None}),
    ],
)
def test_the_seeded_plans_give_what_was_decided(db, code, seats, limits):
    services.seed_plans()
    plan = Plan.objects.get(code=code)
    given = total(plan.bundle, plan.seat_bundle, seats)

    assert {meter: given.limit(meter) for meter in limits} == limits


def test_seeding_again_leaves_the_owners_changes(db):
    services.seed_plans()
    Plan.objects.filter(code="team").update(name="Crew")
    Plan.objects.filter(code="enterprise").delete()

    assert services.seed_plans() == 1
    assert Plan.objects.get(code="team").name == "Crew"
    assert services.seed_plans() == 0
