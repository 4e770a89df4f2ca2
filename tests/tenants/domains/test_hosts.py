"""Who is reached under which host: redirects, brands, and tricks that must reach nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from core.files.services import keep_picture
from tenants import context
from tenants.domains import services
from tenants.http import hosts
from tenants.models import Domain, DomainClaim, Tenant
from tests.portal.settings.test_organization import PNG
from tests.tenants.domains.conftest import HOST, OWNER

pytestmark = pytest.mark.django_db
OTHER = "desk.globex-handel.com"


@pytest.fixture
def claim(acme, verified) -> DomainClaim:
    return verified(acme)


@pytest.fixture
def primary(acme, claim) -> DomainClaim:
    services.make_primary(acme, claim, by=OWNER)
    hosts.forget()
    return claim


def _get(path: str, host: str, **headers: str):
    """A stranger's browser; afterwards the test is back where it was."""
    from django.db import connection

    was = connection.tenant
    try:
        return Client(headers={"host": host}, raise_request_exception=False).get(path, headers=headers)
    finally:
        connection.set_tenant(was)


def test_strangers_are_sent_on_to_the_primary(primary):
    answer = _get("/help/articles/x/?a=1&b=%2F", "acme.localhost")
    assert (answer.status_code, answer["Location"]) == (302, f"http://{HOST}:8000/help/articles/x/?a=1&b=%2F")
    assert _get("/", HOST).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/api/v1/tickets/", "/login/", "/settings/domains/", "/password/forgot/", "/brand.css", "/.well-known/x",
     "/files/x", "/welcome/x/", "/invitation/x/", "/static/x"],
)  # fmt: skip
def test_doors_that_stay_open_everywhere(primary, path):
    assert HOST not in _get(path, "acme.localhost").headers.get("Location", "")


def test_who_has_a_session_stays_and_nobody_runs_in_circles(primary, acme, people, browser):
    client = browser(acme, people.ana)
    assert client.get("/desk/").status_code < 400
    assert HOST not in client.get("/desk/").headers.get("Location", "")
    there = browser(acme)
    answer = there.get("/desk/", headers={"host": HOST})
    assert not answer.headers.get("Location", "").startswith("http://acme.")


def test_writes_and_pieces_are_never_sent_on(primary, browser, acme):
    assert browser(acme).post("/help/sign-in/", {"email": "x@x.example"}).status_code in (200, 302)
    assert HOST not in browser(acme).post("/help/sign-in/", {}).headers.get("Location", "")
    assert "Location" not in _get("/help/search/?q=a", "acme.localhost", **{"HX-Request": "true"}).headers


def test_no_redirect_when_it_is_off_or_the_primary_is_broken(primary, acme):
    services.set_redirect(acme, None, False, by=OWNER)
    hosts.forget()
    assert _get("/", "acme.localhost").status_code == 200

    services.set_redirect(acme, None, True, by=OWNER)
    DomainClaim.objects.update(reaches=False)
    hosts.forget()
    assert _get("/", "acme.localhost").status_code == 200


def test_a_path_that_looks_like_a_host_stays_a_path(primary):
    answer = _get("//evil.com/%2e%2e", "acme.localhost")
    assert answer.get("Location", f"http://{HOST}:8000/").startswith(f"http://{HOST}:8000/")


def test_a_domain_of_their_own_stays_by_itself_until_it_is_told_to(acme, claim):
    assert _get("/", HOST).status_code == 200
    services.set_redirect(acme, claim, True, by=OWNER)
    hosts.forget()
    assert _get("/x", HOST)["Location"] == "http://acme.localhost:8000/x"


def test_a_domain_has_a_brand_of_its_own(claim, acme):
    logo = keep_picture(PNG, "logo.png", folder="brand", limit=2**20)
    services.brand(claim, by=OWNER, name="Acme Nord", color="#aa0000", logo=logo)
    hosts.forget()

    there, here = _get("/", HOST).content.decode(), _get("/", "acme.localhost").content.decode()
    assert "Acme Nord" in there
    assert "Acme Nord" not in here
    assert "#aa0000" in _get("/brand.css", HOST).content.decode()
    assert "#aa0000" not in _get("/brand.css", "acme.localhost").content.decode()
    assert b"".join(_get("/brand/logo?v=1", HOST).streaming_content) == PNG
    assert _get("/brand/logo?v=1", "acme.localhost").status_code == 404


