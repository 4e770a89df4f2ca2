"""The page of a mailbox elsewhere: connect, see how it goes, try now, disconnect; the password never comes back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core.mail import selectors
from core.mail.models import MailSource
from tenants import secrets
from tenants.kernel import clock
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
GOOD = {
    "protocol": "imap", "host": "imap.provider.example", "port": "", "username": "support@provider.example",
    "password": "open-sesame", "folder": "", "after": "seen", "move_to": "",
}  # fmt: skip


@pytest.fixture
def owner(acme, people) -> SiteClient:
    return SiteClient(acme).sign_in(people.olivia)


@pytest.fixture
def path(acme) -> str:
    return f"/settings/mailboxes/{selectors.default_mailbox().pk}/source/"


def test_connect_look_and_disconnect(owner, path):
    assert "Fetch from a server" in owner.get("/settings/mailboxes/").content.decode()
    assert "How it goes" not in owner.get(path).content.decode()

    assert owner.post(path, GOOD).status_code == 302

    row = MailSource.objects.get()
    assert (row.kind, row.port, row.folder, row.is_plain_start) == ("imap", 993, "INBOX", False)
    shown = owner.get(path).content.decode()
    assert "First look under way" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert "open-sesame" not in shown
    assert row.secret not in shown

    MailSource.objects.update(health="failing", failures=4, last_error="imap.provider.example says no")
    assert "imap.provider.example says no" in owner.get(f"{path}state/").content.decode()
    assert "Not working" in owner.get("/settings/mailboxes/").content.decode()
    assert owner.post(path, {"action": "check"}).status_code == 302

    owner.post(path, {"action": "disconnect"})
    assert not MailSource.objects.exists()
    assert owner.get(f"{path}state/").status_code == 404


def test_the_password_stays_when_none_is_typed(owner, path):
    owner.post(path, GOOD)
    before = MailSource.objects.get().secret
    owner.post(path, GOOD | {"password": "", "after": "leave", "protocol": "imap-starttls"})
    row = MailSource.objects.get()
    assert (row.secret, row.after, row.port, row.is_plain_start) == (before, "leave", 143, True)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"host": "no server"}, "host"),
        ({"username": ""}, "username"),
        ({"port": "x"}, "port"),
        ({"password": ""}, "password"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(change, place, owner, path):
    answer = owner.post(path, GOOD | change)
    assert answer.status_code == 422
    assert f'id="{place}-err"' in answer.content.decode()
    assert not MailSource.objects.exists()
    assert "open-sesame" not in answer.content.decode()


def test_agents_do_not_get_there(acme, people, path):
    ana = SiteClient(acme).sign_in(people.ana)
    assert ana.get(path).status_code in (403, 404)
    assert ana.post(path, GOOD).status_code in (403, 404)


def test_an_address_that_is_not_there(owner):
    assert owner.get("/settings/mailboxes/999999/source/").status_code == 404


def test_the_list_tells_how_each_address_fares(owner, path):
    """Last success, failures in a row and the end of access, without opening a page."""
    owner.post(path, GOOD)
    until = clock.now() + timedelta(minutes=50)
    MailSource.objects.update(
        health="failing", failures=4, last_error="imap.provider.example says no", last_success_at=clock.now() - timedelta(hours=3),
        auth="microsoft", secret=secrets.encrypt(json.dumps({"access": "x", "until": until.timestamp()})),
    )  # fmt: skip
    shown = owner.get("/settings/mailboxes/").content.decode()
    for words in (
        "imap.provider.example says no",
        "4 failures in a row",
        "last success",
        "3 h",
        "Access is renewed within",
        "49 min",
    ):
        assert words in shown
