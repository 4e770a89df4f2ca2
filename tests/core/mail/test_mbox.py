"""An mbox of old mail: every mail once, at its own date, and nobody is written to."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.mail.mbox import mails
from core.mail.models import InboundMail, Letter
from core.tickets.models import Ticket
from tenants.events.models import Delivery
from tests.core.mail.conftest import SUPPORT, letter, said

OLD = "Mon, 04 Mar 2019 09:30:00 +0100"


def old(number: int, text: str = "Old words.", **values: Any) -> bytes:
    raw = letter(text, subject=f"Old {number}", mime_id=f"<old{number}@customer.example>", **values)
    return raw.replace(b"Date: Fri, 20 Nov 2026 10:00:00 +0000", f"Date: {OLD}".encode())


def mbox(*raws: bytes) -> bytes:
    """As mail programs write it (mboxrd): LF, quoted From lines, an empty line after each mail."""
    parts = []
    for raw in raws:
        lines = raw.replace(b"\r\n", b"\n").split(b"\n")
        quoted = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines]
        parts.append(b"From MAILER Mon Mar  4 09:30:00 2019\n" + b"\n".join(quoted).rstrip(b"\n") + b"\n\n")
    return b"".join(parts)


@pytest.fixture
def bring(acme, tmp_path, capsys):
    def run(content: bytes, **options: Any) -> str:
        path = tmp_path / "old.mbox"
        path.write_bytes(content)
        call_command("mail_in", to=SUPPORT, mbox=path, **options)
        return capsys.readouterr().out

    return run


def test_old_mail_becomes_tickets_of_its_own_date_and_nobody_is_told(bring, people, drain):
    content = mbox(old(1), old(2), old(3, in_reply_to="<old1@customer.example>"))
    before = Delivery.objects.count()
    assert bring(content) == "3 new.\n"

    tickets = list(Ticket.objects.order_by("number"))
    assert [one.subject for one in tickets] == ["Old 1", "Old 2"]
    assert tickets[0].messages.count() == 2
    moment = datetime(2019, 3, 4, 8, 30, tzinfo=UTC)
    assert {one.created_at for one in tickets} == {moment}
    assert {message.created_at for one in tickets for message in one.messages.all()} == {moment}
    drain()
    assert not Letter.objects.exists()
    assert Delivery.objects.count() == before
    assert said(InboundMail.objects.order_by("id").first(), "confirm") == "never to imported mail"


def test_twice_is_once_and_a_trial_stores_nothing(bring):
    content = mbox(old(1), old(2))
    assert bring(content, dry_run=True) == "2 new. Nothing was stored.\n"
    assert not InboundMail.objects.exists()
    bring(mbox(old(1)))
    assert bring(content, dry_run=True) == "1 new, 1 here already. Nothing was stored.\n"
    assert bring(content) == "1 new, 1 here already.\n"
    assert Ticket.objects.count() == 2


def test_what_came_by_mail_is_not_imported_again(bring, post):
    post(old(1))
    assert bring(mbox(old(1))) == "1 here already.\n"


def test_many_of_one_sender_are_not_held_back(bring):
    bring(mbox(*(old(number) for number in range(12))))
    assert Ticket.objects.count() == 12


def test_a_mail_of_today_keeps_being_one(bring):
    """Date lines of the future, or none at all, are no dates of ours."""
    ahead = old(1).replace(OLD.encode(), b"Mon, 04 Mar 2099 09:30:00 +0100")
    none = old(2).replace(f"Date: {OLD}\r\n".encode(), b"")
    bring(mbox(ahead, none))
    assert all(one.created_at.year not in (2019, 2099) for one in Ticket.objects.all())


def test_too_large_and_empty_ones_are_counted(bring, settings):
    settings.MAIL_LIMIT = 3_000
    content = mbox(old(1), old(2, text="long words " * 500), old(3)) + b"From x Mon\n\n"
    assert bring(content) == "2 new, 1 empty, 1 too large.\n"
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["Old 1", "Old 3"]


def test_lines_that_begin_with_from_belong_to_the_text(bring):
    bring(mbox(old(1, text="From here on it fails.\n>From there, too.\n\nFrom now.")))
    text = Ticket.objects.get().messages.get().text
    assert "From here on it fails." in text
    assert "From now." in text


def test_no_mbox_and_no_file_are_said(bring, tmp_path):
    with pytest.raises(CommandError, match="is no mbox"):
        bring(b"{}")
    with pytest.raises(CommandError, match="No such file"):
        call_command("mail_in", to=SUPPORT, mbox=tmp_path / "nowhere")
    with pytest.raises(CommandError, match="is for --mbox"):
        call_command("mail_in", to=SUPPORT, dry_run=True)


class Endless(io.RawIOBase):
    """A file of so many copies, made as it is read."""

    def __init__(self, one: bytes, copies: int) -> None:
        self.pieces = chain.from_iterable(repeat(one.splitlines(keepends=True), copies))

    def readline(self, size: int = -1) -> bytes:
        return next(self.pieces, b"")


def test_a_long_file_takes_the_memory_of_one_mail():
    one = mbox(letter("x" * 70, files=(("a.bin", b"z" * 2_000_000, "application/octet-stream"),)))
    peaks = []
    for copies in (3, 30):
        tracemalloc.start()
        assert sum(1 for _ in mails(Endless(one, copies), 25_000_000)) == copies
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_empty_lines_without_end_take_no_more():
    content = b"From a\n" + b"\n" * 1_000_000
    tracemalloc.start()
    [one] = mails(io.BytesIO(content), 25_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(one.raw) == 2 * 999_999
    assert peak < 10_000_000
