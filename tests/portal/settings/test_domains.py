"""The page of the organization's own domains: for owners, with the records to copy."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenants.domains import services
from tenants.models import Domain, DomainClaim
from tests.portal.settings.test_organization import PNG
from tests.support.clients import SiteClient
from tests.support.fakes.dns import FakeDns

pytestmark = pytest.mark.django_db
HOST = "help.acme-cloud.com"
PAGE = "/settings/domains/"


@pytest.fixture
def owner(acme, people):
    return SiteClient(acme).sign_in(people.olivia)


@pytest.fixture
def claim(acme, people) -> DomainClaim:
    return services.add(acme, HOST, by=people.olivia.actor)


@pytest.fixture
def served(claim, acme) -> DomainClaim:
    DomainClaim.objects.filter(pk=claim.pk).update(
        state="verified", reaches=True, check_at=None, verified_at=claim.created_at
    )
    Domain.objects.create(domain=HOST, tenant=acme, claim=claim, is_primary=False, redirects=False)
    claim.refresh_from_db()
    return claim


def test_an_empty_list_says_how_to_begin(owner):
    html = owner.get(PAGE).content.decode()
    assert "No domain of your own yet" in html
    assert "acme.localhost" in html


def test_add_and_see_the_records(owner, settings, drain):
    with FakeDns() as dns:
        settings.DNS_SERVERS = [dns.address]
        answer = owner.post(PAGE, {"host": "Help.Acme-Cloud.com"})
        claim = DomainClaim.objects.get()
        before = owner.get(answer["Location"]).content.decode()
        drain()
        after = owner.get(f"{PAGE}{claim.public_id}/state/").content.decode()

    assert answer["Location"] == f"{PAGE}{claim.public_id}/"
    for words in (
        f"_deskhand-challenge.{HOST}",
        f"deskhand={claim.token}",
        "acme.localhost",
        "Asking DNS",
        "every 2s",
    ):
        assert words in before
    assert "Waiting for DNS" in after
    assert "every 2s" not in after


@pytest.mark.parametrize("typed", ["", "co.uk", "https://x.com/", "1.2.3.4", "acme.localhost", "<b>x</b>"])
def test_what_is_no_domain_is_told_beside_the_field(owner, typed):
    page = owner.post(PAGE, {"host": typed})
    assert page.status_code == 422
    assert 'id="host-err"' in page.content.decode()
    assert "<b>x</b>" not in page.content.decode()
    assert DomainClaim.objects.count() == 0


def test_check_primary_redirect_and_remove(owner, served, acme):
    path = f"{PAGE}{served.public_id}/"
    for action in ("check", "primary", "redirect", "stay", "redirect"):
        assert owner.post(path, {"action": action}).status_code == 302
    row = Domain.objects.get(domain=HOST)
    assert (row.is_primary, row.redirects) == (True, True)

    assert owner.post(path, {"action": "remove", "typed": "yes"}).status_code == 422
    assert DomainClaim.objects.count() == 1
    assert owner.post(path, {"action": "remove", "typed": HOST}).status_code == 302
    assert (DomainClaim.objects.count(), Domain.objects.get(tenant=acme).is_primary) == (0, True)


def test_our_own_address_can_be_primary_again_but_not_removed(owner, served, acme):
    services.make_primary(acme, served, by=owner_actor(acme))
    owner.post(f"{PAGE}platform/", {"action": "primary"})
    assert Domain.objects.get(domain="acme.localhost").is_primary
    for action in ("remove", "brand", "check", "nonsense"):
        assert owner.post(f"{PAGE}platform/", {"action": action}).status_code == 404


def owner_actor(acme):
    from core.accounts.selectors import owners

    return owners().first().actor


def test_an_unproven_domain_cannot_be_primary(owner, claim):
    page = owner.post(f"{PAGE}{claim.public_id}/", {"action": "primary"})
    assert page.status_code == 409
    assert "is not verified yet" in page.content.decode()


def test_a_brand_of_its_own_and_back(owner, served, acme):
    path = f"{PAGE}{served.public_id}/"
    logo = SimpleUploadedFile("logo.png", PNG, "image/png")
    sent = {"action": "brand", "brand_name": "Nord", "own_color": "1", "brand_color": "#ffd400", "logo": logo}
    assert owner.post(path, sent).status_code == 302
    served.refresh_from_db()
    assert (served.brand_name, served.brand_color) == ("Nord", "#FFD400")
    html = owner.get(path).content.decode()
    assert f"domain={served.public_id}" in html
    assert b"".join(owner.get(f"/brand/logo?domain={served.public_id}").streaming_content) == PNG

    owner.post(path, {"action": "brand", "brand_name": "", "brand_color": "#ffd400", "no_logo": "1"})
    served.refresh_from_db()
    assert (served.brand_name, served.brand_color, served.brand_logo) == ("", "", "")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [({"own_color": "1", "brand_color": "red"}, "brand_color-err"),
     ({"logo": SimpleUploadedFile("l.png", b"<svg onload=alert(1)>", "image/png")}, "logo-err")],
)  # fmt: skip
def test_a_brand_that_is_none(owner, served, wrong, place):
    page = owner.post(f"{PAGE}{served.public_id}/", {"action": "brand"} | wrong)
    assert page.status_code == 422
    assert f'id="{place}"' in page.content.decode()


def test_only_owners(acme, people, claim, browser):
    for who in (people.adam, people.ana, people.lena):
        client = browser(acme, who)
        for path in (PAGE, f"{PAGE}{claim.public_id}/", f"{PAGE}{claim.public_id}/state/"):
            assert client.get(path).status_code == 403
        assert client.post(PAGE, {"host": "x.acme-cloud.com"}).status_code == 403
    assert DomainClaim.objects.count() == 1


def test_the_list_costs_the_same_for_one_and_for_many(
    owner, acme, people, settings, django_assert_max_num_queries
):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"domains": "1000/minute"}
    owner.get(PAGE)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in range(12):
        services.add(acme, f"help{number}.acme-cloud.com", by=people.olivia.actor)
        if number in (0, 11):
            with CaptureQueriesContext(connection) as asked:
                owner.get(PAGE)
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_letters_name_the_page():
    from django.urls import reverse

    from core.mail.letters.staff import DOMAINS_PAGE

    assert reverse("settings:domains", urlconf="infra.urls") == DOMAINS_PAGE
