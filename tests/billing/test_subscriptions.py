"""The agreement: trial, plan by hand, seats, grants, entitlements."""

from datetime import UTC, datetime, timedelta

import pytest

from billing import selectors, services
from billing.models import GrantedFeature
from billing.services.entitlements import NoSuchFeature
from billing.services.seats import LimitReached, TooFewSeats
from billing.services.subscriptions import PaidThroughStripe, SeatsOutOfRange
from billing.tasks import reconcile_tenant
from tenants import context
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.billing.conftest import actions, agreed

DAY_ONE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day_one():
    with clock.at(DAY_ONE):
        yield


def ring(tenant, kind):
    with context.tenant(tenant):
        bell.ring(Alarm.objects.get(schema_name=tenant.schema_name, kind=kind).pk)


def test_a_trial_lasts_fifteen_days_and_starts_once(initech, heard):
    services.start_trial(initech)
    row = agreed(initech)

    assert (row.plan.code, row.state, row.seats) == ("trial", "trial", 1)
    assert row.trial_ends_at == DAY_ONE + timedelta(days=15)
    assert row.bundle == row.plan.bundle
    assert actions(initech) == ["billing.trial_started"]


def test_three_days_before_the_end_the_trial_speaks_up(initech, heard):
    with clock.at(DAY_ONE + timedelta(days=12)):
        ring(initech, "billing.trial_reminder")

    assert heard("billing.trial_ending") == [{"ends_at": "2026-03-17T09:00:00+00:00"}]


def test_a_trial_without_a_card_ends_on_the_free_plan(initech, heard):
    with clock.at(DAY_ONE + timedelta(days=15)):
        ring(initech, "billing.trial_end")
        services.end_trial(initech)
        row = agreed(initech)

    assert (row.plan.code, row.state, row.seats, row.is_manual) == ("free", "active", 2, False)
    assert row.bundle.limit("agents") == 2
    assert row.bundle.limit("ai_messages") == 100
    assert heard("billing.plan_changed") == [
        {"plan": "free", "was": "trial", "seats": 2, "seats_were": 1, "by": "system"}
    ]
    assert heard("billing.state_changed") == [{"state": "active", "was": "trial"}]
    assert Alarm.objects.filter(schema_name="initech").count() == 0


def test_a_trial_does_not_end_early(initech):
    with clock.at(DAY_ONE + timedelta(days=14)):
        services.end_trial(initech)

    assert agreed(initech).plan.code == "trial"


def test_an_operator_sets_a_plan_by_hand(initech, olga, heard):
    services.change_plan(initech, selectors.plan("business"), by=olga, reason="contract 12", seats=30)
    services.change_plan(initech, selectors.plan("business"), by=olga, reason="again", seats=30)
    row = agreed(initech)

    assert (row.plan.code, row.state, row.seats, row.is_manual) == ("business", "active", 30, True)
    assert selectors.allowance("agents", initech).limit == 30
    assert selectors.has_feature("sso_oidc", initech)
    assert not selectors.has_feature("scim", initech)
    assert actions(initech) == [
        "billing.trial_started", "billing.state_changed", "tenant.standing", "billing.plan_changed",
    ]  # fmt: skip
    record = initech.records.first()
    assert (record.actor, record.reason) == ("operator:7", "contract 12")
    assert (record.before, record.after) == ({"plan": "trial", "seats": 1}, {"plan": "business", "seats": 30})
    assert [fact["by"] for fact in heard("billing.plan_changed")] == ["operator:7"]
    assert "sso_oidc" in heard("billing.entitlements_changed")[0]["names"]


def test_the_trial_plan_by_hand_is_a_new_trial(initech, olga):
    services.change_plan(initech, selectors.plan("free"), by=olga, reason="asked")
    with clock.at(DAY_ONE + timedelta(days=40)):
        services.change_plan(initech, selectors.plan("trial"), by=olga, reason="second look")
        row = agreed(initech)

    assert (row.state, row.trial_ends_at) == ("trial", DAY_ONE + timedelta(days=55))
    assert Alarm.objects.filter(schema_name="initech").count() == 2


