"""Connecting a provider's webhook in the browser."""

from __future__ import annotations

import pytest

from core.mail import book
from core.mail.models import MailHook


@pytest.fixture
def admin(browser, acme, people):
    return browser(acme, people.olivia)


@pytest.fixture
def path(people):
    return f"/settings/mailboxes/{book.mailboxes()[0].pk}/hook/"


def test_the_address_to_enter_is_shown(admin, path):
    assert "Make an address" in admin.get(path).text
    assert admin.post(path, {"action": "open", "provider": "postmark"}).status_code == 302
    page = admin.get(path).text
    hook = MailHook.objects.get()
    assert f"@acme.localhost/hooks/mail/postmark/{hook.public_id}/" in page
    assert "http://deskhand:" in page
    assert "Waiting for the first mail" in page


def test_a_provider_that_signs_needs_its_key_and_shows_no_password(admin, path):
    refused = admin.post(path, {"action": "open", "provider": "mailgun", "signing_key": ""})
    assert refused.status_code == 422
    assert "Please check signing key" in refused.text
    admin.post(path, {"action": "open", "provider": "mailgun", "signing_key": "key-123"})
    page = admin.get(path).text
    assert "http://acme.localhost/hooks/mail/mailgun/" in page
    assert "key-123" not in page


def test_trouble_leads_from_the_list_to_the_page(admin, path):
    admin.post(path, {"action": "open", "provider": "postmark"})
    MailHook.objects.update(last_error="This call does not prove that it comes from the mail provider.")
    page = admin.get("/settings/mailboxes/").text
    assert f'href="{path}" title="This call does not prove' in page
    assert "Not working" in admin.get(path).text


def test_amazon_without_keys_is_told_what_does_not_come(admin, path):
    topic = {
        "action": "open",
        "provider": "amazon_ses",
        "topic": "arn:aws:sns:eu-central-1:123456789012:mail",
    }
    admin.post(path, topic)
    assert "only mails up to 150 KB" in admin.get(path).text
    admin.post(path, topic | {"access_key": "AKIA123", "secret_key": "secret"})
    assert "only mails up to 150 KB" not in admin.get(path).text


def test_closed(admin, path):
    admin.post(path, {"action": "open", "provider": "postmark"})
    admin.post(path, {"action": "close"})
    assert not MailHook.objects.exists()


def test_only_those_who_may(browser, acme, people, path):
    assert browser(acme, people.ana).get(path).status_code == 403
    assert browser(acme, people.ana).post(path, {"action": "open", "provider": "postmark"}).status_code == 403
