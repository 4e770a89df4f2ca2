"""The same promises with an S3-compatible store, spoken to over HTTP; and what happens when it is away."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.files import selectors, services
from core.files.models import Attachment
from core.mail import services as mail
from core.mail.models import InboundMail, Letter
from core.mail.tasks import deliver
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import NotFound
from tenants.storage import StorageAway, bucket, store
from tests.core.files.test_sniffing import PDF, PNG
from tests.core.mail.test_inbox import _accept, letter
from tests.support.callers import one_of_each, said
from tests.support.fakes.s3 import BUCKET, NOBODY
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1, minutes=1)


@pytest.fixture
def keep(people, s3):
    return lambda content=b"hello", name="a.txt": services.keep_file(content, name, by=people.ana.actor)


@pytest.fixture
def away(s3, settings):
    """Call it, and the store is gone."""

    def leave():
        settings.STORAGES = s3.storages(endpoint_url=NOBODY)

    return leave


def test_bytes_lie_once_under_the_organizations_prefix(keep, s3, globex):
    one, two = keep(b"the same"), keep(b"the same", "b.txt")
    assert s3.keys() == [f"acme/{one.path}"]
    assert (one.path, selectors.content(two)) == (two.path, b"the same")
    with context.tenant(globex):
        there = services.keep_file(b"the same", "a.txt", by=SYSTEM)
    assert sorted(s3.keys()) == sorted([f"acme/{one.path}", f"globex/{there.path}"])


def test_no_organization_reaches_the_objects_of_another(keep, s3, globex):
    path = keep(b"acme's").path
    with context.tenant(globex):
        assert not default_storage.exists(path)
        with pytest.raises(FileNotFoundError):
            default_storage.open(path)
        for trick in (f"../acme/{path}", f"/acme/{path}", f"x/../../acme/{path}", f"..//acme/{path}"):
            with pytest.raises((SuspiciousOperation, FileNotFoundError)):
                default_storage.open(trick)
        assert list(store().everything()) == []
        store().forget([path])
    assert s3.keys() == [f"acme/{path}"]


def test_a_neighbour_whose_name_begins_alike_is_not_listed(keep, s3):
    s3.client.put_object(Bucket=BUCKET, Key="acme-two/attachments/ab/x", Body=b"theirs")
    path = keep().path
    assert [kept.path for kept in store().everything()] == [path]


def test_half_of_it_is_written_again(keep, s3):
    path = keep(b"whole content").path
    default_storage.save(path, ContentFile(b"whole c"))
    assert selectors.content(keep(b"whole content")) == b"whole content"
    assert len(s3.keys()) == 1


def test_the_sweep_takes_what_nobody_names(people, keep, s3):
    used, lost = keep(b"used"), keep(b"lost")
    tickets.open_ticket(
        people.carla, "s", Words("x"), channel="mail", by=people.carla.actor, attachments=[used]
    )
    services.discard(lost, by=people.ana.actor)
    services.sweep_orphans()
    assert len(s3.keys()) == 2  # younger than a day
    with clock.at(clock.now() + LATER):
        services.sweep_orphans()
    assert s3.keys() == [f"acme/{used.path}"]


def test_more_than_one_page_and_one_request_of_deletions(s3, monkeypatch):
    monkeypatch.setattr(bucket, "AT_ONCE", 4)
    for number in range(9):
        default_storage.save(f"attachments/aa/{number}", ContentFile(b"x"))
    found = list(store().everything("attachments"))
    assert [(kept.path, kept.size) for kept in found] == [(f"attachments/aa/{n}", 1) for n in range(9)]
    store().forget(kept.path for kept in found)
    assert s3.keys() == []


def test_it_is_served_by_us_without_power(acme, people, keep):
    row = keep(PNG, "a.png")
    answer = one_of_each(acme, people).stranger.get(selectors.link(row))
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Length"] == str(len(PNG))
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_the_store_lost_is_not_there(acme, people, keep, s3):
    row = keep()
    s3.empty()
    with pytest.raises(NotFound):
        selectors.content(row)
    assert one_of_each(acme, people).stranger.get(selectors.link(row)).status_code == 404


def test_encryption_by_the_store_is_asked_for(s3, settings, people):
    settings.STORAGES = s3.storages(object_parameters={"ServerSideEncryption": "AES256"})
    path = services.keep_file(b"secret", "a.txt", by=people.ana.actor).path
    head = s3.client.head_object(Bucket=BUCKET, Key=f"acme/{path}")
    assert head["ServerSideEncryption"] == "AES256"


def test_an_upload_waits_for_no_store_that_is_away(acme, people, s3, away):
    ana = one_of_each(acme, people).ana
    away()
    with nothing_moves():
        assert said(ana.upload(PDF, "a.pdf", "application/pdf")) == (503, "storage.away")


def test_a_store_that_says_nothing_is_away_too(s3, settings, people, monkeypatch):
    monkeypatch.setattr(bucket, "READ", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.STORAGES = s3.storages(endpoint_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        with nothing_moves(), pytest.raises(StorageAway):
            services.keep_file(b"hello", "a.txt", by=people.ana.actor)


def test_a_bucket_that_is_not_there_is_no_lost_file(s3, settings, people):
    settings.STORAGES = s3.storages(bucket_name="somewhere-else")
    with nothing_moves(), pytest.raises(StorageAway):
        services.keep_file(b"hello", "a.txt", by=people.ana.actor)


def test_a_download_says_that_it_cannot_be_had_now(acme, people, keep, away):
    link = selectors.link(keep())
    away()
    assert one_of_each(acme, people).stranger.get(link).status_code == 503


def test_mail_waits_until_the_store_is_back_and_is_not_to_blame(people, s3, settings, away):
    away()
    pk = _accept(letter("With a file.", files=(("a.txt", b"content", "text/plain"),)))
    mail.process(pk)
    row = InboundMail.objects.get(pk=pk)
    assert (row.state, row.attempts, Ticket.objects.count()) == ("received", 0, 0)

    settings.STORAGES = s3.storages()
    InboundMail.objects.update(lease_until=None)
    mail.process(pk)
    assert Ticket.objects.get().messages.get().attachments.get().size == 7
    assert len(s3.keys()) == 1


def test_a_reply_with_a_file_waits_for_the_store(people, keep, away, drain):
    ticket, _ = tickets.open_ticket(people.carla, "s", Words("x"), channel="mail", by=people.carla.actor)
    tickets.reply(ticket, "See file.", author=people.ana, by=people.ana.actor, attachments=[keep()])
    drain()
    reply = Letter.objects.get(kind="reply")
    Letter.objects.exclude(pk=reply.pk).delete()
    away()
    with clock.at(clock.now() + timedelta(minutes=1)):
        deliver(reply.pk)
    reply.refresh_from_db()
    assert (reply.state, reply.attempts, reply.lease_until) == ("queued", 1, None)


def test_health_names_the_store_and_whether_it_answers(acme, people, s3, away):
    client = one_of_each(acme, people).stranger
    told = client.get("/api/health").json()
    assert (told["files"], told["checks"]["files"]) == ("s3", "ok")
    away()
    assert client.get("/api/health").json()["checks"]["files"] == "away"


def test_a_row_of_the_release_before_keeps_its_bytes(keep, s3):
    row = keep()
    Attachment.objects.update(digest="", created_at=clock.now() + LATER)
    with clock.at(clock.now() + LATER):
        services.sweep_orphans()
    assert s3.keys() == [f"acme/{row.path}"]
