"""/api/v1/contacts/, /companies/ and the customer's way in: portal/link and portal/token."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit.models import Record
from core.contacts import services
from core.contacts.models import Company, Contact, Identity, PortalLink
from core.mail.models import Letter
from tenants.kernel import clock
from tests.support.callers import Caller, one_of_each, said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


def test_customers_are_listed_by_name_and_found(callers, people):
    Company.objects.create(name="Zeta Ltd")
    Contact.objects.filter(pk=people.dmitri.pk).update(company=Company.objects.get())
    found = {q: emails(callers.lars, q=q) for q in ("", "carl", "DMITRI@", "zeta", "nobody", "%", "_")}
    assert found == {
        "": ["carla@customer.example", "dmitri@elsewhere.example"],
        "carl": ["carla@customer.example"],
        "DMITRI@": ["dmitri@elsewhere.example"],
        "zeta": ["dmitri@elsewhere.example"],
        "nobody": [],
        "%": [],
        "_": [],
    }


def emails(caller, **query):
    answer = caller.read("/contacts/", **{name: value for name, value in query.items() if value})
    return [row["email"] for row in answer.json()["results"]]


def test_a_customer_is_added_once_and_keeps_the_first_name(callers):
    first = callers.ana.call("POST", "/contacts/", {"email": "Eve@X.example", "name": "Eve\nEvil"})
    again = callers.ana.call("POST", "/contacts/", {"email": "eve@x.example", "name": "Mallory"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.json()["email"], first.json()["name"]) == ("eve@x.example", "Eve Evil")
    assert Identity.objects.filter(email="eve@x.example").count() == 1
    assert Record.objects.filter(action="contact.created", actor_kind="user").count() == 1


def test_a_customer_is_changed_and_twice_is_once(callers, people):
    given = {"name": "Carla C.", "notes": "VIP", "language": "de", "time_zone": "Europe/Berlin"}
    path = f"/contacts/{people.carla.public_id}/"
    answer = callers.ana.call("PATCH", path, given)
    callers.ana.call("PATCH", path, given)
    assert {name: answer.json()[name] for name in given} == given
    assert callers.lars.read(path).json() == answer.json()
    assert Record.objects.get(action="contact.changed").before["name"] == "Carla Customer"


def test_a_new_customer_joins_the_company_of_the_address(callers):
    company = Company.objects.create(name="X GmbH")
    company.domains.create(name="x.example")
    callers.ana.call("POST", "/contacts/", {"email": "eve@X.example"})
    callers.ana.call("POST", "/contacts/", {"email": "eve@gmail.com"})
    assert list(company.contacts.values_list("email", flat=True)) == ["eve@x.example"]
    [row] = callers.lars.read("/companies/").json()["results"]
    assert row == {
        "id": company.pk,
        "name": "X GmbH",
        "domains": ["x.example"],
        "shares_tickets": False,
        "people": 1,
    }


def test_companies_page(callers):
    Company.objects.bulk_create(Company(name=name) for name in ("B", "A", "A", "C"))
    first = callers.ana.read("/companies/", page_size=2).json()
    second = callers.ana.get(first["next"], headers=callers.ana._with_token({})).json()
    assert [row["name"] for row in first["results"] + second["results"]] == ["A", "A", "B", "C"]


DOORS = [
    ("GET", "/contacts/", None, {"ana", "lars"}),
    ("GET", "/contacts/{carla}/", None, {"ana", "lars"}),
    ("GET", "/companies/", None, {"ana", "lars"}),
    ("POST", "/contacts/", {"email": "eve@x.example"}, {"ana"}),
    ("PATCH", "/contacts/{carla}/", {"name": "C"}, {"ana"}),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), DOORS)
def test_only_those_who_may(callers, people, method, path, body, allowed):
    path = path.format(carla=people.carla.public_id)
    for who in ("lars", "bea", "carla", "stranger"):
        if who in allowed:
            continue
        with nothing_moves():
            answer = getattr(callers, who).call(method, path, body)
            assert said(answer) == ((401, "unauthenticated") if who == "stranger" else (403, "forbidden"))
    for who in allowed:
        assert getattr(callers, who).call(method, path, body).status_code in (200, 201)


@pytest.mark.parametrize(
    ("method", "path", "body", "no"),
    [
        ("GET", "/contacts/nope/", None, (404, "contact.not_found")),
        ("PATCH", "/contacts/nope/", {"name": "x"}, (404, "contact.not_found")),
        ("POST", "/contacts/", {"email": "no address"}, (400, "invalid")),
        ("POST", "/contacts/", {"email": "a@b.example\nBcc: c@d.example"}, (400, "invalid")),
        ("POST", "/contacts/", {}, (400, "invalid")),
        ("PATCH", "/contacts/{carla}/", {"time_zone": "Mars/Base"}, (400, "invalid")),
        ("PATCH", "/contacts/{carla}/", {"name": "x" * 151}, (400, "invalid")),
        ("PATCH", "/contacts/{carla}/", {"is_blocked": "perhaps"}, (400, "invalid")),
    ],
)
def test_bad_input_changes_nothing(callers, people, method, path, body, no):
    with nothing_moves():
        assert said(callers.ana.call(method, path.format(carla=people.carla.public_id), body)) == no


def test_unknown_and_protected_fields_are_left_alone(callers, people):
    callers.ana.call("PATCH", f"/contacts/{people.carla.public_id}/", {"email": "x@y.example", "id": "x"})
    people.carla.refresh_from_db()
    assert people.carla.email == "carla@customer.example"


def test_a_link_is_mailed_and_lets_in_once(acme, callers, people, drain):
    asked = callers.stranger.call("POST", "/portal/link/", {"email": "Carla@Customer.example"})
    drain()
    token = services.portal_token(PortalLink.objects.get())
    entered = callers.stranger.call("POST", "/portal/token/", {"token": token})
    mine = Caller(acme, token=entered.json()["access"])

    assert (asked.status_code, asked.content) == (204, b"")
    assert Letter.objects.get().recipient == "carla@customer.example"
    assert set(entered.json()) == {"access", "refresh", "token_type", "expires_in"}
    assert mine.read("/portal/tickets/").status_code == 200
    assert said(mine.read("/tickets/")) == (403, "forbidden")
    with nothing_moves():
        assert said(callers.stranger.call("POST", "/portal/token/", {"token": token})) == (
            400,
            "link.invalid",
        )
    assert Identity.objects.get(email="carla@customer.example").verified_at is not None


def test_nobody_learns_who_is_known(callers, people, drain):
    Contact.objects.filter(pk=people.dmitri.pk).update(is_blocked=True)
    answers = [
        callers.stranger.call("POST", "/portal/link/", {"email": email})
        for email in ("carla@customer.example", "nobody@x.example", "dmitri@elsewhere.example")
    ]
    drain()
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 3
    assert [row.recipient for row in Letter.objects.all()] == ["carla@customer.example"]


def test_an_old_link_a_forged_one_and_a_blocked_customer_stay_out(callers, people):
    link = services.mint_portal_link(people.carla, people.carla.email)
    token = services.portal_token(link)
    with clock.at(clock.now() + timedelta(minutes=15, seconds=1)), nothing_moves():
        assert said(callers.stranger.call("POST", "/portal/token/", {"token": token})) == (
            400,
            "link.invalid",
        )
    with nothing_moves():
        for forged in (token[:-1], "x", token.replace(":", ".")):
            answer = callers.stranger.call("POST", "/portal/token/", {"token": forged})
            assert said(answer) == (400, "link.invalid")
    Contact.objects.filter(pk=people.carla.pk).update(is_blocked=True)
    with nothing_moves():
        assert said(callers.stranger.call("POST", "/portal/token/", {"token": token})) == (
            400,
            "link.invalid",
        )


def test_five_links_a_minute_for_an_address_whoever_asks(callers, people, settings):
    settings.TRUSTED_PROXIES = 1
    ask = [
        callers.stranger.call(
            "POST", "/portal/link/", {"email": "carla@customer.example"}, X_Forwarded_For=f"10.0.0.{number}"
        )
        for number in range(6)
    ]
    assert [one.status_code for one in ask] == [204] * 5 + [429]
    assert int(ask[-1]["Retry-After"]) >= 1
    assert PortalLink.objects.count() == 5


def test_five_tries_a_minute_from_one_place(callers, people):
    tries = [callers.stranger.call("POST", "/portal/token/", {"token": "x"}) for _ in range(6)]
    assert [one.status_code for one in tries] == [400] * 5 + [429]


def test_no_answer_with_a_token_is_kept_for_a_repeat(callers, people):
    token = services.portal_token(services.mint_portal_link(people.carla, people.carla.email))
    key = {"Idempotency_Key": "k"}
    assert callers.stranger.call("POST", "/portal/token/", {"token": token}, **key).status_code == 200
    again = callers.stranger.call("POST", "/portal/token/", {"token": token}, **key)
    assert said(again) == (400, "link.invalid")
