"""Stripe's webhooks: signed, stored once, in any order; our state ends as theirs."""

import time

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from billing import services, tasks
from billing.api import hooks
from billing.models import StripeEvent
from billing.services.sync import UnknownPrice
from tenants.kernel import clock
from tests.billing.conftest import actions, agreed, together


def posted(body: bytes, header: str) -> HttpRequest:
    return RequestFactory().post(
        "/billing/webhooks/stripe/",
        body,
        content_type="application/json",
        headers={"stripe-signature": header},
    )


def answer(stripe, event, **signing) -> int:
    return hooks.stripe(posted(*stripe.signed(event, **signing))).status_code


def work_off() -> None:
    for pk in services.due_events():
        tasks.handle_event(pk)


def bought(tenant, by, stripe, seats=3):
    url = services.open_checkout(
        tenant, "team", seats, by=by, success_url="http://x/", cancel_url="http://x/"
    )
    return stripe.complete(url.rsplit("/", 1)[1])


def test_a_payment_becomes_a_plan(initech, olga, stripe, heard):
    bought(initech, olga, stripe)
    statuses = [answer(stripe, event) for event in stripe.events]
    work_off()
    row = agreed(initech)

    assert set(statuses) == {200}
    assert (row.plan.code, row.state, row.seats) == ("team", "trial", 3)
    assert set(StripeEvent.objects.values_list("state", flat=True)) == {"done"}
    assert [fact["plan"] for fact in heard("billing.plan_changed")] == ["team"]
    assert actions(initech).count("billing.plan_changed") == 1


def test_what_stripe_did_not_sign_is_refused_and_not_stored(initech, stripe, settings):
    bought_event = stripe.log.emit("customer.updated", {"id": "cus_1", "object": "customer"})
    body, header = stripe.signed(bought_event)

    assert answer(stripe, bought_event, secret="whsec_of_somebody") == 400
    assert answer(stripe, bought_event, at=int(time.time()) - 3600) == 400
    assert hooks.stripe(posted(body + b" ", header)).status_code == 400
    assert hooks.stripe(posted(body, "")).status_code == 400
    assert hooks.stripe(posted(b"\xff\xfe", header)).status_code == 400
    settings.STRIPE_WEBHOOK_SECRET = ""
    assert answer(stripe, bought_event) == 404
    assert StripeEvent.objects.count() == 0


def test_an_oversized_message_is_not_read(stripe):
    request = posted(b"{}", "t=1,v1=x")
    request.META["CONTENT_LENGTH"] = str(hooks.LARGEST + 1)

    assert hooks.stripe(request).status_code == 413


def test_the_same_event_three_times_at_once_has_one_effect(committed_initech, olga, stripe):
    bought(committed_initech, olga, stripe)
    event = stripe.events[-1]

    assert together(3, lambda: answer(stripe, event)) == [200, 200, 200]
    (pk,) = services.due_events()
    together(3, lambda: tasks.handle_event(pk))
    tasks.handle_event(pk)

    row = StripeEvent.objects.get()
    assert (row.event_id, row.state, row.attempts) == (event["id"], "done", 1)
    assert agreed(committed_initech).plan.code == "team"
    assert actions(committed_initech).count("billing.plan_changed") == 1
    assert set(row.payload) == {"customer", "object"}


def test_events_in_the_wrong_order_end_in_stripes_state(initech, olga, stripe):
    old = bought(initech, olga, stripe)
    stripe.life.cancel(old)
    services.sync_from_stripe(old["customer"])
    bought(initech, olga, stripe, seats=4)
    for event in reversed(stripe.events):
        assert answer(stripe, event) == 200
    work_off()
    row = agreed(initech)

    assert (row.plan.code, row.seats, row.state) == ("team", 4, "trial")
    assert row.stripe_subscription_id != old["id"]


def test_an_older_answer_does_not_overwrite_a_newer_one(committed_initech, olga, stripe):
    subscription = bought(committed_initech, olga, stripe)
    services.sync_from_stripe(subscription["customer"])
    stripe.delay = 0.3
    slow = together(4, lambda: services.sync_from_stripe(subscription["customer"]))
    stripe.delay = 0.0

    assert not [result for result in slow if isinstance(result, Exception)]
    assert agreed(committed_initech).sync_turn == 5
    assert actions(committed_initech).count("billing.plan_changed") == 1


def test_dunning_follows_stripe_and_ends_on_free(initech, olga, stripe, heard):
    customer = bought(initech, olga, stripe)["customer"]
    states = []
    stripe.break_card(customer)
    for days in (16, 22):
        stripe.advance(days=days)
        services.sync_from_stripe(customer)
        states.append((agreed(initech).state, agreed(initech).bundle.limit("ai_messages")))
    stripe.life.cancel(stripe.store.all("subscription")[0])
    services.sync_from_stripe(customer)
    row = agreed(initech)

    assert states == [("past_due", 3000), ("restricted", 100)]
    assert (row.plan.code, row.state, row.seats, row.stripe_subscription_id) == ("free", "canceled", 2, "")
    assert [fact["state"] for fact in heard("billing.state_changed")] == [
        "past_due",
        "restricted",
        "canceled",
    ]


def test_a_cancellation_is_announced_before_it_happens(initech, olga, stripe):
    subscription = bought(initech, olga, stripe)
    stripe.life.change(subscription, {"cancel_at_period_end": True})
    services.sync_from_stripe(subscription["customer"])
    assert agreed(initech).ends_at == agreed(initech).trial_ends_at

    stripe.life.change(subscription, {"cancel_at_period_end": False})
    services.sync_from_stripe(subscription["customer"])
    assert agreed(initech).ends_at is None


def test_while_stripe_is_away_the_event_waits(initech, olga, stripe):
    bought(initech, olga, stripe)
    answer(stripe, stripe.events[-1])
    (pk,) = services.due_events()
    for _ in range(2):  # their client tries a second time by itself
        stripe.fail_next(503)
    tasks.handle_event(pk)
    row = StripeEvent.objects.get()

    assert (row.state, row.attempts, services.due_events()) == ("received", 1, [])
    assert "GatewayAway" in row.last_error
    assert agreed(initech).plan.code == "trial"
    with clock.at(row.run_at):
        work_off()
    assert StripeEvent.objects.get().state == "done"
    assert agreed(initech).plan.code == "team"


def test_a_price_without_a_plan_is_for_a_person(initech, olga, stripe, settings):
    customer = bought(initech, olga, stripe)["customer"]
    settings.STRIPE_PRICES = {}
    answer(stripe, stripe.events[-1])
    work_off()

    assert StripeEvent.objects.get().state == "failed"
    assert agreed(initech).plan.code == "trial"
    assert agreed(initech).stripe_subscription_id == ""
    with pytest.raises(UnknownPrice):
        services.sync_from_stripe(customer)


def test_events_of_strangers_are_harmless(initech, stripe):
    for about in ({"id": "cus_x", "object": "customer"}, {"id": "prod_x", "object": "product"}):
        assert answer(stripe, stripe.log.emit(f"{about['object']}.updated", about)) == 200
    work_off()

    assert list(StripeEvent.objects.values_list("state", flat=True)) == ["done", "done"]
    assert actions(initech) == ["billing.trial_started"]
