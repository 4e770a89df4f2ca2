"""A DNS of our own for these tests, and the ways to write into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tenants import context
from tenants.domains import names, services
from tenants.domains.look import PREFIX
from tenants.kernel.actor import Actor
from tenants.models import DomainClaim, Tenant
from tests.support.fakes.dns import FakeDns

OWNER = Actor("user", 1, "Olivia Owner")
HOST = "help.acme-cloud.com"


@pytest.fixture
def dns(settings) -> Iterator[FakeDns]:
    with FakeDns() as server:
        settings.DNS_SERVERS = [server.address]
        yield server


@pytest.fixture
def prove(dns: FakeDns) -> Callable[..., None]:
    """Write the records of a claim, as its owner would."""

    def write(claim: DomainClaim, *, leads: bool = True) -> None:
        dns.txt(names.challenge(claim.host), PREFIX + claim.token)
        if leads:
            dns.cname(claim.host, f"{claim.tenant.slug}.localhost")

    return write


@pytest.fixture
def verified(prove, drain) -> Callable[..., DomainClaim]:
    """A verified domain of an organization."""

    def make(tenant: Tenant, host: str = HOST, *, leads: bool = True) -> DomainClaim:
        with context.tenant(tenant):
            claim = services.add(tenant, host, by=OWNER)
            prove(claim, leads=leads)
            drain()
        claim.refresh_from_db()
        assert claim.state == "verified"
        return claim

    return make
