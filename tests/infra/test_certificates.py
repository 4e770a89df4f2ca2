"""What the proxy is told about certificates, and that nobody else is told anything."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.models import Domain, DomainClaim, Tenant

pytestmark = pytest.mark.django_db
HOST = "help.acme-cloud.com"


@pytest.fixture
def claim(acme) -> DomainClaim:
    row = DomainClaim.objects.create(tenant=acme, host=HOST, state="verified")
    Domain.objects.create(domain=HOST, tenant=acme, claim=row)
    return row


def ask(domain: str, host: str = "web:8000", **extra: str) -> int:
    was = connection.tenant
    try:
        answer = Client(headers={"host": host}).get("/internal/tls/ask", {"domain": domain}, **extra)
        assert answer.content == b""
        return answer.status_code
    finally:
        connection.set_tenant(was)


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        (HOST, 200), (f"{HOST}.", 200), (HOST.upper(), 200), ("acme.localhost", 200), ("localhost", 200),
        ("nobody.localhost", 404), (f"x.{HOST}", 404), ("acme-cloud.com", 404), ("", 404), ("%", 404), ("*." + HOST, 404),
        (f"{HOST}:443", 404), ("x" * 10_000, 404), ("1.2.3.4", 404), ("\u0430cme.localhost", 404),
    ],
)  # fmt: skip
def test_only_names_we_serve(claim, domain, status):
    assert ask(domain) == status


def test_a_claim_without_proof_gets_none(acme):
    DomainClaim.objects.create(tenant=acme, host=HOST)
    assert ask(HOST) == 404


def test_a_suspended_organization_keeps_its_certificate_a_purged_one_does_not(claim, acme):
    Tenant.objects.filter(pk=acme.pk).update(state="suspended")
    assert ask(HOST) == 200
    Tenant.objects.filter(pk=acme.pk).update(state="purged")
    assert ask(HOST) == 404


@pytest.mark.parametrize(
    "stranger",
    [{"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": ""}, {"REMOTE_ADDR": "nonsense"},
     {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"HTTP_FORWARDED": "for=127.0.0.1"}, {"HTTP_VIA": "1.1 caddy"}],
)  # fmt: skip
@pytest.mark.parametrize("host", ["localhost", "acme.localhost", "web:8000"])
def test_nobody_but_the_proxy_is_answered(claim, stranger, host):
    assert ask(HOST, host, **stranger) == 404


def test_a_proxy_elsewhere_is_named_in_the_settings(claim, settings):
    settings.TLS_ASK_FROM = ["10.1.0.0/16"]
    assert ask(HOST, REMOTE_ADDR="10.1.2.3") == 200
    assert ask(HOST, REMOTE_ADDR="127.0.0.1") == 404


def test_one_question_to_the_database_whatever_is_asked(claim):
    for domain in (HOST, "nobody.example", "x" * 5000):
        with CaptureQueriesContext(connection) as asked:
            ask(domain)
        assert len([one for one in asked if not one["sql"].startswith("SET search_path")]) == 1


def test_a_flood_of_handshakes_is_braked(claim, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"tls_ask": "3/minute"}
    assert [ask(f"{n}.example") for n in range(3)] == [404] * 3
    assert ask(HOST) == 429
