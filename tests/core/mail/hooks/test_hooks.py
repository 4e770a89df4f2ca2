"""Providers bring mail by webhook, in the form each of them documents; nobody else may."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.mail import book, inbox, services
from core.mail.models import InboundMail, MailHook
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter
from tests.core.mail.hooks.calls import basic, path

KEY = "key-0123456789"
RAW = letter(
    "Wo bleibt meine Rechnung für März? 你好", subject="Rechnung für März", mime_id="<h1@customer.example>"
)


@pytest.fixture
def open_for(people):
    def make(provider):
        key = KEY if provider == "mailgun" else ""
        return services.open_hook(book.mailboxes()[0], provider, by=people.olivia.actor, signing_key=key)

    return make


@pytest.fixture
def client(browser, acme):
    return browser(acme)


def _postmark(raw=RAW, to=SUPPORT, **more):
    headers = [{"Name": "Return-Path", "Value": "<carla@customer.example>"}]
    return {"FromFull": {"Email": "carla@customer.example"}, "OriginalRecipient": to, "Headers": headers,
            "RawEmail": raw.decode("utf-8"), **more}  # fmt: skip


def _sendgrid(raw=RAW, to=(SUPPORT,)):
    envelope = {"to": list(to), "from": "carla@customer.example"}
    return {"email": raw.decode("utf-8"), "envelope": json.dumps(envelope), "charsets": "{}"}


def _mailgun(raw=RAW, key=KEY, at=None):
    stamp, token = str(at or int(time.time())), "t" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"recipient": SUPPORT, "sender": "carla@customer.example", "timestamp": stamp, "token": token,
            "signature": signature, "body-mime": raw.decode("utf-8")}  # fmt: skip


def _bring(client, hook, **headers):
    if hook.provider == "postmark":
        return client.post(path(hook), _postmark(), "application/json", **(basic(hook) | headers))
    if hook.provider == "sendgrid":
        return client.post(path(hook), _sendgrid(), **(basic(hook) | headers))
    return client.post(path(hook), _mailgun(), **headers)


@pytest.mark.parametrize("provider", ["postmark", "sendgrid", "mailgun"])
def test_a_mail_comes_in_and_becomes_a_ticket(open_for, client, drain, provider):
    hook = open_for(provider)
    answer = _bring(client, hook)
    assert (answer.status_code, answer.json()) == (200, {"kept": 1})
    row = InboundMail.objects.get()
    assert (row.recipient, row.sender) == (SUPPORT, "carla@customer.example")
    drain()
    ticket = Ticket.objects.get()
    assert ticket.subject == "Rechnung für März"
    assert "你好" in ticket.messages.get().text
    hook.refresh_from_db()
    assert (hook.received, hook.last_error) == (1, "")


@pytest.mark.parametrize("provider", ["postmark", "sendgrid", "mailgun"])
def test_brought_twice_it_is_kept_once(open_for, client, provider):
    hook = open_for(provider)
    _bring(client, hook)
    again = _bring(client, hook)
    assert (again.status_code, again.json()) == (200, {"kept": 0})
    assert InboundMail.objects.count() == 1


@pytest.mark.parametrize("provider", ["postmark", "sendgrid"])
@pytest.mark.parametrize("password", ["deskhand:wrong", "deskhand:", "someone:else"])
def test_without_the_password_nothing_is_taken(open_for, client, provider, password):
    hook = open_for(provider)
    answer = _bring(client, hook, **basic(hook, password))
    assert (answer.status_code, answer.json()["code"]) == (401, "mail_hook.not_proven")
    assert not InboundMail.objects.exists()
    hook.refresh_from_db()
    assert "does not prove" in hook.last_error
    assert hook.last_refused_at


def test_a_signature_with_another_key_is_refused(open_for, client):
    hook = open_for("mailgun")
    assert client.post(path(hook), _mailgun(key="another")).status_code == 401
    changed = _mailgun() | {"timestamp": "1"}
    assert client.post(path(hook), changed).status_code == 401
    assert not InboundMail.objects.exists()


def test_a_mail_to_two_of_our_addresses_comes_to_both(open_for, client, people):
    second = services.add_mailbox("sales@acme.localhost", book.mailboxes()[0].queue, by=people.olivia.actor)
    hook = open_for("sendgrid")
    to = (SUPPORT, "sales+token@acme.localhost", "somebody@else.example")
    client.post(path(hook), _sendgrid(to=to), **basic(hook))
    assert set(InboundMail.objects.values_list("recipient", flat=True)) == {
        SUPPORT,
        "sales+token@acme.localhost",
    }
    assert second.address == "sales@acme.localhost"


def test_an_unknown_recipient_is_the_hooks_own_address(open_for, client):
    hook = open_for("postmark")
    body = _postmark(to="a1b2c3@inbound.postmarkapp.example")
    client.post(path(hook), body, "application/json", **basic(hook))
    assert InboundMail.objects.get().recipient == SUPPORT


def test_parsed_fields_and_files_do_when_the_raw_mail_is_not_sent(open_for, client, drain):
    hook = open_for("postmark")
    body = _postmark() | {"Subject": "Parsed", "TextBody": "Hello", "FromFull": {"Email": "carla@customer.example", "Name": "Carla"},
        "ToFull": [{"Email": SUPPORT}], "Attachments": [{"Name": "a.txt", "ContentType": "text/plain", "Content": base64.b64encode(b"file").decode()}]}  # fmt: skip
    del body["RawEmail"]
    assert client.post(path(hook), body, "application/json", **basic(hook)).status_code == 200
    drain()
    message = Ticket.objects.get().messages.get()
    assert message.text == "Hello"
    assert [one.filename for one in message.attachments.all()] == ["a.txt"]


@pytest.mark.parametrize(("told", "sender"), [(None, "carla@customer.example"), ("<>", ""), ("", "")])
def test_a_sender_that_is_not_told_is_no_null_sender(open_for, client, told, sender):
    hook = open_for("postmark")
    headers = [] if told is None else [{"Name": "Return-Path", "Value": told}]
    body = _postmark() | {"Headers": headers}
    assert client.post(path(hook), body, "application/json", **basic(hook)).json() == {"kept": 1}
    assert InboundMail.objects.get().sender == sender


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"Headers": 1}', b'"text"', b"\xff\x00", b'{"RecordType": "Bounce"}']
)
def test_nonsense_is_said_to_be_nonsense(open_for, client, body):
    hook = open_for("postmark")
    answer = client.generic("POST", path(hook), body, "application/json", **basic(hook))
    assert (answer.status_code, answer.json()["code"]) == (400, "mail_hook.not_understood")
    assert not InboundMail.objects.exists()
    assert MailHook.objects.get().last_error


def test_a_large_mail_passes_and_one_too_large_is_said(open_for, client, settings):
    hook = open_for("postmark")
    large = letter("x", files=(("big.bin", b"\x00\xff" * 5_000_000, "application/octet-stream"),))
    body = json.dumps(_postmark(large))
    assert len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert client.post(path(hook), body, "application/json", **basic(hook)).json() == {"kept": 1}
    assert (
        client.post(path(hook), b"x", "application/json", CONTENT_LENGTH=str(60 * 1024**2)).status_code == 413
    )


@pytest.mark.parametrize("provider", ["mailgun", "sendgrid"])
def test_a_mail_in_one_field_may_be_as_large_as_a_mail(open_for, client, settings, provider):
    """20 MB, byte for byte, and in a bounded multiple of that memory."""
    raw = letter(
        "Größe",
        mime_id="<big@x.example>",
        files=(("b.bin", os.urandom(14_500_000), "application/octet-stream"),),
    )
    raw = raw.replace(b"Subject: Invoice", b"Subject: Gr\xf6\xdfe in Latin-1")
    assert len(raw) > 19_500_000 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    hook = open_for(provider)
    body, kind = _multipart(_mailgun(b"") if provider == "mailgun" else _sendgrid(b""), raw)
    proof = {} if provider == "mailgun" else basic(hook)
    tracemalloc.start()
    answer = client.generic("POST", path(hook), body, kind, **proof)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.status_code, answer.json()) == (200, {"kept": 1})
    assert inbox.raw_of(InboundMail.objects.get()) == raw
    assert peak < 7 * len(raw)  # most of it is the one statement that stores it


@pytest.mark.parametrize("provider", ["mailgun", "sendgrid"])
def test_a_field_larger_than_a_mail_may_be_is_said_too(open_for, client, settings, provider):
    settings.MAIL_LIMIT = 5_000
    hook = open_for(provider)
    body, kind = _multipart(_mailgun(b"") if provider == "mailgun" else _sendgrid(b""), b"x" * 6_000)
    assert (
        client.generic(
            "POST", path(hook), body, kind, **({} if provider == "mailgun" else basic(hook))
        ).status_code
        == 413
    )
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n\r\nabc",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--',
    ],
)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=ü"]
)
def test_broken_forms_are_refused(open_for, client, body, kind):
    hook = open_for("sendgrid")
    assert client.generic("POST", path(hook), body, kind, **basic(hook)).status_code == 400


def _multipart(fields, raw):
    """As their servers send it: raw bytes in a field, without a file name."""
    name = "body-mime" if "body-mime" in fields else "email"
    parts = [(key, str(value).encode()) for key, value in fields.items() if key != name] + [(name, raw)]
    pieces = [
        b'--xYz\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), value)
        for key, value in parts
    ]
    return b"".join([*pieces, b"--xYz--\r\n"]), "multipart/form-data; boundary=xYz"


def test_a_file_of_that_name_is_no_mail(open_for, client):
    hook = open_for("sendgrid")
    body = _sendgrid() | {"email": SimpleUploadedFile("x.eml", RAW)}
    assert client.post(path(hook), body, **basic(hook)).status_code == 400


def test_nobody_is_told_which_hooks_there_are(open_for, client, browser, globex):
    hook = open_for("postmark")
    assert client.post(f"/hooks/mail/postmark/{'x' * 24}/").status_code == 404
    assert client.post(f"/hooks/mail/sendgrid/{hook.public_id}/").status_code == 404
    assert browser(globex).post(path(hook), **basic(hook)).status_code == 404
    assert client.get(path(hook)).status_code == 405
    assert client.head(path(hook)).status_code == 200


def test_a_new_one_ends_the_old_one(open_for, client):
    old = open_for("postmark")
    new = open_for("postmark")
    assert client.post(path(old), _postmark(), "application/json", **basic(old)).status_code == 404
    assert _bring(client, new).status_code == 200


def test_closed_it_is_gone(open_for, client, people):
    hook = open_for("postmark")
    services.close_hook(hook, by=people.olivia.actor)
    services.close_hook(hook, by=people.olivia.actor)
    assert _bring(client, hook).status_code == 404


def test_an_organization_that_takes_no_mail_says_later(open_for, client, acme, monkeypatch):
    from tenants.models import Tenant

    hook = open_for("postmark")
    Tenant.objects.filter(pk=acme.pk).update(state="suspended")
    answer = _bring(client, hook)
    assert answer.status_code in (403, 503)
    assert not InboundMail.objects.exists()


def test_a_key_is_asked_for_where_the_provider_signs(people):
    for key in ("", "  ", "schlüssel"):
        with pytest.raises(services.BadHook, match="signing key"):
            services.open_hook(book.mailboxes()[0], "mailgun", by=people.olivia.actor, signing_key=key)
    with pytest.raises(services.BadHook, match="provider"):
        services.open_hook(book.mailboxes()[0], "pigeon", by=people.olivia.actor)


def test_a_stranger_is_turned_away_before_the_body_is_read(open_for, client, monkeypatch):
    from core.mail.hooks import intake

    def read(request):
        raise AssertionError("read")

    monkeypatch.setattr(intake, "_read_whole", read)
    hook = open_for("postmark")
    assert client.post(path(hook), b"x" * 1_000, "application/json", **basic(hook, "a:b")).status_code == 401
