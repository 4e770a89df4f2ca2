"""Buying: the pages of Stripe, against the fake server. And without a key: by hand."""

from datetime import timedelta
from http.client import HTTPConnection

import pytest

from billing import gateway, selectors, services
from billing.gateway import GatewayAway, GatewayRefused, ManualBilling
from billing.services.checkout import AlreadySubscribed, NoPaymentAccount, NotForSale
from billing.services.seats import TooFewSeats
from billing.tasks import reconcile_tenant
from tenants.kernel import clock
from tests.billing.conftest import actions, agreed
from tests.support.fakes.stripe import DECLINED_CARD, GOOD_CARD

BACK = "http://initech.localhost/settings/billing/"


def buy(tenant, by, plan="team", seats=3):
    return services.open_checkout(tenant, plan, seats, by=by, success_url=f"{BACK}?paid=1", cancel_url=BACK)


def pay(stripe, url, card):
    """What a browser does on the pay page: status and where it is sent."""
    connection = HTTPConnection(stripe.url.removeprefix("http://"))
    connection.request("POST", url.removeprefix(stripe.url), f"card={card}")
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers["location"]


def session_of(url):
    return url.rsplit("/", 1)[1]


def test_choosing_a_plan_in_the_trial_collects_the_card_and_keeps_the_end(initech, olga, stripe):
    ends_at = agreed(initech).trial_ends_at
    url = buy(initech, olga)
    again = buy(initech, olga)
    status, where = pay(stripe, url, GOOD_CARD)
    subscription = stripe.store.all("subscription")[0]
    services.sync_from_stripe(agreed(initech).stripe_customer_id)
    row = agreed(initech)

    assert (url, len(stripe.store.all("customer"))) == (again, 1)
    assert (status, where) == (303, f"{BACK}?paid=1")
    assert subscription["trial_end"] == int(ends_at.timestamp())
    assert subscription["metadata"] == {"tenant": initech.public_id}
    assert (row.plan.code, row.state, row.seats) == ("team", "trial", 3)
    assert row.trial_ends_at == ends_at.replace(microsecond=0)
    assert selectors.allowance("ai_messages", initech).limit == 3000
    assert actions(initech)[1] == "billing.checkout_opened"


def test_a_declined_card_buys_nothing(initech, olga, stripe):
    status, where = pay(stripe, buy(initech, olga), DECLINED_CARD)
    services.sync_from_stripe(agreed(initech).stripe_customer_id)

    assert (status, where) == (402, None)
    assert stripe.store.all("subscription") == []
    assert agreed(initech).plan.code == "trial"


def test_near_its_end_a_trial_is_paid_at_once(initech, olga, stripe):
    with clock.at(agreed(initech).trial_ends_at - timedelta(hours=47)):
        stripe.complete(session_of(buy(initech, olga)))
        services.sync_from_stripe(agreed(initech).stripe_customer_id)

    assert (agreed(initech).state, stripe.store.all("invoice")[0]["amount_paid"]) == ("active", 5700)


def test_what_cannot_be_bought_is_refused_and_opens_nothing(initech, olga, stripe, settings, counted):
    counted("agents", 4)
    with pytest.raises(NotForSale):
        buy(initech, olga, plan="enterprise")
    with pytest.raises(TooFewSeats):
        buy(initech, olga, seats=3)
    settings.STRIPE_PRICES = {}
    with pytest.raises(NotForSale):
        buy(initech, olga, seats=5)
    with pytest.raises(NoPaymentAccount):
        services.open_portal(initech, return_url=BACK)

    assert stripe.calls == []
    assert agreed(initech).stripe_customer_id == ""


def test_one_subscription_is_enough(initech, olga, stripe):
    stripe.complete(session_of(buy(initech, olga)))
    services.sync_from_stripe(agreed(initech).stripe_customer_id)

    with pytest.raises(AlreadySubscribed):
        buy(initech, olga)
    assert services.open_portal(initech, return_url=BACK).startswith(f"{stripe.url}/portal/bps_")


def test_seats_of_a_paid_plan_change_at_stripe_first(initech, olga, stripe):
    stripe.complete(session_of(buy(initech, olga)))
    services.sync_from_stripe(agreed(initech).stripe_customer_id)
    services.set_seats(initech, 5, by=olga)

    assert agreed(initech).seats == 5
    assert stripe.store.all("subscription")[0]["items"]["data"][0]["quantity"] == 5
    assert initech.records.first().actor == "operator:7"


@pytest.mark.parametrize(
    ("status", "kind", "refusal"),
    [
        (500, "api_error", GatewayAway),
        (429, "rate_limit_error", GatewayAway),
        (401, "invalid_request_error", GatewayRefused),
        (400, "invalid_request_error", GatewayRefused),
    ],
)
def test_their_failures_come_as_ours_and_change_nothing(initech, olga, stripe, status, kind, refusal):
    for _ in range(2):  # their client tries a second time by itself
        stripe.fail_next(status, kind)
    with pytest.raises(refusal) as caught:
        buy(initech, olga)

    assert caught.value.retryable is (refusal is GatewayAway)
    assert agreed(initech).stripe_customer_id == ""
    assert actions(initech) == ["billing.trial_started"]


def test_a_dead_address_is_away(initech, olga, stripe, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(GatewayAway):
        buy(initech, olga)


def test_without_a_key_billing_is_arranged_by_hand(initech, olga, settings):
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(ManualBilling):
        buy(initech, olga)
    with pytest.raises(ManualBilling):
        services.open_portal(initech, return_url=BACK)
    services.change_plan(initech, selectors.plan("team"), by=olga, reason="invoice 7", seats=4)
    reconcile_tenant(initech.pk)

    assert not gateway.enabled()
    assert (agreed(initech).plan.code, agreed(initech).is_manual) == ("team", True)


def test_by_hand_wins_over_stripe(initech, olga, stripe):
    row = agreed(initech)
    session = session_of(buy(initech, olga))
    services.change_plan(initech, selectors.plan("business"), by=olga, reason="contract", seats=9)
    stripe.complete(session)
    services.sync_from_stripe(agreed(initech).stripe_customer_id)

    assert (agreed(initech).plan.code, agreed(initech).seats) == ("business", 9)
    with pytest.raises(ManualBilling):
        buy(initech, olga)
    assert row.pk == agreed(initech).pk
