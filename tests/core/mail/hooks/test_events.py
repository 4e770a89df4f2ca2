"""Providers tell what became of mails, each in its own form; every report counts once, in any order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest

from core.contacts.models import Contact, Identity
from core.mail import delivery, outbox, services
from core.mail.hooks import sns
from core.mail.letters import automatic
from core.mail.models import Letter, OwnRelay
from core.mail.sending.answers import Receipt
from core.mail.sending.providers import PROVIDERS
from core.tickets import services as tickets
from core.tickets.models import Message
from tenants import secrets
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.core.mail.sending.test_provider_api import VALUES
from tests.support.fakes.server import AsgiServer, Reply

CARLA, BOSS = "carla@customer.example", "boss@customer.example"
KEYS = {"mailgun": "mg-signing", "mailersend": "ms-signing", "mailtrap": "mt-signing", "mandrill": "md-signing",
        "resend": "whsec_" + base64.b64encode(b"resend signing key").decode()}  # fmt: skip
NOW = 1_795_000_000


@pytest.fixture
def client(browser, acme):
    return browser(acme)


@pytest.fixture
def use(people):
    def through(provider="postmark"):
        row = services.use_provider(provider, VALUES[provider], by=people.olivia.actor)
        if provider in KEYS:
            services.set_events_key(row, KEYS[provider], by=people.olivia.actor)
        return OwnRelay.objects.get()

    return through


@pytest.fixture
def sent(post, people, drain, smtp):
    """An agent's reply to Carla with her boss in copy that a provider took under the name id-1."""
    ticket = post(letter("Where is my invoice?", mime_id="<first@customer.example>")).message.ticket
    Letter.objects.update(state="canceled")
    tickets.reply(ticket, "Here it is.", author=people.ana, by=people.ana.actor, cc=[BOSS])
    drain()
    row = Letter.objects.get(kind="reply")
    Letter.objects.filter(pk=row.pk).update(send_after=clock.now())
    outbox.sent(outbox.claim(row.pk), Receipt(by="Postmark", provider_id="id-1"))
    row.refresh_from_db()
    return row


def _notes(row):
    return [one.text for one in Message.objects.filter(ticket=row.ticket_id, kind="note").order_by("pk")]


def bounce(provider, sent):
    """(body, content type, headers) of "no such mailbox", as the provider documents it."""
    said, meta = "550 5.1.1 no such user", {"letter": sent.public_id}
    return {
        "postmark": {"RecordType": "Bounce", "Type": "HardBounce", "ID": 7, "MessageID": "id-1", "Email": CARLA,
                     "Details": said, "BouncedAt": "2026-11-20T10:00:00Z", "Metadata": meta},
        "mailgun": {"signature": _mailgun(), "event-data": {
            "event": "failed", "severity": "permanent", "recipient": CARLA, "timestamp": NOW, "reason": "bounce",
            "user-variables": meta, "message": {"headers": {"message-id": sent.mime_id}},
            "delivery-status": {"message": said, "code": 550}}},
        "brevo": {"event": "hard_bounce", "email": CARLA, "ts_epoch": NOW * 1000, "reason": said,
                  "message-id": "<id-1>", "X-Mailin-custom": json.dumps(meta)},
        "sendgrid": [{"event": "bounce", "type": "bounce", "email": CARLA, "timestamp": NOW, "sg_event_id": "e",
                      "reason": said, **meta}],
        "amazon_ses": {"Type": "Notification", "MessageId": "n-1", "Timestamp": "2026-11-20T10:00:00Z",
                       "Message": json.dumps({
                           "eventType": "Bounce",
                           "mail": {"messageId": "id-1", "destination": [CARLA], "headers": []},
                           "bounce": {"bounceType": "Permanent", "bounceSubType": "General",
                                      "bouncedRecipients": [{"emailAddress": CARLA, "diagnosticCode": said}]}})},
        "resend": {"type": "email.bounced", "created_at": "2026-11-20T10:00:00Z", "data": {
            "email_id": "id-1", "to": [CARLA], "bounce": {"type": "Permanent", "message": said}}},
        "mailersend": {"type": "activity.hard_bounced", "data": {
            "type": "hard_bounced", "id": "a", "created_at": "2026-11-20T10:00:00Z",
            "morph": {"object": "recipient_bounce", "reason": said},
            "email": {"message": {"id": "id-1"}, "recipient": {"email": CARLA}}}},
        "sparkpost": [{"msys": {"message_event": {
            "type": "bounce", "bounce_class": "10", "timestamp": str(NOW), "event_id": "e", "raw_rcpt_to": CARLA,
            "transmission_id": "id-1", "rcpt_meta": meta, "raw_reason": said}}}],
        "mailjet": [{"event": "bounce", "hard_bounce": True, "time": NOW, "MessageID": 7, "email": CARLA,
                     "error": "user unknown", "smtp_reply": said, "Payload": json.dumps(meta)}],
        "mandrill": {"mandrill_events": json.dumps([{
            "event": "hard_bounce", "_id": "id-1", "ts": NOW,
            "msg": {"email": CARLA, "diag": said, "metadata": meta}}])},
        "mailtrap": {"events": [{"event": "bounce", "timestamp": NOW, "message_id": "id-1", "event_id": "e",
                                 "email": CARLA, "response": said, "custom_variables": meta}]},
    }[provider]  # fmt: skip


