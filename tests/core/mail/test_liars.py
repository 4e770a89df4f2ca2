"""Servers elsewhere that lie about sizes or never end: they cost a bounded amount, and no mail behind them."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from core.mail import selectors
from core.mail.models import InboundMail, MailSource
from core.mail.services import sources
from core.mail.sources import fetch as fetching
from tests.support.fakes.liars import Liar

KINDS = pytest.mark.parametrize("kind", ["imap", "pop3"])
LIMIT = 2 * 2**20


@pytest.fixture
def connect(acme, settings, people, tmp_path):
    settings.MAIL_LIMIT = LIMIT

    def bring(server: Liar) -> MailSource:
        settings.OUTBOUND_CA = server.ca
        return sources.connect_source(
            selectors.default_mailbox(), by=people.olivia.actor, kind=server.kind, host="localhost", port=server.port,
            is_plain_start=False, username="u", folder="INBOX", after="delete" if server.kind == "pop3" else "leave",
            secret="x", brings_old=True,
        )  # fmt: skip

    return bring


def run(source: MailSource) -> tuple[MailSource, int]:
    """(the source after a run, the most memory it took)"""
    tracemalloc.start()
    fetching.fetch(source.pk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    source.refresh_from_db()
    return source, peak


def held() -> list[Any]:
    return list(InboundMail.objects.filter(state="quarantined"))


@KINDS
def test_a_mail_without_end_is_held_and_those_behind_it_come(connect, kind, tmp_path):
    with Liar(kind, "size", tmp_path) as server:
        source, peak = run(connect(server))
        assert "sends more than it announced" in source.last_error
        assert server.sent < 40 * 2**20
        assert peak < 25 * 2**20
        [row] = held()
        assert "larger than" in row.reason

        source, _ = run(source)
        assert (source.health, source.last_error) == ("ok", "")
    assert InboundMail.objects.filter(mime_id="honest@customer.example").count() == 1
    assert len(held()) == 1


@KINDS
def test_an_answer_without_end_is_hung_up_on(connect, kind, tmp_path):
    with Liar(kind, "lines", tmp_path) as server:
        source, peak = run(connect(server))
    assert "sends more than it announced" in source.last_error
    assert peak < 25 * 2**20
    assert not InboundMail.objects.exists()