def test_what_stripe_charges_for_is_not_changed_by_hand(initech, olga):
    row = agreed(initech)
    row.stripe_subscription_id = "sub_1"
    row.save()

    with pytest.raises(PaidThroughStripe):
        services.change_plan(initech, selectors.plan("free"), by=olga, reason="no")
    assert agreed(initech).plan.code == "trial"
    assert actions(initech) == ["billing.trial_started"]


def test_seats_are_counted_and_kept_in_range(initech, olga, counted):
    counted("agents", 4)
    services.change_plan(initech, selectors.plan("team"), by=olga, reason="paid by transfer", seats=5)

    with pytest.raises(TooFewSeats) as few:
        services.set_seats(initech, 3, by=olga)
    with pytest.raises(SeatsOutOfRange):
        services.set_seats(initech, 0, by=olga)
    assert few.value.data == {"seats": 3, "needed": 4}
    assert agreed(initech).seats == 5

    services.set_seats(initech, 6, by=olga, reason="two joined")
    assert selectors.allowance("ai_messages", initech).limit == 6000


def test_the_last_seat_is_given_once(initech, olga, counted):
    services.change_plan(initech, selectors.plan("free"), by=olga, reason="asked")
    with context.tenant(initech):
        counted("agents", 1)
        services.ensure_room("agents")
        counted("agents", 2)
        with pytest.raises(LimitReached) as full:
            services.ensure_room("agents")
        assert selectors.allowance("agents").left == 0

    assert full.value.data == {"meter": "agents", "limit": 2, "used": 2}


def test_grants_survive_every_plan_and_run_out_by_night(initech, olga):
    later = DAY_ONE + timedelta(days=10)
    services.grant(initech, "scim", by=olga, reason="pilot", expires_at=later)
    services.grant(initech, "ai_messages", amount=250, by=olga, reason="goodwill")
    services.change_plan(initech, selectors.plan("free"), by=olga, reason="asked")

    assert selectors.has_feature("scim", initech)
    assert selectors.allowance("ai_messages", initech).limit == 350

    with clock.at(later):
        reconcile_tenant(initech.pk)
        assert not selectors.has_feature("scim", initech)

    services.revoke(GrantedFeature.objects.get(name="ai_messages"), by=olga, reason="over")
    assert selectors.allowance("ai_messages", initech).limit == 100


def test_an_unknown_feature_is_refused(initech, olga):
    with pytest.raises(NoSuchFeature):
        services.grant(initech, "teleport", by=olga, reason="why not")

    assert GrantedFeature.objects.count() == 0


def test_the_night_heals_what_was_missed(initech, olga):
    row = agreed(initech)
    row.entitled = {"amounts": {"agents": 1000}, "features": ["scim"]}
    row.save()
    Alarm.objects.all().delete()

    reconcile_tenant(initech.pk)
    assert agreed(initech).bundle == agreed(initech).plan.bundle

    with clock.at(DAY_ONE + timedelta(days=16)):
        reconcile_tenant(initech.pk)
    assert agreed(initech).plan.code == "free"


def test_in_restricted_the_costly_meters_fall_to_free(initech, olga):
    services.change_plan(initech, selectors.plan("business"), by=olga, reason="contract", seats=10)
    row = agreed(initech)
    row.state = "restricted"
    row.save()
    services.reconcile(initech)

    assert selectors.allowance("ai_messages", initech).limit == 100
    assert selectors.allowance("agents", initech).limit == 10


def test_without_an_agreement_the_free_plan_holds(initech):
    agreed(initech).delete()

    assert selectors.allowance("ai_messages", initech).limit == 100
    assert SYSTEM.may("billing.manage")
