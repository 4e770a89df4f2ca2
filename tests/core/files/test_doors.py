"""/api/v1/attachments/ takes files in, /files/ gives them out without any power."""

from __future__ import annotations

import time

import pytest
from django.core import signing
from django.core.files.storage import default_storage

from core.files import selectors, services
from core.files.models import Attachment
from tenants import secrets
from tests.core.files.test_sniffing import EXE, JPEG, PDF, PNG
from tests.support.callers import one_of_each, said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


def test_a_file_is_uploaded_sent_and_read_back(callers, people):
    up = callers.ana.upload(PDF, "Invoice Nr. 1.pdf", "application/pdf")
    callers.ana.call("POST", "/tickets/", {"subject": "s", "body": "b", "email": "carla@customer.example"})
    sent = callers.ana.call("POST", "/tickets/1/reply/", {"body": "", "attachments": [up.json()["id"]]})
    [shown] = sent.json()["attachments"]
    got = callers.stranger.get(shown["url"])  # the link is the permission

    assert up.status_code == 201
    assert {name: up.json()[name] for name in ("filename", "content_type", "size")} == {
        "filename": "Invoice Nr. 1.pdf",
        "content_type": "application/pdf",
        "size": len(PDF),
    }
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"] == 'attachment; filename="Invoice Nr. 1.pdf"'


@pytest.mark.parametrize(
    ("content", "name", "served_as", "disposition"),
    [
        (PNG, "a.png", "image/png", 'inline; filename="a.png"'),
        (JPEG, "a.jpg", "image/jpeg", 'inline; filename="a.jpg"'),
        (PDF, "a.pdf", "application/octet-stream", 'attachment; filename="a.pdf"'),
        (b"<svg onload=alert(1)>", "a.svg", "application/octet-stream", 'attachment; filename="a.svg"'),
        (b"<html><script>1</script>", "a.html", "application/octet-stream", 'attachment; filename="a.html"'),
        (b"hello", "a.txt", "application/octet-stream", 'attachment; filename="a.txt"'),
        (b"hello", 'a";x="b.txt', "application/octet-stream", 'attachment; filename="a_;x=_b.txt"'),
        (
            b"hello",
            "Grüße.txt",
            "application/octet-stream",
            "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt",
        ),
    ],
)
def test_files_are_served_without_power(callers, people, content, name, served_as, disposition):
    row = services.keep_file(content, name, by=people.ana.actor)
    answer = callers.stranger.get(selectors.link(row))
    assert (answer.status_code, answer["Content-Type"]) == (200, served_as)
    assert answer["Content-Disposition"] == disposition
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert "Set-Cookie" not in answer


def test_a_picture_that_only_claims_to_be_one_is_never_inline(callers, people):
    row = services.keep_file(
        b"<svg onload=x>", "a.png", by=people.carla.actor, declared="image/png", strict=False
    )
    answer = callers.stranger.get(selectors.link(row))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="a.png"',
    )


def test_a_link_cannot_be_made_up(callers, people):
    row = services.keep_file(b"hello", "a.txt", by=people.ana.actor)
    link = selectors.link(row)
    assert callers.stranger.get(link).status_code == 200
    for bad in (link[:-1], link.replace("/files/", "/files/x"), f"/files/{row.public_id}", "/files/a:b:c"):
        assert callers.stranger.get(bad).status_code == 400, bad


def test_blocked_and_lost_files_are_not_there(callers, people):
    row = services.keep_file(b"hello", "a.txt", by=people.ana.actor)
    Attachment.objects.update(state="blocked")
    assert callers.stranger.get(selectors.link(row)).status_code == 404
    Attachment.objects.update(state="clean")
    default_storage.delete(row.path)
    assert callers.stranger.get(selectors.link(row)).status_code == 404


def test_files_are_only_read(callers, people):
    row = services.keep_file(b"hello", "a.txt", by=people.ana.actor)
    assert callers.stranger.post(selectors.link(row)).status_code == 405


