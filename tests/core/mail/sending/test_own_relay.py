"""An organization's own mail server takes the mail of its own domains, and says so when it does not."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.mail import book, mime, outbox, services, transport
from core.mail.letters import staff
from core.mail.models import Letter, OwnRelay
from core.mail.sending import relays
from core.mail.tasks import _deliver
from tenants.kernel.errors import Unavailable
from tests.support.fakes.smtp import FakeSMTP, at


class Olivia:
    email = "olivia@elsewhere.example"


@pytest.fixture
def ours(settings):
    """The organization's server. In tests it stands where no organization may reach: allowed here."""
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with FakeSMTP() as server:
        yield server


@pytest.fixture
def own_address(people):
    box = book.mailboxes()[0]
    return services.add_mailbox("help@acme-cloud.example", box.queue, by=people.olivia.actor, is_default=True)


@pytest.fixture
def relay(own_address, ours, people, monkeypatch):
    """In use, in clear: a fake has no certificate."""
    row = services.use_relay(
        host=ours.host, port=ours.port, is_plain_start=False, username="", by=people.olivia.actor
    )
    monkeypatch.setattr("tenants.outbound.secure", lambda line, host: line)
    return row


def _letter() -> Letter:
    return staff.relay_recovered("mx.example", Olivia())


def test_mail_of_own_domains_leaves_through_the_own_server(relay, ours, smtp):
    _deliver(_letter().pk)
    assert [one.recipients for one in ours.letters] == [[Olivia.email]]
    assert smtp.letters == []
    assert OwnRelay.objects.get().health == "ok"


def test_mail_of_the_platforms_domain_does_not(relay, ours, smtp):
    _deliver(staff.relay_failing("mx.example", "no", Olivia()).pk)
    assert ours.letters == []
    assert len(smtp.letters) == 1


def test_without_one_everything_leaves_through_ours(own_address, smtp):
    _deliver(_letter().pk)
    assert len(smtp.letters) == 1


def test_it_is_dropped_and_what_waits_leaves_through_ours(relay, ours, smtp, people):
    ours.script(at("RCPT", "450 4.2.0 try later"))
    letter = _letter()
    _deliver(letter.pk)
    assert Letter.objects.get(pk=letter.pk).state == "queued"
    services.drop_relay(relay, by=people.olivia.actor)
    services.drop_relay(relay, by=people.olivia.actor)
    row = Letter.objects.get(pk=letter.pk)
    transport.send(row, mime.message_of(row))
    assert len(smtp.letters) == 1


def test_people_are_told_once_and_again_when_it_works(relay, ours, smtp, drain, people):
    host, port = ours.host, ours.port
    OwnRelay.objects.update(port=9)  # nobody listens
    book.own_relay.changed()
    for _ in range(4):
        letter = _letter()
        _deliver(letter.pk)
    row = OwnRelay.objects.get()
    assert (row.health, row.failures) == ("failing", 4)
    assert row.failing_since
    assert row.last_error
    drain()
    told = [one for one in smtp.letters if "takes no mail" in one.message["Subject"]]
    assert [one.recipients for one in told] == [["olivia@acme.example"]]
    assert "localhost" in told[0].message["From"], "it does not go through the server that fails"

    OwnRelay.objects.update(host=host, port=port)
    book.own_relay.changed()
    _deliver(_letter().pk)
    assert OwnRelay.objects.get().failures == 0
    drain()
    assert any("takes mail again" in one.message["Subject"] for one in ours.letters)


def test_a_refused_recipient_is_no_fault_of_the_server(relay, ours):
    ours.script(at("RCPT", "550 5.1.1 nobody here"))
    letter = _letter()
    _deliver(letter.pk)
    assert Letter.objects.get(pk=letter.pk).state == "failed"
    assert OwnRelay.objects.get().failures == 0


def test_it_cannot_lead_into_our_own_network(relay, settings):
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(Unavailable, match="public internet"):
        transport.try_out(relays.of(relay))


def test_a_password_goes_to_no_other_server(relay, people):
    values = {"port": 587, "is_plain_start": True, "by": people.olivia.actor}
    services.use_relay(host="mx.one.example", username="u", secret="s3cret", **values)
    services.use_relay(host="mx.one.example", username="u", **values)
    assert relays.of(OwnRelay.objects.get()).password == "s3cret"
    with pytest.raises(services.BadRelay, match="password"):
        services.use_relay(host="mx.evil.example", username="u", **values)


def test_the_password_is_in_no_record(relay, people):
    services.use_relay(
        host="mx.one.example",
        port=587,
        is_plain_start=True,
        username="u",
        secret="s3cret",
        by=people.olivia.actor,
    )
    assert "s3cret" not in str(list(Record.objects.values()))
    assert "s3cret" not in OwnRelay.objects.get().secret


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"host": "mx example"}, "server"),
        ({"host": ""}, "server"),
        ({"host": "a\r\nMAIL FROM:<x>"}, "server"),
        ({"port": 0}, "port"),
        ({"port": 70_000}, "port"),
        ({"username": "u"}, "password"),
    ],
)
def test_what_is_wrong_is_said(people, values, field):
    right = {"host": "mx.example", "port": 587, "is_plain_start": True, "username": ""}
    with pytest.raises(services.BadRelay) as refusal:
        services.use_relay(by=people.olivia.actor, **(right | values))
    assert refusal.value.data == {"field": field}
    assert not OwnRelay.objects.exists()


def test_addresses_with_other_letters_need_a_server_that_takes_them(smtp, people):
    letter = _letter()
    Letter.objects.filter(pk=letter.pk).update(recipient="jörg@kunde.example")
    row = outbox.claim(letter.pk)
    transport.send(row, mime.message_of(row))
    assert smtp.letters[-1].recipients == ["jörg@kunde.example"]


def test_a_recipient_who_should_come_later_is_no_fault_of_the_server(relay, ours):
    ours.script(*[at("RCPT", "450 4.2.0 greylisted")] * 3)
    for _ in range(3):
        _deliver(_letter().pk)
    assert OwnRelay.objects.get().failures == 0
