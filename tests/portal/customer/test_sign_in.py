"""Customers come in by mailed link; looking at the link uses nothing up."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core.contacts import services
from core.contacts.models import PortalLink
from tenants import context
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(people):
    services.ask_portal_link("carla@customer.example", "/help/requests/7/")
    return reverse("customer:confirm", args=[services.portal_token(PortalLink.objects.get())])


def test_every_address_hears_the_same(acme, people, browser):
    said = []
    for email in ("carla@customer.example", "nobody@nowhere.example"):
        client = browser(acme)
        answer = client.post("/help/sign-in/", {"email": email}, follow=True)
        said.append(re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0].replace(email, "X"))

    assert "Check your mail" in said[0]
    assert said[0] == said[1]
    assert [row.email for row in PortalLink.objects.all()] == ["carla@customer.example"]


def test_a_bad_address_is_told_beside_its_field(acme, browser):
    page = browser(acme).post("/help/sign-in/", {"email": "nonsense"})

    assert page.status_code == 422
    assert 'id="email-err"' in page.content.decode()
    assert 'value="nonsense"' in page.content.decode()


def test_looking_uses_nothing_up_and_pressing_does_once(acme, browser, link):
    client = browser(acme)

    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert "carla@customer.example" in page.content.decode()
    assert PortalLink.objects.get().used_at is None
    assert client.get("/help/requests/").status_code == 302

    came = client.post(link)
    assert (came.status_code, came["Location"]) == (302, "/help/requests/7/")
    assert "My requests" in client.get("/help/requests/").content.decode()

    stranger = browser(acme)
    again = stranger.post(link)
    assert again.status_code == 410
    assert "no longer works" in again.content.decode()
    assert stranger.get("/help/requests/").status_code == 302


def test_a_link_of_one_organization_is_nothing_at_another(globex, browser, link):
    page = browser(globex).post(link)

    assert page.status_code == 410
    with context.tenant("acme"):
        assert PortalLink.objects.get().used_at is None


def test_an_old_link_is_dead(acme, browser, link):
    with clock.at(clock.now() + timedelta(days=30)):
        assert browser(acme).get(link).status_code == 410


def test_nobody_is_sent_to_another_site(acme, people, browser):
    services.ask_portal_link("carla@customer.example", "//evil.example/")
    token = services.portal_token(PortalLink.objects.get())

    came = browser(acme).post(reverse("customer:confirm", args=[token]))

    assert came["Location"] == "/help/requests/"


def test_signing_out_ends_it(acme, browser, link):
    client = browser(acme)
    client.post(link)

    client.post("/help/sign-out/")

    assert client.get("/help/requests/").status_code == 302


def test_tries_are_counted(acme, people, browser):
    client = browser(acme)

    answers = [client.post("/help/sign-in/", {"email": "carla@customer.example"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Wait" in answers[-1].content.decode()
    assert PortalLink.objects.count() == 5
