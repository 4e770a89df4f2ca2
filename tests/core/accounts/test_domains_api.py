"""/api/v1/domains/: the verbs of the page for programs."""

from __future__ import annotations

import pytest

from tenants.models import Domain, DomainClaim
from tests.support.callers import Caller, said
from tests.support.fakes.dns import FakeDns

pytestmark = pytest.mark.django_db
HOST = "help.acme-cloud.com"


@pytest.fixture
def dns(settings):
    with FakeDns() as server:
        settings.DNS_SERVERS = [server.address]
        yield server


def test_from_claim_to_primary_and_away(acme, people, dns, drain):
    olivia = Caller(acme, people.olivia)
    made = olivia.call("POST", "/domains/", {"host": HOST})
    assert (made.status_code, made.json()["state"]) == (201, "checking")
    path, (txt, cname) = f"/domains/{made.json()['id']}/", made.json()["records"]
    dns.txt(txt["name"], txt["value"])
    dns.cname(cname["name"], cname["value"])
    drain()

    shown = olivia.read(path).json()
    assert (shown["state"], [one["seen"] for one in shown["records"]]) == ("verified", [True, True])
    assert olivia.call("POST", f"{path}primary/").json()["is_primary"] is True
    changed = olivia.call(
        "PATCH", path, {"brand_name": "Nord", "brand_color": "#aa0000", "redirects": True}
    ).json()
    assert (changed["brand_name"], changed["brand_color"], changed["redirects"]) == ("Nord", "#AA0000", True)
    assert [row["id"] for row in olivia.read("/domains/").json()] == ["platform", made.json()["id"]]
    assert olivia.call("POST", "/domains/platform/primary/").json()["is_primary"] is True
    assert olivia.call("DELETE", path).status_code == 204
    assert said(olivia.read(path)) == (404, "domain.unknown")
    assert Domain.objects.get(tenant=acme).domain == "acme.localhost"


def test_refusals_have_codes_and_move_nothing(acme, people):
    olivia = Caller(acme, people.olivia)
    assert said(olivia.call("POST", "/domains/", {"host": "co.uk"})) == (400, "domain.invalid")
    made = olivia.call("POST", "/domains/", {"host": HOST}).json()
    assert said(olivia.call("POST", f"/domains/{made['id']}/primary/")) == (409, "domain.not_verified")
    assert said(olivia.call("PATCH", f"/domains/{made['id']}/", {"brand_color": "red"}))[0] == 400
    assert said(olivia.call("DELETE", "/domains/platform/")) == (404, "domain.unknown")
    assert DomainClaim.objects.get().brand_color == ""


def test_admins_and_agents_may_not(acme, people):
    for who in (people.adam, people.ana):
        caller = Caller(acme, who)
        assert said(caller.call("POST", "/domains/", {"host": HOST})) == (403, "forbidden")
        assert said(caller.read("/domains/")) == (403, "forbidden")
    assert DomainClaim.objects.count() == 0
