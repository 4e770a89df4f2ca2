"""Walk every door of globex with everything that belongs to acme, and find nothing of acme there."""

from __future__ import annotations

from typing import Any

import pytest

from tenants import context
from tests.isolation import canary, walk
from tests.isolation.conftest import portal
from tests.isolation.walking import Walker, content, picture, shared_picture, stored, watched
from tests.support.callers import token_of
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
PAGE_METHODS = ("GET", "POST")
API_METHODS = (*PAGE_METHODS, "PATCH", "DELETE")
ROUTES = walk.routes()


def _at_globex(tenant: Any, cookies: Any = None) -> SiteClient:
    client = SiteClient(tenant, raise_request_exception=False)
    if cookies:
        client.cookies = cookies
    return client


def _owner(a: Any, g: Any) -> Walker:
    client = _at_globex(g.tenant)
    return Walker(client.sign_in(g.people.olivia), a)


def _token(a: Any, g: Any) -> Walker:
    bearer = token_of(g.tenant, g.people.olivia)
    return Walker(_at_globex(g.tenant), a, {"Authorization": f"Bearer {bearer}"})


def _customer(a: Any, g: Any) -> Walker:
    return Walker(_at_globex(g.tenant, portal(g.tenant, g.people.carla).cookies), a)


def _stolen_cookie(a: Any, g: Any) -> Walker:
    return Walker(_at_globex(g.tenant, a.browser.cookies), a)


def _stolen_customer_cookie(a: Any, g: Any) -> Walker:
    return Walker(_at_globex(g.tenant, a.customer.cookies), a)


def _stolen_token(a: Any, g: Any) -> Walker:
    return Walker(_at_globex(g.tenant), a, {"Authorization": f"Bearer {a.bearer}"})


GUESTS = {
    "globex's owner": _owner,
    "globex's token": _token,
    "globex's customer": _customer,
    "acme's cookie": _stolen_cookie,
    "acme's customer's cookie": _stolen_customer_cookie,
    "acme's token": _stolen_token,
}


@pytest.mark.parametrize("guest", GUESTS)
def test_nothing_of_acme_is_found_at_globex(acme_full, next_door, guest, ledger):
    before = picture("acme"), shared_picture("acme"), stored("acme")
    walker = GUESTS[guest](acme_full, next_door)
    for route in ROUTES:
        for method in API_METHODS if route.where.startswith("api/") else PAGE_METHODS:
            walker.go(route, method)

    ledger.note(
        "routes",
        (route.where for route in ROUTES if route.path(acme_full)),
        walker.attempts,
        walker.leaks,
        walker.faults,
    )
    assert walker.leaks == []
    assert (picture("acme"), shared_picture("acme"), stored("acme")) == before
    assert walker.faults == []
    if guest.startswith("acme's"):
        assert signed_in_nowhere(walker)


def signed_in_nowhere(walker: Walker) -> bool:
    """A stolen credential is nobody next door."""
    doors = ("/api/v1/me/", "/api/v1/tickets/", "/api/v1/portal/tickets/", "/api/v1/users/")
    return all(walker.client.get(path, headers=walker.headers).status_code == 401 for path in doors)


def test_every_address_is_filled_or_excused(acme_full):
    unfilled = {route.name for route in ROUTES if route.path(acme_full) is None}
    assert unfilled - set(walk.UNFILLED) == set(), "give the walk a rule or a reason: tests/isolation/walk.py"
    assert set(walk.UNFILLED) - unfilled == set(), "no longer needed"


def test_the_walk_would_have_seen_it(acme_full, acme):
    """The same walk at home sings on many doors; a walk that hears nothing there proves nothing."""
    owner = Walker(_at_globex(acme).sign_in(acme_full.people.olivia), acme_full)
    customer = Walker(_at_globex(acme, acme_full.customer.cookies), acme_full)
    with context.shared():
        for route in ROUTES:
            owner.go(route, "GET")
            customer.go(route, "GET")
    sung = {one.split(" -> ")[0] for one in owner.leaks + customer.leaks if one.endswith("-> 200")}
    for door in (
        "/api/v1/tickets/",
        "/api/v1/contacts/",
        "/api/v1/users/",
        "/api/v1/articles/",
        "/api/v1/tags/",
    ):
        assert f"GET {door}" in sung
    for door in (
        f"/files/{acme_full.tokens['file']}",
        f"/api/v1/tickets/{acme_full.ticket.number}/messages/",
    ):
        assert f"GET {door}" in sung
    assert len(sung) >= 25, sorted(sung)


def test_acmes_password_opens_nothing_at_globex(acme_full, next_door, ledger):
    client = _at_globex(next_door.tenant)
    given = {"email": "only@acme.example", "password": "correct horse battery"}
    with context.tenant("acme"):
        acme_full.people.ben.email = given["email"]
        acme_full.people.ben.save()
    answer = client.post("/api/v1/auth/token/", given, content_type="application/json")
    leaks = [] if answer.status_code == 401 else [f"password: {answer.status_code}"]
    ledger.note("credentials", ["password"], 1, leaks)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.failed")


def test_acmes_csrf_token_is_worth_nothing_with_globexs_session(acme_full, next_door, ledger):
    theirs = acme_full.browser.get("/api/v1/auth/session/").json()["csrf_token"]
    client = _at_globex(next_door.tenant).sign_in(next_door.people.ana)
    client.handler.enforce_csrf_checks = True
    own = client.get("/api/v1/auth/session/").json()["csrf_token"]
    path = f"/api/v1/tickets/{next_door.ticket.number}/note/"
    answers = [
        client.post(path, {"body": "x"}, content_type="application/json", headers={"X-CSRFToken": token})
        for token in (theirs, own)
    ]
    leaks = [] if answers[0].status_code == 403 else ["CSRF token of acme was taken at globex"]
    ledger.note("credentials", ["CSRF token"], 1, leaks)
    assert [one.status_code for one in answers] == [403, 201]


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host", "X-Tenant"])
def test_no_header_but_host_chooses_the_organization(acme_full, next_door, name, ledger):
    client = _at_globex(next_door.tenant).sign_in(next_door.people.olivia)
    value = "host=acme.localhost" if name == "Forwarded" else "acme.localhost"
    with watched() as strays:
        answer = client.get("/api/v1/tickets/", headers={name: value})
    leaks = [*strays, *([name] if canary.WORD in content(answer) else [])]
    ledger.note("credentials", [f"header {name}"], 1, leaks)
    assert (answer.status_code, strays) == (200, [])
    assert canary.WORD not in content(answer)


def test_links_of_acme_still_work_at_home(acme_full, acme):
    """Nothing the walk did to them at globex used them up; and they were good ones."""
    client = SiteClient(acme)
    assert client.get(f"/files/{acme_full.tokens['file']}").status_code == 200
    opened = client.post(
        "/api/v1/portal/token/", {"token": acme_full.tokens["portal"]}, content_type="application/json"
    )
    assert opened.status_code == 200
