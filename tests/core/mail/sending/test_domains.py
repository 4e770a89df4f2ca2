"""Domains of our own: a key for each, DNS asked about it, and every letter signed once DNS agrees."""

from __future__ import annotations

from datetime import timedelta

import dkim
import pytest

from core.audit.models import Record
from core.mail import book, mime, services, transport
from core.mail.letters import staff
from core.mail.models import SendingDomain
from core.mail.sending import health, records
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.support.fakes.dns import FakeDns

OURS = "acme-cloud.example"


@pytest.fixture
def dns(settings):
    with FakeDns() as server:
        settings.DNS_SERVERS = [server.address]
        settings.SPF_INCLUDE = "spf.desk.example"
        yield server


@pytest.fixture
def domain(people, dns):
    box = book.mailboxes()[0]
    services.add_mailbox(f"help@{OURS}", box.queue, by=people.olivia.actor, is_default=True)
    return services.set_up_domain(OURS, by=people.olivia.actor)


@pytest.fixture
def as_told(domain, dns):
    """DNS as the page says it should be."""
    for record in records.wanted(domain):
        half = len(record.value) // 2  # longer than 255: in two strings
        dns.zone[record.name, "TXT"] = [f'"{record.value[:half]}" "{record.value[half:]}"']
    health.look(domain.pk)
    domain.refresh_from_db()
    return domain


def _letter():
    class Olivia:
        email = "olivia@elsewhere.example"

    return staff.relay_recovered("mx.example", Olivia())


def _sent(smtp):
    letter = _letter()
    transport.send(letter, mime.message_of(letter))
    return smtp.letters[-1].raw


def test_a_domain_of_nobody_gets_no_key(people):
    with pytest.raises(services.NoAddressThere):
        services.set_up_domain("bank.example", by=people.olivia.actor)
    with pytest.raises(services.NoAddressThere):
        services.set_up_domain("acme.localhost", by=people.olivia.actor)


def test_set_up_twice_keeps_the_key(domain, people):
    again = services.set_up_domain(OURS.upper(), by=people.olivia.actor)
    assert (again.pk, again.public_key) == (domain.pk, domain.public_key)
    assert "BEGIN PRIVATE KEY" not in domain.private_key
    assert Record.objects.filter(action="sending.domain_set_up").count() == 1


def test_everything_in_order(as_told):
    assert (as_told.dkim, as_told.spf, as_told.dmarc) == ("fine", "fine", "fine")
    assert as_told.looked_at
    assert as_told.asked_at is None


def test_nothing_there(domain, dns):
    health.look(domain.pk)
    domain.refresh_from_db()
    assert (domain.dkim, domain.spf, domain.dmarc) == ("missing", "missing", "missing")


def test_a_silent_server_changes_nothing(as_told, dns, monkeypatch):
    monkeypatch.setattr("tenants.lookup.LIFETIME", 0.3)
    dns.mood = "silent"
    health.look(as_told.pk)
    as_told.refresh_from_db()
    assert as_told.dkim == "fine"


@pytest.mark.parametrize(
    ("texts", "finding"),
    [
        (["v=spf1 include:spf.desk.example ~all"], "fine"),
        (["v=spf1 a mx ?include:spf.desk.example -all"], "fine"),
        (["V=SPF1 INCLUDE:SPF.DESK.EXAMPLE -all"], "fine"),
        (["v=spf1 include:spf.desk.example.evil ~all"], "wrong"),
        (["v=spf1 -all"], "wrong"),
        (["v=spf1 include:spf.desk.example -all", "v=spf1 -all"], "wrong"),
        ([], "missing"),
    ],
)
def test_spf(texts, finding):
    assert records.judge_spf(texts, "spf.desk.example") == finding


def test_any_single_policy_will_do_where_we_have_no_name_to_include():
    assert records.judge_spf(["v=spf1 -all"], "") == "fine"


def test_a_key_of_somebody_else_is_not_ours():
    assert records.judge_dkim(["v=DKIM1; k=rsa; p=AAAA"], "BBBB") == "wrong"
    assert records.judge_dkim(["v=DKIM1; k=rsa; p=BB BB"], "BBBB") == "fine"


def test_unsigned_until_dns_agrees(domain, smtp):
    assert b"DKIM-Signature" not in _sent(smtp)


def test_signed_so_that_receivers_believe_it(as_told, smtp, dns):
    raw = _sent(smtp)
    asked = []

    def lookup(name, timeout=5):
        asked.append(name)
        return records.wanted(as_told)[0].value.encode()

    assert dkim.verify(raw, dnsfunc=lookup)
    assert asked == [f"{as_told.selector}._domainkey.{OURS}.".encode()]
    assert not dkim.verify(raw.replace(b"Subject: ", b"Subject: Not "), dnsfunc=lookup)
    with_second = raw.replace(b"\r\nFrom: ", b"\r\nFrom: boss@bank.example\r\nFrom: ", 1)
    assert not dkim.verify(with_second, dnsfunc=lookup), "a second From is covered, too"


def test_signing_ends_when_the_record_is_gone(as_told, smtp, dns):
    dns.forget(records.wanted(as_told)[0].name)
    health.look(as_told.pk)
    assert b"DKIM-Signature" not in _sent(smtp)


def test_signing_ends_with_the_domain(as_told, smtp, people):
    services.remove_domain(as_told, by=people.olivia.actor)
    services.remove_domain(as_told, by=people.olivia.actor)
    assert b"DKIM-Signature" not in _sent(smtp)
    assert not SendingDomain.objects.exists()


def test_the_platform_signs_its_own_addresses(people, smtp, settings, domain):
    from tenants import secrets

    settings.DKIM_DOMAIN, settings.DKIM_KEY = "localhost", secrets.decrypt(domain.private_key)
    services.make_default(
        next(b for b in book.mailboxes() if b.address.endswith("localhost")), by=people.olivia.actor
    )
    assert b"d=localhost" in _sent(smtp)


def test_it_is_looked_at_again_often_at_first_and_daily_later(domain):
    def due():
        return Alarm.objects.get(kind="mail.sending", ref=str(domain.pk)).at - clock.now()

    health.look(domain.pk)
    assert due() < timedelta(minutes=16)
    SendingDomain.objects.update(made_at=clock.now() - timedelta(days=4))
    health.look(domain.pk)
    assert due() > timedelta(hours=23)
