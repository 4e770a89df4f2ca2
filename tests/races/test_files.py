"""Bytes come and go at the same moment; a row without bytes must never be left."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage

from core.files import selectors, services
from core.files.models import Attachment
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants.kernel import clock
from tenants.kernel.errors import NotFound
from tests.races.conftest import together

LATER = timedelta(days=2)


def test_the_same_bytes_from_many_lie_there_once_and_whole(world):
    by = world.people.ana.actor
    content = b"0123456789" * 100_000
    together(*[lambda: services.keep_file(content, "a.txt", by=by)] * 6)
    paths = set(Attachment.objects.values_list("path", flat=True))
    assert (Attachment.objects.count(), len(paths)) == (6, 1)
    assert default_storage.listdir(paths.pop().rpartition("/")[0])[1] == [_name()]
    assert selectors.content(Attachment.objects.first()) == content


def _name():
    return Attachment.objects.first().path.rpartition("/")[2]


def test_the_sweep_beside_an_upload_of_the_same_bytes(world):
    by = world.people.ana.actor
    for number in range(10):
        content = f"bytes {number}".encode()
        old = services.keep_file(content, "old.txt", by=by)
        services.discard(old, by=by)  # bytes without a row
        two_days_ago = (clock.now() - LATER).timestamp()
        os.utime(default_storage.path(old.path), (two_days_ago, two_days_ago))

        again = partial(services.keep_file, content, "new.txt", by=by)
        _, kept = together(services.sweep_orphans, again)
        if Attachment.objects.filter(pk=kept.pk).exists():  # else the sweep took the row too: also whole
            assert selectors.content(kept) == content


def test_a_file_is_sent_or_dropped_never_half(world):
    people = world.people
    ticket, _ = tickets.open_ticket(people.carla, "s", Words("x"), channel="mail", by=people.carla.actor)
    for _ in range(5):
        row = services.keep_file(b"hello", "a.txt", by=people.ana.actor)
        sent, dropped = together(
            lambda row=row: tickets.reply(
                ticket, "x", author=people.ana, by=people.ana.actor, attachments=[row]
            ),
            lambda row=row: services.discard(row, by=people.ana.actor),
        )
        if isinstance(dropped, NotFound):
            assert list(sent.attachments.all()) == [row]
        else:
            assert isinstance(sent, Exception)
            assert not Attachment.objects.filter(pk=row.pk).exists()
