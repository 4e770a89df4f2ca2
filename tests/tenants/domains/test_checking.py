"""From a claim to a served domain and away again, with a DNS that answers, is silent, or has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenants import context
from tenants.domains import names, services
from tenants.domains.look import PREFIX
from tenants.domains.names import HostInvalid
from tenants.domains.tasks import check, sweep
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.errors import TooMany
from tenants.models import Domain, DomainClaim, PlatformRecord, Tenant
from tenants.selectors import site_url
from tests.tenants.domains.conftest import HOST, OWNER

pytestmark = pytest.mark.django_db
NAME = names.challenge(HOST)


def _at(drain, **delta):
    """The sweep and all it wakes, so much later."""
    with clock.at(clock.now() + timedelta(**delta)):
        sweep()
        drain()


def test_a_claim_serves_nothing_until_dns_proves_it(acme, dns, drain, browser):
    claim = services.add(acme, f" {HOST.upper()}. ", by=OWNER)
    again = services.add(acme, HOST, by=OWNER)
    drain()

    claim.refresh_from_db()
    assert (again.pk, claim.host, claim.state, claim.checks) == (claim.pk, HOST, "waiting", 1)
    assert "no TXT record" in claim.problem
    assert not Domain.objects.filter(domain=HOST).exists()
    assert browser(acme).get("/", headers={"host": HOST}).status_code == 404
    assert (NAME, "TXT") in dns.asked


def test_the_record_makes_it_a_domain(acme, verified, browser):
    claim = verified(acme)

    row = Domain.objects.get(domain=HOST)
    assert (row.tenant, row.claim, row.is_primary, claim.reaches, claim.problem) == (
        acme,
        claim,
        False,
        True,
        "",
    )
    assert claim.check_at - claim.checked_at == timedelta(hours=24)
    line = PlatformRecord.objects.get(action="domain.verified")
    assert (line.tenant, line.after, line.actor) == (acme, {"host": HOST}, "system")


def test_ownership_and_traffic_are_two_questions(acme, verified, dns):
    claim = verified(acme, leads=False)
    assert (claim.state, claim.reaches) == ("verified", False)
    with pytest.raises(services.NotReached):
        services.make_primary(acme, claim, by=OWNER)
    assert not Domain.objects.get(domain=HOST).is_primary


@pytest.mark.parametrize(
    ("theirs", "reaches"),
    [(("192.0.2.7",), True), (("192.0.2.8",), False), (("192.0.2.7", "192.0.2.8"), False), ((), False)],
)
def test_a_flattened_alias_counts_when_all_addresses_are_ours(acme, dns, drain, theirs, reaches):
    claim = services.add(acme, "acme-cloud.com", by=OWNER)
    dns.txt(names.challenge("acme-cloud.com"), "v=spf1 -all", PREFIX + claim.token)
    dns.address_of("acme.localhost", "192.0.2.7")
    if theirs:
        dns.address_of("acme-cloud.com", *theirs)
    drain()

    claim.refresh_from_db()
    assert (claim.state, claim.reaches) == ("verified", reaches)


def test_only_the_owner_of_dns_gets_it(acme, globex, dns, verified, drain, prove):
    """A claim of somebody else neither takes nor blocks it."""
    with context.tenant(globex):
        squatter = services.add(globex, HOST, by=OWNER)
        drain()
    claim = verified(acme)
    with context.tenant(globex):
        services.ask_look(squatter, by=OWNER)
        _at(drain, minutes=2)

    squatter.refresh_from_db()
    assert (squatter.state, Domain.objects.get(domain=HOST).claim) == ("waiting", claim)


def test_another_proof_beside_a_living_one_changes_nothing(acme, globex, dns, verified, drain):
    claim = verified(acme)
    with context.tenant(globex):
        other = services.add(globex, HOST, by=OWNER)
        dns.txt(NAME, PREFIX + claim.token, PREFIX + other.token)
        drain()

    other.refresh_from_db()
    assert (other.state, Domain.objects.get(domain=HOST).tenant) == ("waiting", acme)
    assert "Another organization" in other.problem


def test_a_domain_that_changed_hands_moves_at_once(acme, globex, dns, verified, drain, people):
    claim = verified(acme)
    services.make_primary(acme, claim, by=OWNER)
    with context.tenant(globex):
        other = services.add(globex, HOST, by=OWNER)
        dns.txt(NAME, PREFIX + other.token)
        drain()

    claim.refresh_from_db()
    assert (claim.state, Domain.objects.get(domain=HOST).tenant) == ("lost", globex)
    assert site_url(acme) == "http://acme.localhost:8000/"
    assert Domain.objects.get(domain="acme.localhost").is_primary


def test_a_purged_organization_holds_nothing_back(acme, globex, dns, verified, drain):
    claim = verified(acme)
    Tenant.objects.filter(pk=acme.pk).update(state="purged")
    with context.tenant(globex):
        other = services.add(globex, HOST, by=OWNER)
        dns.txt(NAME, PREFIX + claim.token, PREFIX + other.token)
        drain()

    claim.refresh_from_db()
    assert (claim.state, Domain.objects.get(domain=HOST).tenant) == ("lost", globex)
    assert not Delivery.objects.filter(schema_name="acme", event="domain.lost").exists()


def test_three_days_without_the_record_warn_and_fourteen_end_it(acme, dns, verified, drain, people):
    from core.mail.models import Letter

    claim = verified(acme)
    services.make_primary(acme, claim, by=OWNER)
    dns.forget(NAME)

    def state(**delta):
        _at(drain, **delta)
        claim.refresh_from_db()
        return claim.state, bool(claim.missing_since), bool(claim.flagged_at)

    assert state(days=1, minutes=1) == ("verified", True, False)
    assert state(days=3) == ("verified", True, False)
    assert Letter.objects.filter(kind="domain").count() == 0
    assert state(days=5) == ("verified", True, True)
    assert Domain.objects.filter(domain=HOST).exists()
    assert state(days=16) == ("lost", False, False)

    assert not Domain.objects.filter(domain=HOST).exists()
    assert Domain.objects.get(tenant=acme).is_primary
    warned, ended = Letter.objects.filter(kind="domain").order_by("pk")
    assert (warned.recipient, ended.recipient) == (people.olivia.email, people.olivia.email)
    assert HOST in warned.subject
    assert "no longer" in ended.subject


def test_a_record_that_comes_back_ends_the_count(acme, dns, verified, drain):
    claim = verified(acme)
    dns.forget(NAME)
    _at(drain, days=2)
    dns.txt(NAME, PREFIX + claim.token)
    _at(drain, days=3)

    claim.refresh_from_db()
    assert (claim.state, claim.missing_since, claim.problem) == ("verified", None, "")


@pytest.mark.parametrize("mood", ["silent", "broken"])
def test_silence_proves_nothing(acme, dns, verified, drain, mood, monkeypatch):
    monkeypatch.setattr("tenants.lookup.LIFETIME", 0.3)
    claim = verified(acme)
    dns.mood = mood
    for day in (2, 10, 20):
        _at(drain, days=day)

    claim.refresh_from_db()
    assert (claim.state, claim.missing_since, claim.lease_until) == ("verified", None, None)
    assert Domain.objects.filter(domain=HOST).exists()


def test_a_lost_worker_is_taken_over_and_comes_too_late(acme, dns, prove, drain):
    claim = services.add(acme, HOST, by=OWNER)
    prove(claim)
    first = services.claim_look(claim.pk, acme)
    assert services.claim_look(claim.pk, acme) is None

    _at(drain, minutes=3)
    from tenants.domains.look import Seen

    assert services.settle(first, Seen((), False, ())) is None
    claim.refresh_from_db()
    assert (claim.state, claim.turn) == ("verified", 2)


def test_another_organizations_id_is_nobodys(acme, globex, dns, prove):
    claim = services.add(acme, HOST, by=OWNER)
    prove(claim)
    with context.tenant(globex):
        check(claim.pk)
    claim.refresh_from_db()
    assert (claim.state, claim.turn, dns.asked) == ("waiting", 0, [])


def test_waiting_claims_are_asked_more_and_more_seldom_and_then_left(acme, dns, drain):
    claim = services.add(acme, HOST, by=OWNER)
    drain()
    waits = []
    for _ in range(8):
        claim.refresh_from_db()
        waits.append(round((claim.check_at - claim.checked_at).total_seconds() / 60))
        with clock.at(claim.check_at):
            sweep()
            drain()
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    _at(drain, days=31)
    claim.refresh_from_db()
    assert claim.check_at is None


def test_removing_gives_links_back_to_our_own_address(acme, verified):
    claim = verified(acme)
    services.make_primary(acme, claim, by=OWNER)
    assert site_url(acme, "/x/") == f"http://{HOST}:8000/x/"

    services.remove(claim, by=OWNER)
    services.remove(claim, by=OWNER)

    assert site_url(acme, "/x/") == "http://acme.localhost:8000/x/"
    assert DomainClaim.objects.count() == 0
    assert PlatformRecord.objects.filter(action="domain.removed").count() == 1


def test_links_fall_back_while_the_primary_leads_elsewhere(acme, dns, verified, drain):
    claim = verified(acme)
    services.make_primary(acme, claim, by=OWNER)
    dns.cname(HOST, "somewhere.else.com")
    _at(drain, days=2)
    assert site_url(acme) == "http://acme.localhost:8000/"


def test_bad_names_and_too_many_are_refused_and_nothing_moves(acme, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"domains": "30/minute"}
    with pytest.raises(HostInvalid):
        services.add(acme, "co.uk", by=OWNER)
    for number in range(25):
        services.add(acme, f"help{number}.acme-cloud.com", by=OWNER)
    with pytest.raises(services.TooManyDomains):
        services.add(acme, HOST, by=OWNER)
    assert DomainClaim.objects.filter(tenant=acme).count() == 25
    with pytest.raises(TooMany):
        for _ in range(10):
            services.add(acme, "help0.acme-cloud.com", by=OWNER)
