"""Signing up on the platform's own host."""

import re
from datetime import timedelta

import pytest

from tenants import context, secrets
from tenants.models import Signup
from tenants.provisioning.confirming import token_of
from tests.support.clients import SiteClient
from tests.support.fakes.smtp import FakeSMTP

pytestmark = pytest.mark.django_db
WISH = {
    "company": "Bäckerei Müller",
    "subdomain": "mueller",
    "name": "Mia Müller",
    "email": "mia@mueller.example",
    "time_zone": "Europe/Berlin",
    "language": "de",
}


@pytest.fixture
def asked(browser):
    """A browser that has signed up, and the path of the mailed link."""
    client = browser()
    client.post("/signup/", WISH)
    return client, f"/signup/confirm/{token_of(Signup.objects.get().public_id)}/"


def test_the_landing_page(browser):
    page = browser().get("/")

    assert page.status_code == 200
    assert "Start free trial" in page.content.decode()


def test_asking(browser):
    client = browser()
    assert "Europe/Berlin" in client.get("/signup/").content.decode()

    answer = client.post("/signup/", WISH, follow=True)

    assert "mia@mueller.example" in answer.content.decode()
    row = Signup.objects.get()
    assert (row.slug, row.state, row.person, row.language) == ("mueller", "asked", "Mia Müller", "de")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"subdomain": "acme"}, "subdomain", "belongs to another organization"),
        ({"subdomain": "admin"}, "subdomain", "reserved"),
        ({"subdomain": "A b"}, "subdomain", "3 to 40 characters"),
        ({"email": "nonsense"}, "email", "e-mail address"),
        ({"name": " "}, "name", "fill this in"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "from the list"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(browser, wrong, field, words):
    page = browser().post("/signup/", WISH | wrong)

    html = page.content.decode()
    assert page.status_code in (409, 422)
    assert words in html.partition(f'id="{field}-err"')[2][:400]
    assert "Bäckerei Müller" in html
    assert Signup.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("subdomain=fresh-name", "fresh-name.localhost is free"),
        ("subdomain=acme", "Free: acme-2"),
        ("subdomain=www", "reserved"),
        ("company=B%C3%A4ckerei+M%C3%BCller", "backerei-muller.localhost is free"),
        ("", "Letters, digits and hyphens"),
    ],
)
def test_an_address_is_checked_while_it_is_typed(browser, query, words):
    piece = browser().get(f"/signup/subdomain/?{query}")

    assert words in piece.content.decode()
    assert "<html" not in piece.content.decode()


def test_looking_at_the_link_starts_nothing(asked):
    client, link = asked

    for _ in range(2):
        page = client.get(link)
        assert "Almost there" in page.content.decode()
    assert Signup.objects.get().state == "asked"


def test_confirming_and_watching(asked):
    client, link = asked

    answer = client.post(link)
    assert answer["Location"] == f"{link}preparing/"
    assert Signup.objects.get().state == "confirmed"
    page = client.get(f"{link}preparing/").content.decode()
    assert "Preparing your workspace" in page
    assert f'hx-get="{link}preparing/"' in page
    Signup.objects.update(progress=70)
    piece = client.get(f"{link}preparing/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert 'value="70"' in piece
    assert client.post(link)["Location"] == f"{link}preparing/"


def test_ready_leads_into_the_workspace(asked, acme):
    client, link = asked
    Signup.objects.update(state="ready", progress=100, tenant=acme, slug="acme")

    piece = client.get(f"{link}preparing/", headers={"HX-Request": "true"}).content.decode()

    address = re.search(r'href="(http://acme\.localhost[^"]*/welcome/[^"]+)"', piece)[1]
    with context.tenant(acme):
        assert secrets.unsign("welcome", address.rstrip("/").split("/")[-1], timedelta(hours=1)) == {
            "email": WISH["email"]
        }


def test_an_address_taken_meanwhile_can_be_changed(asked):
    client, link = asked
    Signup.objects.update(slug="globex")

    page = client.post(link)
    assert page.status_code == 422
    assert 'name="subdomain"' in page.content.decode()
    assert client.post(link, {"subdomain": "mueller-brot"}).status_code == 302
    assert Signup.objects.get().slug == "mueller-brot"


def test_links_that_are_none(browser):
    assert browser().get("/signup/confirm/nonsense/").status_code == 410
    assert browser().get("/signup/confirm/nonsense/preparing/").status_code == 404


def test_a_signup_that_failed_for_good_says_so(asked):
    client, link = asked
    Signup.objects.update(state="failed", attempts=99, reason="The name is taken.")

    page = client.get(f"{link}preparing/").content.decode()

    assert "That did not work" in page
    assert "The name is taken." in page


def test_tries_are_counted(browser):
    client = browser()

    answers = [client.post("/signup/", WISH | {"subdomain": f"org-{i}x"}).status_code for i in range(6)]

    assert answers == [302] * 5 + [429]


def test_finding_a_workspace_says_the_same_for_everybody(acme, people, browser, drain):
    said = []
    for email in ("ana@acme.example", "nobody@nowhere.example"):
        answer = browser().post("/find/", {"email": email}, follow=True)
        said.append(re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0].replace(email, "X"))

    assert said[0] == said[1]
    assert browser().post("/find/", {"email": "nonsense"}).status_code == 422


def test_hosts_that_are_nobodys(db):
    client = SiteClient()
    page = client.get("/", headers={"host": "nobody.localhost"})

    assert page.status_code == 404
    assert "no workspace at this address" in page.content.decode()


def test_a_workspace_that_is_not_ready(acme, browser):
    acme.ready_at = None
    acme.save()

    page = browser(acme).get("/")

    assert (page.status_code, page["Retry-After"]) == (503, "120")
    assert browser(acme).get("/api/v1/tickets/").json()["code"] == "tenant.not_ready"


def test_the_addresses_go_to_the_mailbox_they_belong_to(acme, globex, people, browser, drain, settings):
    with FakeSMTP() as smtp:
        settings.RELAY_HOST, settings.RELAY_PORT = smtp.host, smtp.port
        for email in ("Ana@acme.example", "nobody@nowhere.example"):
            browser().post("/find/", {"email": email})
        drain()

        assert [letter.recipients for letter in smtp.letters] == [["ana@acme.example"]]
        body = smtp.letters[0].message.get_content()
    assert "Acme Cloud: http://acme.localhost:8000/login/" in body
    assert "Globex" not in body
