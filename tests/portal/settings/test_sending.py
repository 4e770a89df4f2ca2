"""Sending in the organization's own name, as an administrator sets it up in the browser."""

from __future__ import annotations

import pytest

from core.mail import book, services
from core.mail.models import OwnRelay, SendingDomain
from core.mail.sending import health
from tests.support.fakes.mail_api import FakeMailApi

OURS = "acme-cloud.example"


@pytest.fixture
def admin(browser, acme, people):
    return browser(acme, people.olivia)


@pytest.fixture
def own_address(people):
    return services.add_mailbox(f"help@{OURS}", book.mailboxes()[0].queue, by=people.olivia.actor)


@pytest.fixture
def domain(own_address, people):
    return services.set_up_domain(OURS, by=people.olivia.actor)


def test_without_own_addresses_it_says_what_to_do_first(admin):
    page = admin.get("/settings/sending/")
    assert page.status_code == 200
    assert "Add an address of your own domain first" in page.text


def test_a_domain_is_set_up_and_its_records_are_shown(admin, own_address):
    assert OURS in admin.get("/settings/sending/").text
    answer = admin.post("/settings/sending/", {"action": "set_up", "name": OURS})
    row = SendingDomain.objects.get()
    assert answer.headers["Location"] == f"/settings/sending/{row.pk}/"
    page = admin.get(f"/settings/sending/{row.pk}/").text
    assert f"{row.selector}._domainkey.{OURS}" in page
    assert row.public_key in page
    assert "BEGIN" not in page


def test_a_foreign_domain_is_refused_with_words(admin, people):
    admin.post("/settings/sending/", {"action": "set_up", "name": "bank.example"})
    assert "None of your addresses ends in bank.example" in admin.get("/settings/sending/").text
    assert not SendingDomain.objects.exists()


def test_while_dns_is_asked_the_page_asks_too(admin, domain, monkeypatch):
    state = f"/settings/sending/{domain.pk}/state/"
    assert 'hx-trigger="every 2s"' in admin.get(state).text
    health.look(domain.pk)
    assert 'hx-trigger="every 2s"' not in admin.get(state).text


def test_the_key_is_deleted(admin, domain):
    admin.post(f"/settings/sending/{domain.pk}/", {"action": "remove"})
    assert not SendingDomain.objects.exists()
    assert admin.get(f"/settings/sending/{domain.pk}/").status_code == 404


def test_a_server_is_entered_and_dropped(admin, people):
    typed = {
        "protection": "starttls",
        "host": "smtp.acme.example",
        "port": "",
        "username": "u",
        "password": "s3cret",
    }
    assert admin.post("/settings/sending/", typed).status_code == 302
    row = OwnRelay.objects.get()
    assert (row.host, row.port, row.is_plain_start) == ("smtp.acme.example", 587, True)
    page = admin.get("/settings/sending/").text
    assert "smtp.acme.example" in page
    assert "s3cret" not in page
    admin.post("/settings/sending/", {"action": "drop"})
    assert not OwnRelay.objects.exists()
    assert admin.get("/settings/sending/server/").status_code == 404


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(admin, people):
    answer = admin.post("/settings/sending/", {"protection": "tls", "host": "not a host", "port": "x"})
    assert answer.status_code == 422
    assert "Please check server" in answer.text
    assert 'value="not a host"' in answer.text


def test_a_provider_is_chosen_and_a_test_mail_asked_for(admin, own_address, people, settings, drain):
    page = admin.get("/settings/sending/provider/postmark/").text
    assert "Server API token" in page
    with FakeMailApi() as api:
        settings.MAIL_PROVIDERS_AT = api.url
        answer = admin.post("/settings/sending/provider/postmark/", {"server_token": "s3cret-token"})
        assert answer.headers["Location"] == "/settings/sending/"
        page = admin.get("/settings/sending/").text
        assert "is on its way" in page
        assert 'hx-trigger="every 2s"' in page
        drain()
        (sent,) = api.sent
    assert sent["data"]["To"] == "olivia@acme.example"
    state = admin.get("/settings/sending/server/").text
    assert "taken by Postmark" in state
    assert 'hx-trigger="every 2s"' not in state
    assert "s3cret" not in page + state + admin.get("/settings/sending/provider/postmark/").text


def test_the_address_of_delivery_events_and_the_key_that_signs_them(admin, own_address):
    admin.post(
        "/settings/sending/provider/mailgun/", {"api_key": "mg-key", "place": "us", "sender_domain": ""}
    )
    row = OwnRelay.objects.get()
    page = admin.get("/settings/sending/provider/mailgun/").text
    assert f"/hooks/mail/mailgun/events/{row.public_id}/" in page
    assert "Key missing" in page
    wrong = admin.post("/settings/sending/provider/mailgun/", {"action": "key", "key": "not ascii é"})
    assert (wrong.status_code, "Please check key" in wrong.text) == (422, True)
    admin.post("/settings/sending/provider/mailgun/", {"action": "key", "key": "signing-key"})
    page = admin.get("/settings/sending/provider/mailgun/").text
    assert "Waiting for the first one" in page
    assert "signing-key" not in page


def test_what_is_wrong_about_a_provider_stands_at_its_field(admin, own_address):
    wrong = {"access_key": "AKIA", "secret_key": "aws-secret", "region": "moon"}
    answer = admin.post("/settings/sending/provider/amazon_ses/", wrong)
    assert answer.status_code == 422
    assert "Please check region" in answer.text
    assert 'value="moon"' in answer.text
    assert "aws-secret" not in answer.text
    assert admin.get("/settings/sending/provider/nobody/").status_code == 404


@pytest.mark.parametrize("who", ["ana", "lars"])
def test_only_those_who_may(browser, acme, people, domain, who):
    other = browser(acme, getattr(people, who))
    for path in (
        "/settings/sending/",
        f"/settings/sending/{domain.pk}/",
        "/settings/sending/server/",
        "/settings/sending/provider/postmark/",
    ):
        assert other.get(path).status_code == 403
    assert other.post("/settings/sending/", {"action": "set_up", "name": OURS}).status_code == 403


def test_pages_cost_few_statements(admin, domain, django_assert_max_num_queries):
    admin.get("/settings/sending/")
    with django_assert_max_num_queries(9):
        admin.get("/settings/sending/")
    admin.post("/settings/sending/provider/postmark/", {"server_token": "s3cret-token"})
    admin.get("/settings/sending/")
    with django_assert_max_num_queries(10):
        admin.get("/settings/sending/")