def _mailgun():
    token, at = "t" * 50, str(int(time.time()))
    signature = hmac.new(KEYS["mailgun"].encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    return {"token": token, "timestamp": at, "signature": signature}


def _signed(row, body, path):
    """Headers that prove it, each provider's way."""
    key = KEYS.get(row.provider, "")
    if row.provider == "mailgun":
        return {}
    if row.provider in ("mailersend", "mailtrap"):
        name = "HTTP_SIGNATURE" if row.provider == "mailersend" else "HTTP_MAILTRAP_SIGNATURE"
        return {name: hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}
    if row.provider == "resend":
        at = str(int(time.time()))
        raw = base64.b64decode(key.removeprefix("whsec_"))
        made = hmac.new(raw, f"msg_1.{at}.".encode() + body, hashlib.sha256).digest()
        given = "v1,c29tZSBvdGhlciBrZXk= v1," + base64.b64encode(made).decode()
        return {"HTTP_SVIX_ID": "msg_1", "HTTP_SVIX_TIMESTAMP": at, "HTTP_SVIX_SIGNATURE": given}
    password = base64.b64encode(secrets.decrypt(row.events_secret).encode()).decode()
    more = {"HTTP_AUTHORIZATION": f"Basic {password}"}
    if row.provider == "amazon_ses":
        data = json.loads(body)
        more |= {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": data["Type"], "HTTP_X_AMZ_SNS_MESSAGE_ID": data["MessageId"]}
    return more


def call(client, row, data, **more):
    path = f"/hooks/mail/{row.provider}/events/{row.public_id}/"
    if row.provider == "mandrill":
        url = f"http://acme.localhost{path}"
        signed = url + "".join(name + data[name] for name in sorted(data))
        made = hmac.new(KEYS["mandrill"].encode(), signed.encode(), hashlib.sha1).digest()
        return client.post(path, data, HTTP_X_MANDRILL_SIGNATURE=base64.b64encode(made).decode(), **more)
    body = json.dumps(data).encode()
    kind = "text/plain" if row.provider == "amazon_ses" else "application/json"
    return client.post(path, body, content_type=kind, **(_signed(row, body, path) | more))


def postmark(kind, sent, *, to=CARLA, at="2026-11-20T10:00:00Z", **more):
    times = {"Delivery": "DeliveredAt"}
    return {"RecordType": kind, times.get(kind, "BouncedAt"): at, "Email": to, "Recipient": to, "MessageID": "id-1",
            "Metadata": {"letter": sent.public_id}, **more}  # fmt: skip


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name != "scaleway"])
def test_a_hard_bounce_of_every_provider(client, use, sent, provider):
    row = use(provider)
    answer = call(client, row, bounce(provider, sent))
    assert (answer.status_code, answer.json()) == (200, {"heard": 1})
    assert call(client, row, bounce(provider, sent)).json() == {"heard": 0}, "twice is once"
    sent.refresh_from_db()
    assert (sent.delivery, sent.delivery_note) == ("bounced", "550 5.1.1 no such user")
    assert Identity.objects.get(email=CARLA).undeliverable_at
    assert [CARLA in note and "no such user" in note for note in _notes(sent)] == [True]
    row.refresh_from_db()
    assert (row.events, row.events_error) == (1, "")


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name != "scaleway"])
def test_who_does_not_prove_it_is_heard_by_nobody(client, use, sent, provider, people):
    row = use(provider)
    data = bounce(provider, sent)
    if provider in KEYS:
        services.set_events_key(row, KEYS[provider][:-2] + "A=", by=people.olivia.actor)
    wrong = {} if provider in KEYS else {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"a:b").decode()}
    assert call(client, OwnRelay.objects.get(), data, **wrong).status_code == 401
    sent.refresh_from_db()
    assert (sent.delivery, sent.heard) == ("", [])
    assert "does not prove" in OwnRelay.objects.get().events_error


