"""Mailboxes of providers that take no passwords: a strict provider, and a real Dovecot that asks it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from core.audit.models import Record
from core.mail import selectors, services
from core.mail.models import InboundMail, Letter, MailSource
from core.mail.sources import consent
from core.mail.sources import fetch as fetching
from tenants import secrets
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.fakes import dovecot as fake
from tests.support.fakes.consent import CLIENT, SECRET, FakeConsent

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not fake.is_there(), reason=fake.MISSING),
]
CALLBACK = "https://desk.example/mail/consent/"


@pytest.fixture(scope="module")
def running():
    with FakeConsent() as provider, fake.Dovecot(f"{provider.url}/tokeninfo?token=") as dovecot:
        yield provider, dovecot


@pytest.fixture
def provider(running, settings, monkeypatch):
    found, dovecot = running
    found.mood, found.life = "fine", 3600
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the fake speaks no TLS
    settings.OUTBOUND_CA = dovecot.ca
    given = settings.MAIL_CONSENT["microsoft"] | {
        "client_id": CLIENT, "client_secret": SECRET, "token_url": f"{found.url}/token", "host": "localhost",
        "port": dovecot.imaps,
    }  # fmt: skip
    settings.MAIL_CONSENT = settings.MAIL_CONSENT | {"microsoft": given}
    return found


@pytest.fixture
def user(request):
    """A mailbox nobody has used."""
    return f"c{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.fixture
def source(provider, user, people):
    """As it is right after its owner has agreed."""
    address, verifier = consent.ask("microsoft", CALLBACK, user, "state-1")
    code = provider.agree(user, _challenge(address))
    return services.connect_by_consent(
        selectors.default_mailbox(), "microsoft", by=people.olivia.actor, username=user, code=code,
        verifier=verifier, callback=CALLBACK,
    )  # fmt: skip


def _challenge(address):
    return dict(parse_qsl(address.partition("?")[2]))["code_challenge"]


def _put(dovecot, user, number):
    folder = dovecot.folder / "mail" / user / "new"
    raw = letter(f"Question {number}.", mime_id=f"<o{number}@customer.example>")
    if not folder.exists():
        with dovecot.box(user):
            pass
    (folder / f"{number}.mail").write_bytes(raw)
    shutil.chown(folder / f"{number}.mail", "nobody")


def _held(source):
    return json.loads(secrets.decrypt(MailSource.objects.get(pk=source.pk).secret))


def test_mail_comes_in_with_tokens_alone(source, provider, running, user):
    _put(running[1], user, 1)
    assert fetching.fetch(source.pk) == 1, MailSource.objects.get().last_error
    assert InboundMail.objects.count() == 1
    held = _held(source)
    assert set(held) == {"access", "refresh", "until"}, "the code is used up and forgotten"


def test_a_token_that_lasts_is_used_again_and_one_that_ends_is_renewed(source, provider, user):
    fetching.fetch(source.pk)
    before, asked = _held(source), len(provider.exchanged)
    fetching.fetch(source.pk)
    assert len(provider.exchanged) == asked
    with clock.at(clock.now() + timedelta(minutes=57)):
        fetching.fetch(source.pk)
    after = _held(source)
    assert provider.exchanged[-1] == "refresh_token"
    assert after["refresh"] != before["refresh"], "the rotated one is kept"
    assert MailSource.objects.get().health == "ok"


def test_a_renewed_token_is_kept_even_when_fetching_fails_then(source, provider, user):
    fetching.fetch(source.pk)
    MailSource.objects.update(folder="Nowhere")
    with clock.at(clock.now() + timedelta(hours=2)):
        fetching.fetch(source.pk)
    row = MailSource.objects.get()
    assert "no folder Nowhere" in row.last_error
    assert _held(source)["refresh"] in provider.refresh


def test_consent_taken_back_is_told_and_heals_by_agreeing_again(source, provider, user, people, drain, smtp):
    fetching.fetch(source.pk)
    provider.take_back(user)
    with clock.at(clock.now() + timedelta(hours=2)):
        for _ in range(3):
            MailSource.objects.update(lease_until=None)
            fetching.fetch(source.pk)
    row = MailSource.objects.get()
    assert row.last_error == "Microsoft does not let us in any more. Connect this mailbox again."
    drain(at=clock.now() + timedelta(hours=3))
    assert Letter.objects.filter(kind="source").exists()

    address, verifier = consent.ask("microsoft", CALLBACK, user, "s")
    code = provider.agree(user, _challenge(address))
    services.connect_by_consent(
        row.mailbox,
        "microsoft",
        by=people.olivia.actor,
        username=user,
        code=code,
        verifier=verifier,
        callback=CALLBACK,
    )
    fetching.fetch(row.pk)
    assert MailSource.objects.get().health == "ok"


def test_a_provider_that_is_down_costs_nothing_but_time(source, provider, user):
    fetching.fetch(source.pk)
    provider.mood = "broken"
    with clock.at(clock.now() + timedelta(hours=2)):
        fetching.fetch(source.pk)
        assert "no usable answer" in MailSource.objects.get().last_error
        provider.mood = "fine"
        MailSource.objects.update(lease_until=None)
        fetching.fetch(source.pk)
    assert MailSource.objects.get().health == "ok"


def test_a_stolen_code_is_worthless(provider, user, people):
    address, _verifier = consent.ask("microsoft", CALLBACK, user, "s")
    code = provider.agree(user, _challenge(address))
    row = services.connect_by_consent(
        selectors.default_mailbox(), "microsoft", by=people.olivia.actor, username=user, code=code,
        verifier="x" * 64, callback=CALLBACK,
    )  # fmt: skip
    fetching.fetch(row.pk)
    assert "Connect this mailbox again" in MailSource.objects.get().last_error


def test_no_token_is_in_the_record(source, provider):
    fetching.fetch(source.pk)
    told = str(list(Record.objects.values()))
    assert "refresh-" not in told
    assert "code-" not in told
    assert "access-" not in MailSource.objects.get().secret


def test_only_what_is_registered_is_offered(provider):
    assert consent.offered() == [("microsoft", "Microsoft")]
