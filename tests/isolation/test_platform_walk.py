"""The platform's own site, asked by people of acme with what they hold: it tells them nothing and does nothing."""

from __future__ import annotations

import pytest

from tenants.models import Tenant
from tests.isolation import walk
from tests.isolation.walking import Walker, shared_picture
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
ROUTES = [route for route in walk.routes("infra.urls_public") if not route.where.startswith("_mailbox/")]
METHODS = ("GET", "POST")
RULES = [
    ("public_id", "operator/", lambda a: a.tenant.public_id),
    ("token", "signup/", lambda a: a.tokens["invitation"]),
]
OPEN = {"operator:sign_in", "operator:sign_out"}  # of the operator's doors; they show a form to everybody


def _at_the_platform(a, cookies=None) -> SiteClient:
    client = SiteClient(raise_request_exception=False)
    if cookies:
        client.cookies = cookies
    return client


GUESTS = {
    "acme's owner": lambda a: Walker(_at_the_platform(a, a.browser.cookies), a),
    "acme's customer": lambda a: Walker(_at_the_platform(a, a.customer.cookies), a),
    "acme's token": lambda a: Walker(_at_the_platform(a), a, {"Authorization": f"Bearer {a.bearer}"}),
    "acme's agent": lambda a: Walker(
        _at_the_platform(a, SiteClient(a.tenant).sign_in(a.people.ana).cookies), a
    ),
}


@pytest.mark.parametrize("guest", GUESTS)
def test_people_of_an_organization_are_nobody_here(acme_full, guest, ledger):
    Tenant.objects.filter(pk=acme_full.tenant.pk).update(name="kanarek Cloud")
    before = shared_picture("acme")
    walker, inside = GUESTS[guest](acme_full), []
    for route in ROUTES:
        for method in METHODS:
            reached = walker.reached
            walker.go(route, method, RULES)
            if route.name.startswith("operator:") and route.name not in OPEN and walker.reached > reached:
                inside.append(f"{guest} was answered: {method} {route.where}")

    ledger.note(
        "platform routes",
        (one.where for one in ROUTES),
        walker.attempts,
        walker.leaks + inside,
        walker.faults,
    )
    assert walker.leaks + inside == []
    assert walker.faults == []
    assert shared_picture("acme") == before


def test_every_address_is_filled(acme_full):
    assert [route.name for route in ROUTES if route.path(acme_full, RULES) is None] == []


def test_an_operator_would_have_been_answered(acme_full):
    """The walk's own proof: at least the operator's pages exist and hold the name."""
    assert {"operator:organizations", "operator:organization", "operator:isolation"} <= {
        route.name for route in ROUTES
    }
