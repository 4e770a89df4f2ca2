"""The page of imports: upload, preview, start, progress, the end with its links, the history; and the API."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from core.mail.models import Mailbox, MailImport
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT
from tests.core.mail.test_mbox import mbox, old
from tests.support.callers import API, Caller, said

IMPORTS = "/settings/mail-imports/"


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


def form(*contents: bytes, **more: Any) -> dict[str, Any]:
    files = [SimpleUploadedFile(f"old{number}.mbox", content) for number, content in enumerate(contents)]
    return {
        "mailbox": Mailbox.objects.get(address=SUPPORT).pk,
        "queue": "",
        "solved": "1",
        "files": files,
    } | more


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_from_the_upload_to_the_end(owner, drain):
    assert "Nothing was imported yet" in text(owner.get(IMPORTS))
    place = owner.post(IMPORTS, form(mbox(old(1), old(2))))["Location"]
    assert "every 2s" in text(owner.get(place))

    drain()
    looked = text(owner.get(place))
    assert "Import 2 mails" in looked
    assert "Old 1" in looked
    assert "every 2s" not in looked
    assert not Ticket.objects.exists()

    owner.post(place, {"action": "start"})
    assert "0 of 2 mails" in text(owner.get(f"{place}state/"))
    drain()
    ended = text(owner.get(place))
    row = MailImport.objects.get()
    log = f"/settings/held-mail/?import={row.public_id}&amp;show=all"
    assert f'href="{log}">2</a>' in ended
    listed = text(owner.get(log.replace("&amp;", "&")))
    assert "Old 1" in listed
    assert place in listed
    assert "old0.mbox" in text(owner.get(IMPORTS))


def test_the_log_of_one_import_shows_no_other_mail(owner, drain):
    for number in (1, 2):
        place = owner.post(IMPORTS, form(mbox(old(number))))["Location"]
        drain()
        owner.post(place, {"action": "start"})
        drain()
    first = MailImport.objects.order_by("id").first()
    listed = text(owner.get(f"/settings/held-mail/?show=all&import={first.public_id}"))
    assert ("Old 1" in listed, "Old 2" in listed) == (True, False)


def test_refusals_stand_in_the_form(owner, settings):
    assert "Choose one of your addresses." in text(owner.post(IMPORTS, form(b"x", mailbox="999")))
    nothing = owner.post(IMPORTS, form())
    assert (nothing.status_code, "Choose an mbox file" in text(nothing)) == (422, True)

    many = owner.post(IMPORTS, form(*[b"x"] * 101))
    assert (many.status_code, "Put them into a .zip" in text(many)) == (422, True)

    settings.MAIL_IMPORT_LIMIT = 1000
    large = owner.post(IMPORTS, form(b"x" * 1001))
    assert (large.status_code, "One upload may bring 0 MB" in text(large)) == (413, True)
    assert not MailImport.objects.exists()


def test_an_announced_size_is_refused_before_it_is_read(owner, settings):
    settings.MAIL_IMPORT_LIMIT = 10**6

    class Unread(io.RawIOBase):
        def readinto(self, room: Any) -> int:
            raise AssertionError("the body was read")

    answer = owner.generic(
        "POST", IMPORTS, b"", content_type=MULTIPART_CONTENT, CONTENT_LENGTH=str(2 * 10**6),
        **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_form_of_another_site_is_refused(acme, people):
    client = Client(enforce_csrf_checks=True, headers={"host": "acme.localhost"})
    client.force_login(people.olivia, backend="core.accounts.backends.PasswordBackend")
    answer = client.post(IMPORTS, form(mbox(old(1))))
    assert answer.status_code == 403
    assert not MailImport.objects.exists()


def test_discarded_before_the_start(owner, drain):
    place = owner.post(IMPORTS, form(mbox(old(1))))["Location"]
    drain()
    owner.post(place, {"action": "cancel"})
    assert "Canceled" in text(owner.get(place))
    owner.post(place, {"action": "start"})
    assert "cannot be started" in text(owner.get(place))


def test_a_long_history_costs_as_many_queries_as_a_short_one(owner, django_assert_num_queries):
    def more(count: int) -> None:
        MailImport.objects.bulk_create(
            [MailImport(recipient=SUPPORT, asked_by="user:1", state="done", files=[{"name": f"f{n}"}]) for n in range(count)]
        )  # fmt: skip

    more(1)
    owner.get(IMPORTS)
    with CaptureQueriesContext(connection) as few:
        owner.get(IMPORTS)
    more(30)
    with django_assert_num_queries(len(few)):
        page = text(owner.get(IMPORTS))
    assert page.count("→ support@acme.localhost") == 25
    assert "?page=2" in page


def test_only_those_who_manage_mail(browser, acme, people):
    assert browser(acme, people.ana).get(IMPORTS).status_code == 403
    assert browser(acme, people.ana).post(IMPORTS, form(b"x")).status_code == 403


def test_the_api(acme, people, drain):
    api = Caller(acme, people.olivia)

    def upload(content: bytes) -> Any:
        data = form(content) | {"solved": "false"}
        del data["queue"]
        return api.generic(
            "POST", f"{API}/mail-imports/", encode_multipart(BOUNDARY, data), content_type=MULTIPART_CONTENT,
            headers={"Authorization": f"Bearer {api.token}"},
        )  # fmt: skip

    made = upload(mbox(old(1)))
    assert (made.status_code, made.json()["state"]) == (201, "looking")
    place = f"/mail-imports/{made.json()['id']}/"
    assert said(api.call("POST", f"{place}start/")) == (409, "mail_import.not_ready")
    drain()
    assert api.read(place).json()["preview"]["mails"] == 1
    assert api.call("POST", f"{place}start/").json()["state"] == "running"
    drain()
    assert api.read("/mail-imports/").json()["results"][0]["state"] == "done"
    assert Ticket.objects.get().status.category == "new"
    assert api.call("POST", f"{place}cancel/").json()["state"] == "done"
    assert Caller(acme, people.ana).read("/mail-imports/").status_code == 403
