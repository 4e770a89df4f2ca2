"""Walk every door of globex with everything that belongs to acme, and find nothing of acme there.

Each step runs in a savepoint that is rolled back, so globex stays as it is and steps do not mix. A
statement in acme's schema during a step is a breach by itself, whatever the answer says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client

from core.contacts.middleware import SESSION_KEY
from tenants import context
from tests.isolation import canary, walk
from tests.support.callers import token_of
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
PAGE_METHODS = ("GET", "POST")
API_METHODS = (*PAGE_METHODS, "PATCH", "DELETE")
ROUTES = walk.routes()


@dataclass
class Walker:
    """Goes to addresses as somebody and writes down what it should not have seen."""

    client: Client
    neighbour: SimpleNamespace
    headers: dict[str, str] = field(default_factory=dict)
    attempts: int = 0
    reached: int = 0
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(ROUTES)} routes, {self.attempts} attempts, {self.reached} answered, "
            f"{len(self.leaks)} leaks, {len(self.faults)} faults"
        )

    def __post_init__(self) -> None:
        self.pocket = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def go(self, route: walk.Route, method: str) -> None:
        path = route.path(self.neighbour)
        if path is None:
            return
        self.client.cookies = SimpleCookie(self.pocket)  # the last step may have signed out
        with rolled_back(), watched() as strays:
            answer = self._send(method, path, as_json=path.startswith("/api/"))
            told = f"{answer.headers} {_content(answer)}".lower()
        self.attempts += 1
        self.reached += answer.status_code < 300
        where = f"{method} {path} -> {answer.status_code}"
        if canary.WORD in told:
            self.leaks.append(where)
        self.leaks += [f"{where}: {sql[:80]}" for sql in strays]
        if answer.status_code >= 500:
            self.faults.append(where)

    def _send(self, method: str, path: str, as_json: bool) -> Any:
        data = walk.body(self.neighbour)
        if method == "GET":
            return self.client.get(path, headers=self.headers)
        if as_json:
            return self.client.generic(
                method, path, json.dumps(data), content_type="application/json", headers=self.headers
            )
        return getattr(self.client, method.lower())(
            path, data if method == "POST" else "", headers=self.headers
        )


@contextmanager
def rolled_back() -> Iterator[None]:
    """The sessions in the database too: a sign-out in one step is not felt in the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements that ran in acme's schema meanwhile."""
    strays: list[str] = []

    def look(execute: Any, sql: Any, params: Any, many: Any, whole: Any) -> Any:
        if connection.schema_name == "acme" or '"acme".' in str(sql):
            strays.append(str(sql))
        return execute(sql, params, many, whole)

    with connection.execute_wrapper(look):
        yield strays


def _content(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode("utf-8", "replace")


@pytest.fixture
def acme_full(acme, settings):
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/minute")
    found = canary.fill("acme")
    found.browser = SiteClient(acme).sign_in(found.people.olivia)
    found.bearer = token_of(acme, found.people.olivia)
    found.customer = _portal(acme, found.people.carla)
    return found


@pytest.fixture
def next_door(acme_full, globex):
    """globex with rows of its own under the same numbers, and the test standing there."""
    with context.tenant(globex):
        found = canary.fill("globex", "native")
        found.tenant = globex
        yield found


def _portal(tenant: Any, contact: Any) -> SiteClient:
    client = SiteClient(tenant)
    with context.tenant(tenant):
        session = client.session
        session[SESSION_KEY] = contact.pk
        session.save()
    return client


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
    return Walker(_at_globex(g.tenant, _portal(g.tenant, g.people.carla).cookies), a)


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
def test_nothing_of_acme_is_found_at_globex(acme_full, next_door, guest, capsys):
    before = picture("acme"), stored("acme")
    walker = GUESTS[guest](acme_full, next_door)
    for route in ROUTES:
        for method in API_METHODS if route.where.startswith("api/") else PAGE_METHODS:
            walker.go(route, method)

    with capsys.disabled():
        sys.stdout.write(f"\n  {guest}: {walker}")
    assert walker.leaks == []
    assert (picture("acme"), stored("acme")) == before
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


def test_acmes_password_opens_nothing_at_globex(acme_full, next_door):
    client = _at_globex(next_door.tenant)
    given = {"email": "only@acme.example", "password": "correct horse battery"}
    with context.tenant("acme"):
        acme_full.people.ben.email = given["email"]
        acme_full.people.ben.save()
    answer = client.post("/api/v1/auth/token/", given, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.failed")


def test_acmes_csrf_token_is_worth_nothing_with_globexs_session(acme_full, next_door):
    theirs = acme_full.browser.get("/api/v1/auth/session/").json()["csrf_token"]
    client = _at_globex(next_door.tenant).sign_in(next_door.people.ana)
    client.handler.enforce_csrf_checks = True
    own = client.get("/api/v1/auth/session/").json()["csrf_token"]
    path = f"/api/v1/tickets/{next_door.ticket.number}/note/"
    answers = [
        client.post(path, {"body": "x"}, content_type="application/json", headers={"X-CSRFToken": token})
        for token in (theirs, own)
    ]
    assert [one.status_code for one in answers] == [403, 201]


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host", "X-Tenant"])
def test_no_header_but_host_chooses_the_organization(acme_full, next_door, name):
    client = _at_globex(next_door.tenant).sign_in(next_door.people.olivia)
    value = "host=acme.localhost" if name == "Forwarded" else "acme.localhost"
    with watched() as strays:
        answer = client.get("/api/v1/tickets/", headers={name: value})
    assert (answer.status_code, strays) == (200, [])
    assert canary.WORD not in _content(answer)


def test_links_of_acme_still_work_at_home(acme_full, acme):
    """Nothing the walk did to them at globex used them up; and they were good ones."""
    client = SiteClient(acme)
    assert client.get(f"/files/{acme_full.tokens['file']}").status_code == 200
    opened = client.post(
        "/api/v1/portal/token/", {"token": acme_full.tokens["portal"]}, content_type="application/json"
    )
    assert opened.status_code == 200


def picture(slug: str) -> dict[str, list[Any]]:
    """Every row of an organization."""
    with context.tenant(slug):
        return {
            model._meta.label: list(model._default_manager.order_by("pk").values_list())
            for config in apps.get_app_configs()
            if config.name in django_settings.TENANT_APPS
            for model in config.get_models(include_auto_created=True)
        }


def stored(slug: str) -> list[str]:
    """Every file of an organization."""
    with context.tenant(slug):
        return list(_files(""))


def _files(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in sorted(names))
    for inner in sorted(folders):
        yield from _files(f"{folder}/{inner}".lstrip("/"))
