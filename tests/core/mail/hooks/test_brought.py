"""Brevo and Amazon SES: kept as it came, proven and completed by a worker, and only then a mail."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from core.mail import book, services
from core.mail.hooks import brought
from core.mail.models import BroughtCall, InboundMail, MailHook
from core.tickets.models import Ticket
from tenants import context
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.core.mail.conftest import SUPPORT, letter
from tests.core.mail.hooks.calls import basic, path
from tests.support.fakes.mail_bringers import MailBringers, received
from tests.support.fakes.s3 import BUCKET, FakeS3

TOPIC = "arn:aws:sns:eu-central-1:123456789012:support-mail"
CARLA = "carla@customer.example"
RAW = letter("Wo ist mein Paket? 你好", subject="Paket", mime_id="<ses1@customer.example>")


@pytest.fixture
def server(settings):
    with MailBringers() as running:
        settings.MAIL_PROVIDERS_AT = running.url
        yield running


@pytest.fixture
def client(browser, acme):
    return browser(acme)


@pytest.fixture
def ses(people, server) -> MailHook:
    return services.open_hook(
        book.mailboxes()[0], "amazon_ses", by=people.olivia.actor, topic=TOPIC, access_key="key", secret_key="secret"
    )  # fmt: skip


@pytest.fixture
def brevo(people, server) -> MailHook:
    return services.open_hook(book.mailboxes()[0], "brevo", by=people.olivia.actor, api_key="brevo-key")


def post(client: Any, hook: MailHook, call: dict[str, Any], **headers: str) -> Any:
    told = {
        "HTTP_X_AMZ_SNS_MESSAGE_TYPE": call.get("Type", ""),
        "HTTP_X_AMZ_SNS_MESSAGE_ID": call.get("MessageId", ""),
    }
    return client.post(
        path(hook), json.dumps(call), "text/plain; charset=UTF-8", **(told | basic(hook) | headers)
    )


def notice(server: MailBringers, raw: bytes = RAW, to: str = SUPPORT, **action: str) -> dict[str, Any]:
    return server.notification(
        TOPIC, received(raw, [to], CARLA, **action), Subject="Amazon SES Email Receipt"
    )


def parcel(*files: dict[str, Any]) -> dict[str, Any]:
    """As Brevo documents it."""
    headers = {
        "Message-ID": "<brevo1@customer.example>", "From": f"Carla <{CARLA}>", "To": SUPPORT, "Subject": "Parcel",
        "Date": "Fri, 20 Nov 2026 10:00:00 +0000", "Return-Path": CARLA, "Delivered-To": SUPPORT,
        "Received": ["from a by b", "from b by c"],
    }  # fmt: skip
    return {"items": [{
        "Uuid": ["8d79f2b8-20ab-4b6f-9d1e-c1bd5a0a6e4b"], "MessageId": headers["Message-ID"], "InReplyTo": None,
        "From": {"Name": "Carla", "Address": CARLA}, "To": [{"Name": None, "Address": SUPPORT}], "Cc": [],
        "Subject": "Parcel", "Headers": headers, "SpamScore": 1.1, "RawHtmlBody": "<p>Where is it?</p>",
        "RawTextBody": "Where is it?", "ExtractedMarkdownMessage": "Where is it?", "Attachments": list(files),
    }]}  # fmt: skip


def attached(token: str, size: int = 5) -> dict[str, Any]:
    return {
        "Name": "a.txt",
        "ContentType": "text/plain",
        "ContentLength": size,
        "ContentID": "f_1",
        "DownloadToken": token,
    }


def test_a_mail_of_amazon_ses_becomes_a_ticket(ses, server, client, drain):
    call = notice(server)
    answer = post(client, ses, call)
    assert (answer.status_code, answer.json()) == (200, {"kept": 1})
    assert not InboundMail.objects.exists()
    assert server.asked == []  # nothing is fetched while the provider waits
    drain()
    row = InboundMail.objects.get()
    assert (row.recipient, row.sender, brought_raw(row)) == (SUPPORT, CARLA, RAW)
    assert Ticket.objects.get().subject == "Paket"
    ses.refresh_from_db()
    assert (ses.received, ses.last_error) == (1, "")
    assert not BroughtCall.objects.exists()
    assert not Alarm.objects.filter(kind=brought.ALARM).exists()


def brought_raw(row: InboundMail) -> bytes:
    from core.mail import inbox

    return inbox.raw_of(row)


def test_amazon_asks_for_the_password_first(ses, server, client):
    answer = post(client, ses, notice(server), HTTP_AUTHORIZATION="")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="mail"')
    assert not BroughtCall.objects.exists()


def test_the_subscription_confirms_itself(ses, server, client, drain):
    post(client, ses, server.notification(TOPIC, "You have chosen to subscribe", "SubscriptionConfirmation"))
    drain()
    assert [call.path.rstrip("/") for call in server.asked] == [
        f"/amazon_ses{server.certificate_path}",
        "/sns",
    ]
    post(
        client,
        ses,
        server.notification(TOPIC, "Successfully validated SNS topic for Amazon SES event publishing."),
    )
    drain()
    assert not InboundMail.objects.exists()
    assert MailHook.objects.get().last_error == ""


@pytest.mark.parametrize(
    "change",
    [
        {"Message": received(letter("Forged.", mime_id="<f@x.example>"), [SUPPORT], CARLA)},
        {"Signature": base64.b64encode(b"x" * 256).decode()}, {"Signature": "?"}, {"SignatureVersion": "9"},
    ],
)  # fmt: skip
def test_what_amazon_did_not_sign_never_becomes_a_mail(ses, server, client, drain, change):
    first = post(client, ses, notice(server) | change)
    assert first.status_code == 200  # the certificate is not known yet
    drain()
    assert not InboundMail.objects.exists()
    assert not BroughtCall.objects.exists()
    assert "does not prove" in MailHook.objects.get().last_error
    post(client, ses, notice(server))
    drain()
    assert post(client, ses, notice(server) | change).status_code == 401  # now it is
    assert InboundMail.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-a.pem",
        "https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-a.pem",
        "https://evil.example/https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-a.pem",
        "https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-a.pem",
        "https://sns.eu-central-1.amazonaws.com/../x.pem", "",
    ],
)  # fmt: skip
def test_a_certificate_comes_from_amazon_alone(ses, server, client, address):
    assert post(client, ses, notice(server) | {"SigningCertURL": address}).status_code == 401
    assert not BroughtCall.objects.exists()


def test_another_topic_is_a_stranger(ses, server, client):
    other = TOPIC.replace("support", "other")
    call = server.notification(other, received(RAW, [SUPPORT], CARLA))
    assert post(client, ses, call).status_code == 401


def test_a_large_mail_lies_in_a_bucket(ses, server, client, drain, monkeypatch):
    with FakeS3() as s3:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3.url)
        s3.client.put_object(Bucket=BUCKET, Key="mail/1", Body=RAW)
        post(client, ses, notice(server, type="S3", bucketName=BUCKET, objectKey="mail/1"))
        drain()
    assert Ticket.objects.get().subject == "Paket"


def test_a_bucket_that_cannot_be_read_costs_time_and_in_the_end_a_person_is_asked(
    ses, server, client, drain, monkeypatch
):
    with FakeS3() as s3:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3.url)
        post(client, ses, notice(server, type="S3", bucketName=BUCKET, objectKey="mail/none"))
        drain()
        assert "gave no usable answer" in MailHook.objects.get().last_error
        at = Alarm.objects.get(kind=brought.ALARM).at
        assert timedelta() < at - clock.now() < timedelta(seconds=70)
        BroughtCall.objects.update(received_at=clock.now() - timedelta(days=4))
        drain(at=clock.now() + timedelta(minutes=2))
    held = InboundMail.objects.get()
    assert (held.state, held.subject, held.from_address) == ("quarantined", "Big one", CARLA)
    assert "could not give all" in held.reason
    assert b"s3://deskhand-files/mail/none" in brought_raw(held)


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (
            {"type": "S3", "bucketName": BUCKET, "objectKey": "mail/3"},
            "it lies at s3://deskhand-files/mail/3",
        ),
        ({"type": "WorkMail"}, "the receipt rule needs the action SNS"),
    ],
)
def test_a_notice_of_a_mail_that_we_may_not_fetch_is_held_at_once(people, server, client, drain, action, why):
    hook = services.open_hook(book.mailboxes()[0], "amazon_ses", by=people.olivia.actor, topic=TOPIC)
    post(client, hook, notice(server, **action))
    drain()
    held = InboundMail.objects.get()
    assert (held.state, held.subject, held.from_address) == ("quarantined", "Big one", CARLA)
    assert why in held.reason
    assert not BroughtCall.objects.exists()


def test_a_call_of_amazon_is_never_larger_than_sns_sends(ses, client):
    answer = client.post(path(ses), b"x", "text/plain", CONTENT_LENGTH=str(2 * 2**20), **basic(ses))
    assert answer.status_code == 413


def test_a_parcel_of_brevo_comes_with_its_files(brevo, server, client, drain):
    server.attachments["tok/1"] = server.attachments["tok%2F1"] = ("text/plain; charset=utf-8", b"words")
    assert post(client, brevo, parcel(attached("tok/1"))).json() == {"kept": 1}
    assert server.asked == []
    drain()
    message = Ticket.objects.get().messages.get()
    assert message.text.strip() == "Where is it?"
    assert [one.filename for one in message.attachments.all()] == ["a.txt"]
    assert InboundMail.objects.get().sender == CARLA


@pytest.mark.parametrize("made", ["ses", "brevo"])
def test_brought_again_it_is_the_same_mail(made, request, server, client, drain):
    hook = request.getfixturevalue(made)
    server.attachments["t"] = ("text/plain", b"words")
    call = notice(server) if made == "ses" else parcel(attached("t"))
    assert [post(client, hook, call).json()["kept"] for _ in range(3)] == [1, 0, 0]
    drain()
    assert post(client, hook, call).json() == {"kept": 1}  # its row is gone, but the mail is known
    drain()
    assert InboundMail.objects.count() == Ticket.objects.count() == 1


def test_while_brevo_is_down_the_call_waits(brevo, server, client, drain):
    server.attachments["t"], server.is_down = ("text/plain", b"words"), True
    post(client, brevo, parcel(attached("t")))
    drain()
    assert not InboundMail.objects.exists()
    assert "gave no usable answer" in MailHook.objects.get().last_error
    server.is_down = False
    drain(at=clock.now() + timedelta(minutes=2))
    assert Ticket.objects.get().messages.get().attachments.count() == 1
    assert MailHook.objects.get().last_error == ""


def test_files_larger_than_a_mail_may_be_are_left_out_and_said(brevo, server, client, drain, settings):
    settings.MAIL_LIMIT = 1000
    server.attachments["t"] = ("text/plain", b"x" * 2000)
    post(client, brevo, parcel(attached("t", 2000)))
    drain()
    held = InboundMail.objects.get()
    assert held.state == "quarantined"
    assert "larger than we take" in held.reason


def test_a_hook_that_is_replaced_meanwhile_loses_nothing(brevo, server, client, drain, people):
    server.attachments["t"] = ("text/plain", b"words")
    post(client, brevo, parcel(attached("t")))
    services.open_hook(book.mailboxes()[0], "postmark", by=people.olivia.actor)
    drain()
    assert Ticket.objects.count() == 1


def test_two_workers_complete_one_call_once(brevo, server, client):
    post(client, brevo, parcel())
    call = BroughtCall.objects.get()
    assert brought._claim(call.pk) is not None
    brought.complete(call.pk)
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", '{"Type": "Notification"}', '{"items": 1}', '"x"', "{}"])
@pytest.mark.parametrize("made", ["ses", "brevo"])
def test_nonsense_is_refused_at_the_door(made, body, request, client):
    hook = request.getfixturevalue(made)
    answer = client.post(path(hook), body, "application/json", **basic(hook))
    assert answer.status_code in (400, 401)
    assert not BroughtCall.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {}, {"topic": "arn:aws:sns:x"}, {"topic": TOPIC + " x"}, {"topic": TOPIC, "access_key": "a"},
        {"topic": TOPIC, "secret_key": "a"},
    ],
)  # fmt: skip
def test_what_amazon_needs_is_asked_for(people, given):
    with pytest.raises(services.BadHook):
        services.open_hook(book.mailboxes()[0], "amazon_ses", by=people.olivia.actor, **given)


def test_secrets_are_kept_encrypted(ses, brevo):
    with context.tenant("acme"):
        kept = str(list(MailHook.objects.values())) + str(list(BroughtCall.objects.values()))
    assert "brevo-key" not in kept
    assert TOPIC not in kept


def test_a_head_that_says_things_twice_is_held_all_the_same(
    ses, server, client, drain, settings, monkeypatch
):
    """Nobody but the sender decides what stands in a head."""
    message = json.loads(received(RAW, [SUPPORT], CARLA, type="S3", bucketName=BUCKET, objectKey="mail/2"))
    message["mail"]["headers"] = [
        {"name": "From", "value": CARLA}, {"name": "from", "value": "<>\r\nX: y"}, {"name": "Subject", "value": "One"},
        {"name": "Subject", "value": "\ud800Two"}, {"name": "Date", "value": "yesterday"},
    ]  # fmt: skip
    with FakeS3() as s3:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3.url)
        s3.client.put_object(Bucket=BUCKET, Key="mail/2", Body=RAW)
        assert post(client, ses, server.notification(TOPIC, json.dumps(message))).json() == {"kept": 1}
        settings.MAIL_LIMIT = 100
        drain()
    held = InboundMail.objects.get()
    assert (held.state, held.subject) == ("quarantined", "One")
    assert not BroughtCall.objects.exists()


def test_files_that_together_with_their_wrapping_are_too_large_are_said_too(
    brevo, server, client, drain, settings
):
    settings.MAIL_LIMIT = 4000
    server.attachments["t"] = ("text/plain", b"x" * 3500)  # 4700 in base64
    post(client, brevo, parcel(attached("t", 3500)))
    drain()
    held = InboundMail.objects.get()
    assert held.state == "quarantined"
    assert "larger than we take" in held.reason


def test_a_proven_call_that_cannot_be_read_is_held_as_it_came(brevo, client, server, drain):
    call = parcel()
    call["items"][0]["Headers"] = "none"
    post(client, brevo, call)
    drain()
    held = InboundMail.objects.get()
    assert held.state == "quarantined"
    assert b"Where is it?" in brought_raw(held)
