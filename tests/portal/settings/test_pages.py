"""Each settings page opens for those who may, and for nobody else."""

import pytest

from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
PAGES = {
    "organization": "Name and region",
    "domains": "Add a domain",
    "people": "Invite a colleague",
    "mailboxes": "Add an address",
    "categories": "Add a category",
    "tags": "New tag",
    "ai": "How far triage may go",
    "held-mail": "Mail log",
    "billing": "Plan and billing",
}


@pytest.mark.parametrize(("page", "words"), PAGES.items())
def test_an_owner_opens_every_page(acme, people, page, words):
    answer = SiteClient(acme).sign_in(people.olivia).get(f"/settings/{page}/")

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Olivia Owner" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_an_agent_opens_none_of_them(agent_client, page):
    answer = agent_client.get(f"/settings/{page}/")

    assert answer.status_code == 403
    assert "You cannot open this" in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, "security", ""])
def test_strangers_are_asked_to_sign_in(acme, browser, page):
    path = f"/settings/{page}/" if page else "/settings/"
    answer = browser(acme).get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=%2Fsettings%2F")


def test_an_admin_has_no_business_with_billing(acme, people):
    client = SiteClient(acme).sign_in(people.adam)

    assert client.get("/settings/billing/").status_code == 403
    assert "/settings/billing/" not in client.get("/settings/people/").content.decode()


def test_the_way_in_leads_to_the_first_page_one_may_open(acme, people):
    def first(user):
        return SiteClient(acme).sign_in(user).get("/settings/")["Location"]

    assert first(people.olivia) == "/settings/organization/"
    assert first(people.lena) == "/settings/quarantine/" or first(people.lena) == "/settings/held-mail/"
    assert first(people.ana) == "/settings/macros/"
    assert first(people.lars) == "/settings/security/"


def test_everybody_sees_their_own_security(agent_client):
    page = agent_client.get("/settings/security/")

    assert page.status_code == 200
    assert "Two-step sign-in" in page.content.decode()


def test_htmx_hears_a_refusal_as_a_toast(agent_client):
    answer = agent_client.get("/settings/people/", headers={"HX-Request": "true"})

    assert answer.status_code == 403
    assert '"toast"' in answer["HX-Trigger"]
    assert answer.content == b""
