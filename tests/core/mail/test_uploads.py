"""Old mail from uploaded files: looked through, then brought in by a worker, once, whatever happens to it."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.audit.models import Record
from core.desk.models import Queue
from core.mail import services
from core.mail.imports import reading, running, telling
from core.mail.models import InboundMail, Letter, Mailbox, MailImport
from core.tickets.models import Ticket
from tenants.alarms.models import Alarm
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.storage import store
from tests.core.mail.conftest import SUPPORT, letter
from tests.core.mail.test_mbox import mbox, old

State = MailImport.State


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


@pytest.fixture
def upload(acme, people, drain):
    """upload(content, ...) -> the import after it was looked through."""

    def bring(*contents: bytes, names: tuple[str, ...] = (), **how: Any) -> MailImport:
        files = [
            SimpleUploadedFile(names[at] if names else f"old{at}.mbox", one)
            for at, one in enumerate(contents)
        ]
        how = {"is_solved": True, "by": people.olivia.actor, **how}
        row = services.upload(files, Mailbox.objects.get(address=SUPPORT), **how)
        drain()
        row.refresh_from_db()
        return row

    return bring


@pytest.fixture
def run(people, drain):
    def through(row: MailImport) -> MailImport:
        services.start_import(row, by=people.olivia.actor)
        drain()
        row.refresh_from_db()
        return row

    return through


def left(row: MailImport) -> list[str]:
    """Paths of its files in the storage."""
    return [kept.path for kept in store().everything(f"imports/{row.public_id}")]


def counts(row: MailImport) -> dict[str, int]:
    return {**telling.counts([row])[row.pk], "known": row.known, "done": row.done}


def test_it_is_looked_through_first_and_nothing_becomes_a_ticket(upload, post):
    post(old(2))
    row = upload(mbox(old(1), old(2), old(3)))

    assert row.state == State.READY
    assert row.preview["mails"] == 3
    assert row.preview["known"] == 1
    assert row.preview["subjects"] == ["Old 1", "Old 2", "Old 3"]
    assert row.preview["first"] == row.preview["last"] == "2019-03-04T08:30:00+00:00"
    assert Ticket.objects.count() == 1


def test_its_mails_become_solved_tickets_of_their_date_and_nobody_is_told(upload, run, drain):
    before = Delivery.objects.count()
    row = run(upload(mbox(old(1), old(2), old(3, in_reply_to="<old1@customer.example>"))))

    assert row.state == State.DONE
    assert counts(row) == {"taken": 3, "known": 0, "done": 3}
    tickets = list(Ticket.objects.order_by("number"))
    assert [(one.subject, one.messages.count()) for one in tickets] == [("Old 1", 2), ("Old 2", 1)]
    assert {(one.status.category, one.is_finished) for one in tickets} == {("resolved", True)}
    assert {(one.created_at.year, one.resolved_at.year) for one in tickets} == {(2019, 2019)}
    drain(at=clock.now() + timedelta(hours=1))
    assert not Letter.objects.exists()
    assert Delivery.objects.count() == before
    verbs = ["mail_import.uploaded", "mail_import.started", "mail_import.finished"]
    told = Record.objects.filter(action__startswith="mail_import").order_by("id")
    assert list(told.values_list("action", flat=True)) == verbs


def test_open_ones_in_a_queue_of_choice(upload, run):
    queue = Queue.objects.create(name="History")
    run(upload(mbox(old(1)), is_solved=False, queue=queue))

    ticket = Ticket.objects.get()
    assert (ticket.queue, ticket.status.category) == (queue, "new")


def test_an_open_request_stays_open(upload, run, post):
    first = post(letter(mime_id="<now@customer.example>")).message.ticket
    run(upload(mbox(old(1, in_reply_to="<now@customer.example>"))))

    first.refresh_from_db()
    assert (first.messages.count(), first.status.category) == (2, "new")


def test_twice_is_once(upload, run):
    content = mbox(old(1), old(2))
    first = run(upload(content))
    again = run(upload(mbox(old(2), old(3), old(3))))

    assert counts(first) == {"taken": 2, "known": 0, "done": 2}
    assert counts(again) == {"taken": 1, "known": 2, "done": 3}
    assert Ticket.objects.count() == 3


def test_the_files_are_deleted_when_it_is_over(upload, run):
    row = upload(mbox(old(1)))
    assert left(row) == [one["path"] for one in row.files]

    run(row)
    assert not left(row)
    assert not Alarm.objects.filter(kind=running.ALARM).exists()


def test_eml_gzip_and_zip_are_read(upload, run):
    crlf, lf = old(4), old(5).replace(b"\r\n", b"\n")
    row = upload(
        gzip.compress(mbox(old(1))), zipped(a_mbox=mbox(old(2), old(3)), sub__b_eml=crlf), lf,
        names=("a.mbox.gz", "b.zip", "c.eml"),
    )  # fmt: skip
    assert row.preview["mails"] == 5
    run(row)

    assert sorted(Ticket.objects.values_list("subject", flat=True)) == [f"Old {n}" for n in range(1, 6)]
    assert InboundMail.objects.filter(dedupe_key__isnull=False).count() == 5


def test_a_mail_that_cannot_be_read_is_held_and_the_rest_goes_on(upload, run, settings):
    settings.MAIL_LIMIT = 3_000
    large = old(2, text="long words " * 500)
    row = run(upload(mbox(old(1), large, old(3)) + b"From x Mon\n\n"))

    assert row.state == State.DONE
    assert counts(row) == {"taken": 2, "held": 1, "known": 0, "done": 4}
    assert row.empty == 1
    held = InboundMail.objects.get(state="quarantined")
    assert (held.subject, held.batch) == ("Old 2", row)
    assert "larger than" in held.reason
    assert not Letter.objects.exists()


def test_what_is_no_mail_is_named(upload):
    row = upload(b"%PDF-1.7", zipped(readme_txt=b"just words", a_eml=old(1)), names=("a.pdf", "b.zip"))

    assert row.state == State.READY
    assert row.preview["mails"] == 1
    assert row.preview["unread"] == [
        {"name": "a.pdf", "why": "It is neither an mbox nor a mail."},
        {"name": "b.zip: readme.txt", "why": "It is neither an mbox nor a mail."},
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "neither an mbox nor a mail"),
        (b"PK\x03\x04 no zip at all", "damaged"),
        (gzip.compress(b"hello", mtime=0), "neither"),
        (b"\x1f\x8b broken", "damaged"),
    ],
)
def test_files_without_a_mail_fail_with_a_reason(upload, content, why):
    row = upload(content)

    assert row.state == State.FAILED
    assert why in row.reason
    assert not left(row)


def test_a_damaged_archive_brings_what_could_be_read(upload, run):
    whole = gzip.compress(mbox(*(old(n, text="words " * 3000) for n in range(40))), compresslevel=1)
    row = run(upload(whole[: len(whole) // 2], names=("half.gz",)))

    assert row.state == State.DONE
    assert row.preview["unread"][0]["why"] == "It is damaged and could not be read to its end."
    assert 0 < counts(row)["taken"] < 40


def test_a_bomb_ends_at_the_limit_and_takes_no_memory(upload, settings):
    settings.MAIL_IMPORT_UNPACKED = 64 * 2**20
    bomb = zipped(a_mbox=b"From x\nSubject: a\n\n" + b"0" * 200_000_000)
    assert len(bomb) < 300_000
    tracemalloc.start()
    row = upload(bomb, names=("bomb.zip",))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert row.state == State.FAILED
    assert "unpack to more than" in row.reason
    assert peak < 120_000_000  # one mail of 25 MB as it grows
    assert not InboundMail.objects.exists()


def test_a_list_of_entries_without_end_is_not_read(upload, monkeypatch):
    monkeypatch.setattr(reading, "DIRECTORY", 4_000)
    row = upload(zipped(**{f"m{n}_eml": old(n) for n in range(100)}), names=("many.zip",))

    assert row.state == State.FAILED
    assert row.reason == "There is no mail in it. Its list of files is too long."


def test_locked_and_strangely_packed_entries_are_named(upload):
    content = bytearray(zipped(a_eml=old(1)))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # encrypted
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("b.eml", old(2))
    row = upload(bytes(content), target.getvalue(), names=("a.zip", "b.zip"))

    whys = [one["why"] for one in row.preview["unread"]]
    assert whys == ["It is locked with a password.", "It is packed in a way we do not read."]


def test_a_killed_worker_leaves_nothing_out_and_brings_nothing_twice(upload, people, drain, monkeypatch):
    row = upload(mbox(*(old(n) for n in range(6))))
    seen: list[int] = []

    def killed(inbound_id: int) -> None:
        seen.append(inbound_id)
        if len(seen) == 3:
            raise KeyboardInterrupt
        services.process(inbound_id)

    monkeypatch.setattr(running, "process", killed)
    with pytest.raises(KeyboardInterrupt):
        services.start_import(row, by=people.olivia.actor)
        drain()
    monkeypatch.undo()
    running.work(row.pk)  # its lease still stands: nobody else takes it
    assert MailImport.objects.get(pk=row.pk).done == 3

    drain(at=clock.now() + running.LEASE + timedelta(minutes=3))
    drain(at=clock.now() + running.LEASE + timedelta(minutes=4))
    row.refresh_from_db()
    assert row.state == State.DONE
    assert counts(row) == {"taken": 6, "known": 0, "done": 6}
    assert Ticket.objects.count() == 6


def test_one_turn_is_short_and_the_next_goes_on(upload, run, monkeypatch, drain):
    monkeypatch.setattr(running, "SLICE", 0.0)
    row = run(upload(zipped(a_mbox=mbox(old(1), old(2)), b_mbox=mbox(old(3), old(4)))))

    assert row.state == State.DONE
    assert drain.ran.count("mail.import") >= 5
    assert counts(row) == {"taken": 4, "known": 0, "done": 4}


def test_canceled_in_the_middle_what_was_taken_stays(upload, people, monkeypatch, drain):
    row = upload(mbox(*(old(n) for n in range(5))))
    seen: list[int] = []

    def cancel_at_two(inbound_id: int) -> None:
        services.process(inbound_id)
        seen.append(inbound_id)
        if len(seen) == 2:
            services.cancel_import(row, by=people.olivia.actor)

    monkeypatch.setattr(running, "process", cancel_at_two)
    services.start_import(row, by=people.olivia.actor)
    drain()
    row.refresh_from_db()

    assert row.state == State.CANCELED
    assert counts(row)["taken"] == Ticket.objects.count() == 2
    assert not left(row)
    assert services.cancel_import(row, by=people.olivia.actor).state == State.CANCELED


def test_it_cannot_be_started_too_early_or_again(upload, run, people):
    row = MailImport.objects.create(recipient=SUPPORT, asked_by="user:1", state=State.LOOKING)
    with pytest.raises(services.NotReady):
        services.start_import(row, by=people.olivia.actor)

    done = run(upload(mbox(old(1))))
    assert services.start_import(done, by=people.olivia.actor).state == State.DONE
    assert Record.objects.filter(action="mail_import.started").count() == 1


def test_limits_are_said_before_anything_is_kept(acme, people, settings, upload):
    box, by = Mailbox.objects.get(address=SUPPORT), people.olivia.actor
    settings.MAIL_IMPORT_LIMIT = 100
    with pytest.raises(services.ImportTooLarge):
        services.upload([SimpleUploadedFile("a.mbox", b"x" * 101)], box, by=by, is_solved=True)
    with pytest.raises(services.NoFile):
        services.upload([SimpleUploadedFile("a.mbox", b"")], box, by=by, is_solved=True)
    assert not MailImport.objects.exists()

    settings.MAIL_IMPORT_LIMIT = 10**6
    for number in range(3):
        upload(mbox(old(number)))
    with pytest.raises(services.TooManyImports):
        upload(mbox(old(9)))


def test_what_nobody_starts_is_deleted_after_a_week(upload, drain):
    row = upload(mbox(old(1)))
    drain(at=clock.now() + timedelta(days=6))
    row.refresh_from_db()
    assert row.state == State.READY

    drain(at=clock.now() + timedelta(days=8))
    row.refresh_from_db()
    assert row.state == State.CANCELED
    assert "within a week" in row.reason
    assert not left(row)


def test_a_bucket_keeps_them_too_and_one_that_is_away_costs_time(s3, upload, people, drain, settings):
    row = upload(mbox(old(1), old(2)))
    assert [key.partition("/")[2] for key in s3.keys("")] == [one["path"] for one in row.files]

    settings.STORAGES = s3.storages(endpoint_url="http://127.0.0.1:9")
    services.start_import(row, by=people.olivia.actor)
    drain()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.RUNNING, 1)

    settings.STORAGES = s3.storages()
    drain(at=clock.now() + timedelta(minutes=5))
    row.refresh_from_db()
    assert row.state == State.DONE
    assert counts(row)["taken"] == 2
