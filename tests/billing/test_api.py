"""/api/v1/billing/ as an owner and as an agent see it; Stripe's webhook on the platform's host."""

import pytest

from billing import services
from billing.models import StripeEvent
from tests.billing.conftest import agreed
from tests.support.clients import SiteClient


@pytest.fixture
def owner(acme, people):
    services.start_trial(acme)
    return SiteClient(acme).sign_in(people.olivia)


def test_the_owner_sees_what_is_left(owner):
    answer = owner.get("/api/v1/billing/")
    data = answer.json()
    allowances = {row["meter"]: row for row in data["allowances"]}

    assert answer.status_code == 200
    assert (data["plan"]["code"], data["state"], data["online"], data["offers"]) == (
        "trial",
        "trial",
        False,
        [],
    )
    assert (allowances["ai_messages"]["limit"], allowances["ai_messages"]["left"]) == (500, 500)
    assert allowances["queues"]["limit"] is None


def test_the_owner_is_sent_to_the_pay_page(owner, acme, stripe):
    answer = owner.post(
        "/api/v1/billing/checkout-session/", {"plan": "team", "seats": 9}, content_type="application/json"
    )
    portal = owner.post("/api/v1/billing/portal-session/", content_type="application/json")

    assert answer.status_code == 200
    assert answer.json()["url"].startswith(f"{stripe.url}/pay/")
    assert portal.json()["url"].startswith(f"{stripe.url}/portal/")
    assert [plan["code"] for plan in owner.get("/api/v1/billing/").json()["offers"]] == ["team", "business"]
    assert agreed(acme).plan.code == "trial"


def test_in_manual_mode_nothing_can_be_bought(owner):
    answer = owner.post(
        "/api/v1/billing/checkout-session/", {"plan": "team", "seats": 9}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "billing.manual")


def test_an_agent_sees_nothing_of_it(agent_client, acme, stripe):
    services.start_trial(acme)
    for method, path in (("get", ""), ("post", "checkout-session/"), ("post", "portal-session/")):
        answer = getattr(agent_client, method)(f"/api/v1/billing/{path}", content_type="application/json")
        assert answer.status_code == 403

    assert stripe.calls == []


def test_the_webhook_is_on_the_platforms_host_only(owner, stripe):
    body, header = stripe.signed(stripe.log.emit("product.updated", {"id": "prod_1", "object": "product"}))
    send = {"data": body, "content_type": "application/json", "headers": {"stripe-signature": header}}

    assert owner.post("/billing/webhooks/stripe/", **send).status_code == 404
    assert SiteClient().post("/billing/webhooks/stripe/", **send).status_code == 200
    assert StripeEvent.objects.count() == 1