def test_without_a_key_nothing_is_believed(client, use, sent, people):
    services.use_provider("mailgun", VALUES["mailgun"], by=people.olivia.actor)
    row = OwnRelay.objects.get()
    assert call(client, row, bounce("mailgun", sent)).status_code == 401


def test_amazon_is_asked_for_the_password_first(client, use):
    row = use("amazon_ses")
    answer = client.post(f"/hooks/mail/amazon_ses/events/{row.public_id}/", b"{}", content_type="text/plain")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="events"')


def test_another_providers_address_is_no_address(client, use):
    row = use("postmark")
    assert client.post(f"/hooks/mail/brevo/events/{row.public_id}/").status_code == 404
    assert client.head(f"/hooks/mail/postmark/events/{row.public_id}/").status_code == 200
    use("brevo")
    assert client.post(f"/hooks/mail/postmark/events/{row.public_id}/").status_code == 404


def test_the_gravest_stays_whatever_comes_in_which_order(client, use, sent):
    row = use()
    steps = [
        (postmark("Bounce", sent, Type="Transient", ID=1), "deferred"),
        (postmark("Delivery", sent, Details="250 ok"), "delivered"),
        (postmark("Bounce", sent, Type="Transient", ID=2), "delivered"),
        (postmark("Bounce", sent, Type="SoftBounce", ID=3, Details="452 4.2.2 mailbox full"), "bounced"),
        (postmark("Delivery", sent, at="2026-11-20T11:00:00Z"), "bounced"),
        (postmark("SpamComplaint", sent, Type="SpamComplaint", ID=4), "complained"),
        (postmark("Bounce", sent, Type="HardBounce", ID=5), "complained"),
    ]
    for data, expected in steps:
        assert call(client, row, data).status_code == 200
        sent.refresh_from_db()
        assert sent.delivery == expected


def test_a_full_mailbox_is_told_but_condemns_nobody(client, use, sent):
    call(client, use(), postmark("Bounce", sent, Type="SoftBounce", ID=3, Details="452 4.2.2 mailbox full"))
    sent.refresh_from_db()
    assert (sent.delivery, sent.delivery_note) == ("bounced", "452 4.2.2 mailbox full")
    assert Identity.objects.get(email=CARLA).undeliverable_at is None
    assert len(_notes(sent)) == 1


def test_a_complaint_ends_automatic_mail_and_tells_the_agent(client, use, sent):
    call(client, use(), postmark("SpamComplaint", sent, Type="SpamComplaint", ID=4))
    carla = Contact.objects.get(email=CARLA)
    assert carla.silent_since
    assert carla.silent_why == "complained"
    (note,) = _notes(sent)
    assert "marked a mail of ours as spam" in note
    message = sent.ticket.messages.filter(kind="customer").first()
    assert automatic.confirm(sent.ticket, message) is None


def test_one_in_copy_bounces_and_is_named(client, use, sent):
    call(client, use(), postmark("Bounce", sent, to=BOSS, Type="HardBounce", ID=5, Details="550 5.1.1 gone"))
    sent.refresh_from_db()
    assert sent.delivery_note == f"{BOSS} 550 5.1.1 gone"
    assert Identity.objects.get(email=CARLA).undeliverable_at is None


def test_people_the_letter_was_not_written_to_are_not_believed(client, use, sent, people):
    Identity.objects.filter(email=people.dmitri.email).update(undeliverable_at=None)
    answer = call(client, use(), postmark("Bounce", sent, to=people.dmitri.email, Type="HardBounce", ID=5))
    assert answer.json() == {"heard": 0}
    assert Identity.objects.get(email=people.dmitri.email).undeliverable_at is None


def test_opens_clicks_and_other_peoples_mail_are_let_go_by(client, use, sent):
    row = use()
    for data in (
        postmark("Open", sent),
        postmark("Click", sent),
        postmark("Delivery", sent) | {"Metadata": {}, "MessageID": "of another system"},
    ):
        assert call(client, row, data).json() == {"heard": 0}
    sent.refresh_from_db()
    assert (sent.delivery, sent.heard) == ("", [])


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"7", b'{"RecordType": "Bounce", "BouncedAt": 7}'])
def test_nonsense_is_refused_and_shown(client, use, body):
    row = use()
    path = f"/hooks/mail/postmark/events/{row.public_id}/"
    answer = client.post(path, body, content_type="application/json", **_signed(row, body, path))
    assert answer.status_code in (200, 400)
    assert answer.status_code == 200 or OwnRelay.objects.get().events_error


