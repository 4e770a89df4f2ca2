"""Connecting a mailbox by consent, as the browser goes: to the provider, to the platform, back home."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from core.mail import book
from core.mail.api.consent import opened_state, signed_state
from core.mail.models import MailSource
from core.mail.sources import consent
from portal.settings.mail_consent import BEGUN as SESSION
from tenants.models import Domain
from tenants.selectors import platform_site_url


@pytest.fixture
def admin(browser, acme, people, settings):
    given = settings.MAIL_CONSENT["google"] | {"client_id": "app", "client_secret": "s"}
    settings.MAIL_CONSENT = settings.MAIL_CONSENT | {"google": given}
    return browser(acme, people.olivia)


@pytest.fixture
def box(people):
    return book.mailboxes()[0]


def _begin(admin, box):
    """Where the provider is told to send the owner back, and with what."""
    answer = admin.get(f"/settings/mailboxes/{box.pk}/consent/google/")
    assert answer.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def _return(browser, admin, told, **query):
    """The platform carries it on, and the browser follows home."""
    carried = browser().get(consent.CALLBACK, {"state": told["state"], **query})
    assert carried.status_code == 302
    home = urlsplit(carried["Location"])
    assert home.hostname == "acme.localhost"
    return admin.get(f"{home.path}?{home.query}")


def test_there_and_back(browser, admin, box):
    told = _begin(admin, box)
    assert told["redirect_uri"].endswith("localhost/mail/consent/") or ":" in told["redirect_uri"]
    assert (told["client_id"], told["login_hint"], told["code_challenge_method"]) == (
        "app",
        box.address,
        "S256",
    )
    assert told["access_type"] == "offline"

    answer = _return(browser, admin, told, code="c0de")
    assert answer["Location"] == f"/settings/mailboxes/{box.pk}/source/"
    row = MailSource.objects.get()
    assert (row.auth, row.host, row.username, row.kind) == ("google", "imap.gmail.com", box.address, "imap")
    assert "c0de" not in row.secret
    assert "Connect with Google again" in admin.get(answer["Location"]).text


def test_it_works_once(browser, admin, box):
    told = _begin(admin, box)
    _return(browser, admin, told, code="c0de")
    MailSource.objects.all().delete()
    _return(browser, admin, told, code="another")
    assert not MailSource.objects.exists()


def test_a_state_of_somebody_elses_session_connects_nothing(browser, admin, box, acme, people):
    told = _begin(browser(acme, people.adam), box)
    answer = _return(browser, admin, told, code="c0de")
    assert answer["Location"] == "/settings/mailboxes/"
    assert not MailSource.objects.exists()
    assert "was not begun here" in admin.get("/settings/mailboxes/").text


def test_saying_no_changes_nothing(browser, admin, box):
    answer = _return(browser, admin, _begin(admin, box), error="access_denied")
    assert answer["Location"] == f"/settings/mailboxes/{box.pk}/source/"
    assert not MailSource.objects.exists()


@pytest.mark.parametrize("state", ["", "forged", "WyJhY21lIiwieCJd:1:x"])
def test_the_platform_carries_on_only_what_it_signed(browser, state):
    assert browser().get(consent.CALLBACK, {"state": state, "code": "c"}).status_code == 400


def test_from_a_domain_of_their_own_it_is_begun_at_the_platforms_host(browser, admin, box, acme):
    Domain.objects.create(tenant=acme, domain="help.acme.example", is_primary=False)
    path = f"/settings/mailboxes/{box.pk}/consent/google/"
    sent_on = admin.get(path, headers={"host": "help.acme.example"})
    assert sent_on.status_code == 302
    assert urlsplit(sent_on["Location"])[1:3] == (urlsplit(platform_site_url(acme)).netloc, path)
    assert SESSION not in sent_on.wsgi_request.session
    asked_in = browser(acme).get(path)  # nobody is signed in there yet
    assert asked_in["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("host", ["help.acme.example", "localhost.evil.example", "evillocalhost", ""])
def test_nothing_is_carried_to_a_host_that_is_not_the_platforms(browser, host):
    state = signed_state(host, "nonce")
    assert opened_state(state) == ("", "")
    answer = browser().get(consent.CALLBACK, {"state": state, "code": "c"})
    assert (answer.status_code, "Location" in answer) == (400, False)


def test_what_is_not_registered_is_not_offered(browser, acme, people, box):
    client = browser(acme, people.olivia)
    assert client.get(f"/settings/mailboxes/{box.pk}/consent/microsoft/").status_code == 404
    assert "Connect with" not in client.get(f"/settings/mailboxes/{box.pk}/source/").text


def test_only_those_who_may(browser, acme, people, admin, box):
    ana = browser(acme, people.ana)
    assert ana.get(f"/settings/mailboxes/{box.pk}/consent/google/").status_code == 403
    assert ana.get("/settings/consent/").status_code == 403