@pytest.mark.parametrize(
    ("content", "name", "declared", "no"),
    [
        (b"", "a.txt", "text/plain", (400, "file.empty")),
        (EXE, "invoice.pdf", "application/pdf", (400, "file.forged")),
        (b"<script>1</script>", "a.png", "image/png", (400, "file.forged")),
        (PNG, "a.txt", "application/pdf", (400, "file.forged")),
        (b"x" * (10 * 2**20 + 1), "a.txt", "text/plain", (413, "file.too_large")),
        (b"x" * (11 * 2**20), "a.txt", "text/plain", (413, "file.too_large")),
    ],
    ids=["empty", "program as pdf", "script as png", "png as pdf", "a byte too many", "a megabyte too many"],
)
def test_a_bad_upload_is_refused_and_leaves_nothing(callers, content, name, declared, no):
    with nothing_moves():
        assert said(callers.ana.upload(content, name, declared)) == no


def test_ten_megabytes_are_taken(callers):
    assert callers.ana.upload(b"x" * (10 * 2**20), "a.txt").json()["size"] == 10 * 2**20


def test_an_upload_without_a_file_is_told_so(callers):
    with nothing_moves():
        assert said(callers.ana.call("POST", "/attachments/", {"file": "text"})) == (400, "invalid")


def test_strangers_upload_nothing(callers):
    with nothing_moves():
        assert said(callers.stranger.upload(b"hello", "a.txt")) == (401, "unauthenticated")


def test_an_upload_is_its_owners_alone(callers, people):
    mine = callers.ana.upload(b"hello", "a.txt").json()["id"]
    path = f"/attachments/{mine}/"
    for other in (callers.ben, callers.carla):
        with nothing_moves():
            assert said(other.read(path)) == (404, "not_found")
            assert said(other.call("DELETE", path)) == (404, "not_found")
    with nothing_moves():
        assert said(callers.stranger.call("DELETE", path)) == (401, "unauthenticated")
    assert callers.ana.read(path).json()["filename"] == "a.txt"
    assert callers.ana.call("DELETE", path).status_code == 204
    assert not Attachment.objects.exists()


def test_another_persons_upload_is_not_sent_along(callers, people):
    callers.carla.call("POST", "/portal/tickets/", {"subject": "Hi", "body": "Hello"})
    theirs = callers.ben.upload(b"secret", "a.txt").json()["id"]
    used = callers.carla.upload(b"mine", "b.txt").json()["id"]
    doors = [
        (callers.ana, "/tickets/1/reply/"),
        (callers.ana, "/tickets/1/note/"),
        (callers.carla, "/portal/tickets/1/reply/"),
    ]
    for caller, path in doors:
        with nothing_moves():
            answer = caller.call("POST", path, {"body": "x", "attachments": [used, theirs]})
            assert said(answer) == (404, "not_found")
    sent = callers.carla.call("POST", "/portal/tickets/1/reply/", {"body": "x", "attachments": [used]})
    assert sent.status_code == 201
    assert said(callers.carla.call("DELETE", f"/attachments/{used}/")) == (404, "not_found")


class SignedEarlier(signing.TimestampSigner):
    """Signs as Django would have, some seconds ago."""

    def __init__(self, seconds: int) -> None:
        super().__init__(key=secrets._tenant_key(), salt=selectors.PURPOSE)
        self.then = time.time() - seconds

    def timestamp(self) -> str:
        return signing.b62_encode(int(self.then))


@pytest.mark.parametrize(("age", "status"), [(12 * 3600 - 60, 200), (12 * 3600 + 1, 400)])
def test_links_last_half_a_day(callers, people, age, status):
    row = services.keep_file(b"hello", "a.txt", by=people.ana.actor)
    signed = SignedEarlier(age).sign_object(row.public_id)
    assert callers.stranger.get(f"/files/{signed}").status_code == status