def test_repeated_delays_count_once(sent):
    for minute in range(300):
        report = delivery.Report("deferred", clock.now() + timedelta(minutes=minute), CARLA, "450 later")
        assert delivery.hear(sent.pk, report) is (minute == 0)
    sent.refresh_from_db()
    assert len(sent.heard) == 1


def test_a_delivery_report_by_mail_says_the_same(post, sent):
    raw = (
        b"From: MAILER-DAEMON@mx.example\r\nTo: support@acme.localhost\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\nMIME-Version: 1.0\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; carla@customer.example\r\nAction: failed\r\n"
        b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        b"Message-ID: <" + sent.mime_id.encode() + b">\r\n\r\n--b--\r\n"
    )
    post(raw, sender="")
    sent.refresh_from_db()
    assert sent.delivery == "bounced"
    assert "no such user" in sent.delivery_note


class FakeSns(AsgiServer):
    async def respond(self, call):
        xml = "<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>x</SubscriptionArn>"
        return Reply(
            200, f"{xml}</ConfirmSubscriptionResult></ConfirmSubscriptionResponse>".encode(), "text/xml"
        )


def test_amazons_question_is_answered_by_a_worker(client, use, settings, drain):
    row = use("amazon_ses")
    topic = "arn:aws:sns:eu-central-1:123456789012:acme"
    asked = {"Type": "SubscriptionConfirmation", "MessageId": "m", "TopicArn": topic, "Token": "tok",
             "SubscribeURL": "http://169.254.169.254/"}  # fmt: skip
    with FakeSns() as amazon:
        settings.MAIL_PROVIDERS_AT = amazon.url
        assert call(client, row, asked).status_code == 200
        assert amazon.calls == [], "not while the caller waits"
        drain()
        (call_made,) = amazon.calls
    assert b"Token=tok" in call_made.body
    assert b"Action=ConfirmSubscription" in call_made.body


@pytest.mark.parametrize(
    "topic", ["", "x", "arn:aws:sns:evil.example#:123456789012:x", "arn:aws:s3:eu-west-1:1:x"]
)
def test_a_topic_leads_to_amazon_alone(topic):
    with pytest.raises(sns.NotConfirmed):
        sns.confirm(topic, "t")


def test_a_new_provider_gets_a_new_address_and_the_same_one_keeps_it(use):
    first = use("postmark")
    assert use("postmark").public_id == first.public_id
    assert use("brevo").public_id != first.public_id


def test_the_api_tells(client, use, sent, browser, acme, people):
    call(client, use(), postmark("Delivery", sent))
    agent = browser(acme, people.ana)
    found = agent.get(f"/api/v1/tickets/{sent.ticket.number}/messages/").json()
    fates = [one["delivery"] for one in found if one["kind"] == "reply"]
    assert fates == [{"state": "delivered", "at": "2026-11-20T10:00:00.000Z", "note": ""}]


def test_the_agent_sees_it_at_the_message(client, use, sent, browser, acme, people):
    row, agent = use(), browser(acme, people.ana)
    page = f"/desk/tickets/{sent.ticket.number}/"
    assert "Taken by Postmark" in agent.get(page).text
    assert (
        f'data-live="letter:{sent.message_id}" hx-get="/desk/messages/{sent.message.public_id}/"'
        in agent.get(page).text
    )
    call(client, row, postmark("Delivery", sent))
    assert "Delivered" in agent.get(page).text
    call(client, row, postmark("Bounce", sent, Type="SoftBounce", ID=3, Details="452 <b>full</b>"))
    shown = agent.get(page).text
    assert "Bounced: 452 &lt;b&gt;full&lt;/b&gt;" in shown


@pytest.mark.parametrize("key", ["whsec_", "whsec_===="])
def test_a_key_with_nothing_in_it_proves_nothing(people, client, key):
    row = services.use_provider("resend", {"api_key": "re_12345"}, by=people.olivia.actor)
    services.set_events_key(row, key, by=people.olivia.actor)
    row.refresh_from_db()
    at = str(int(time.time()))
    made = base64.b64encode(hmac.new(b"", f"m.{at}.{{}}".encode(), hashlib.sha256).digest()).decode()
    told = {"HTTP_SVIX_ID": "m", "HTTP_SVIX_TIMESTAMP": at, "HTTP_SVIX_SIGNATURE": f"v1,{made}"}
    assert call(client, row, {}, **told).status_code == 401
