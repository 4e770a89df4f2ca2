"""Bytes are kept once, whole, under their tenant's key; what nobody uses is swept, what is used stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.files import selectors, services
from core.files.models import Attachment
from core.files.tasks import sweep
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import NotFound, Refusal
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1, minutes=1)


@pytest.fixture
def keep(people):
    def keep_file(content=b"hello", name="a.txt", by=None, **more):
        return services.keep_file(content, name, by=(by or people.ana).actor, **more)

    return keep_file


def test_the_same_bytes_lie_there_once(keep):
    one = keep(b"the same")
    folder = one.path.rpartition("/")[0]
    lying = set(default_storage.listdir(folder)[1])
    two = keep(b"the same", "b.txt")
    assert set(default_storage.listdir(folder)[1]) == lying
    assert one.path == two.path != keep(b"not the same").path
    assert one.public_id != two.public_id
    assert selectors.content(two) == b"the same"


def test_a_name_next_door_tells_nothing_of_the_bytes(keep, globex):
    here = keep(b"the same").path
    with context.tenant(globex):
        there = services.keep_file(b"the same", "a.txt", by=SYSTEM).path
    assert here.rpartition("/")[2] != there.rpartition("/")[2]


def test_half_written_bytes_are_replaced(keep):
    path = keep(b"whole content").path
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"whole c"))
    assert selectors.content(keep(b"whole content")) == b"whole content"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.txt", "file.empty"),
        (b"<svg onload=x>", "a.png", "file.forged"),
        (b"MZ\x90\0" + b"\0" * 80, "a.pdf", "file.forged"),
        (b"x" * (10 * 2**20 + 1), "a.txt", "file.too_large"),
    ],
    ids=["empty", "svg as png", "program as pdf", "too large"],
)
def test_what_is_refused_leaves_neither_row_nor_bytes(keep, content, name, code):
    before = folders()
    with nothing_moves(), pytest.raises(Refusal) as no:
        keep(content, name)
    assert no.value.code == code
    assert folders() == before


def test_mail_keeps_what_an_upload_may_not_be(keep):
    row = keep(b"<svg onload=x>", "a.png", strict=False)
    assert (row.content_type, row.is_image) == ("image/svg+xml", False)
    assert keep(b"", "a.txt", strict=False).size == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/shadow", "shadow"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b.txt", "ab.txt"),
        ("....", "file"),
        ("", "file"),
        ("CON.txt", "_CON.txt"),
    ],
)
def test_a_name_is_only_a_name(keep, given, kept):
    row = keep(b"hello", given)
    assert row.filename == kept
    assert row.path.startswith("attachments/")


def test_uploads_are_claimed_by_who_brought_them(people, keep):
    mine = keep()
    assert services.claim([mine.public_id, mine.public_id], by=people.ana.actor) == [mine]
    for other in (people.ben, people.carla):
        with pytest.raises(NotFound) as no:
            services.claim([mine.public_id], by=other.actor)
        assert no.value.data == {"files": [mine.public_id]}


def test_dropping_an_upload(people, keep):
    row, used = keep(), keep(b"used")
    on_message(people, used)
    for attachment, who in ((row, people.ben), (used, people.ana)):
        with nothing_moves(), pytest.raises(NotFound):
            services.discard(attachment, by=who.actor)
    services.discard(row, by=people.ana.actor)
    assert list(Attachment.objects.all()) == [used]


def test_the_sweep_takes_what_nobody_used_for_a_day(people, keep):
    young_path = keep(b"brought just now").path
    old, used, shared = keep(b"old"), keep(b"used"), keep(b"shared")
    on_message(people, used, keep(b"shared"))
    with clock.at(clock.now() + TOMORROW):
        young = keep(b"brought just now", "again.txt")
        gone = services.sweep_orphans()

    assert gone == 3  # the first "brought just now" is a day old too
    assert [selectors.content(row) for row in Attachment.objects.order_by("size", "pk")] == [
        b"used",
        b"shared",
        young_path and b"brought just now",
    ]
    assert not default_storage.exists(old.path)
    assert default_storage.exists(shared.path)
    assert young.path == young_path


def test_bytes_without_a_row_go_too(keep, people):
    path = keep(b"dropped").path
    services.discard(Attachment.objects.get(), by=people.ana.actor)
    assert default_storage.exists(path)

    services.sweep_orphans()
    assert default_storage.exists(path)  # a row may be about to name them
    with clock.at(clock.now() + TOMORROW):
        services.sweep_orphans()
    assert not default_storage.exists(path)


def test_the_sweep_visits_every_organization(globex, keep, drain):
    with context.tenant(globex):
        there = services.keep_file(b"next door", "a.txt", by=SYSTEM)
    here = keep()
    with clock.at(clock.now() + TOMORROW):
        sweep()
        drain()
    assert not default_storage.exists(here.path)
    with context.tenant(globex):
        assert not Attachment.objects.exists()
        assert not default_storage.exists(there.path)


def on_message(people, *files):
    return tickets.open_ticket(
        people.carla, "Files", Words("x"), channel="mail", by=people.carla.actor, attachments=files
    )


def folders():
    try:
        return sorted(default_storage.listdir("attachments")[0])
    except FileNotFoundError:
        return []