def test_a_brand_colour_that_is_none_changes_nothing(claim):
    from tenants.kernel.errors import Invalid

    with pytest.raises(Invalid):
        services.brand(claim, by=OWNER, name="New", color="red")
    claim.refresh_from_db()
    assert (claim.brand_name, claim.brand_color) == ("", "")


TRICKS = {
    "port": (f"{HOST}:8443", 200),
    "trailing dot": (f"{HOST}.", 200),
    "upper case": (HOST.upper(), 200),
    "long s": ("help.acme-cloud.com".replace("s", "\u017f"), 200),
    "userinfo": (f"{HOST}@acme.localhost", 404),
    "userinfo the other way": (f"acme.localhost@{HOST}", 404),
    "two hosts in one": (f"{HOST}, acme.localhost", 404),
    "a path": (f"{HOST}/acme.localhost", 404),
    "a tab": (f"{HOST}\tacme.localhost", 404),
    "an empty one": ("", 404),
    "a subdomain of it": (f"x.{HOST}", 404),
    "a name it ends with": (f"evil{HOST}", 404),
    "a homograph": ("help.аcme-cloud.com", 404),
    "two dots": (f"{HOST}..", 404),
    "a second port": (f"{HOST}:80:80", 404),
    "a name of letters as port": (f"{HOST}:acme.localhost", 404),
    "a bracket": (f"[{HOST}]", 404),
    "a star": ("*", 404),
    "like": ("%", 404),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_host_is_this_one_or_nobody(claim, globex, trick):
    host, status = TRICKS[trick]
    answer = _get("/", host)
    assert answer.status_code == status
    assert "Globex" not in answer.content.decode()
    assert ("Acme Cloud" in answer.content.decode()) == (status == 200)


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host", "X-Forwarded-Server", "X-HTTP-Host-Override"]
)  # fmt: skip
def test_no_other_header_names_the_host(claim, name):
    value = f"host={HOST}" if name == "Forwarded" else HOST
    answer = _get("/", "globex.localhost", **{name: value})
    assert "Globex Handel" in answer.content.decode()
    assert "Acme" not in answer.content.decode()


def test_an_unverified_claim_leads_nowhere(acme, globex, dns, drain):
    with context.tenant(globex):
        services.add(globex, OTHER, by=OWNER)
        drain()
    assert _get("/", OTHER).status_code == 404


@pytest.mark.parametrize("state", ["suspended", "purged"])
def test_a_domain_of_an_organization_that_is_not_served(claim, acme, state):
    Tenant.objects.filter(pk=acme.pk).update(state=state)
    hosts.forget()
    answer = _get("/", HOST)
    assert answer.status_code in (403, 404, 410, 503)
    assert "Globex" not in answer.content.decode()


def test_a_removed_domain_leads_nowhere_at_once(claim, acme, drain):
    assert _get("/", HOST).status_code == 200
    services.remove(claim, by=OWNER)
    drain()
    assert _get("/", HOST).status_code == 404


def test_the_row_of_one_host_names_one_organization(claim, acme):
    row = Domain.objects.get(domain=HOST)
    assert (row.tenant, row.claim.tenant) == (acme, acme)


def test_a_logo_of_another_organizations_domain_is_not_shown(claim, acme, globex):
    with context.tenant(globex):
        own = DomainClaim.objects.create(tenant=globex, host=OTHER, brand_logo="brand/x.png")
    assert _get(f"/brand/logo?domain={own.public_id}", "acme.localhost").status_code == 404


def test_hsts_binds_only_the_name_itself(claim, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    from django.db import connection

    was = connection.tenant
    answer = Client(headers={"host": HOST}).get("/", secure=True)
    ours = Client(headers={"host": "acme.localhost"}).get("/", secure=True)
    connection.set_tenant(was)
    assert answer["Strict-Transport-Security"] == "max-age=604800"
    assert "includeSubDomains" in ours["Strict-Transport-Security"]
