"""A crowd of one domain, forged senders or a newsletter's answers, waits behind everybody else's mail."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from core.mail import behind, inbox
from core.mail.listener.gauge import Gauge
from core.mail.models import InboundMail
from core.mail.tasks import process, process_behind
from core.tickets.models import Message
from tests.core.mail.conftest import SUPPORT, letter
from tests.core.mail.listener.conftest import Listener
from tests.support.worker import Worker


@pytest.fixture
def small(settings: Any) -> None:
    settings.MAIL_CROWD_LIMIT = 3


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock by which other mail came "lately"."""
    moment = [0.0]
    monkeypatch.setattr(behind, "others", behind.Flow(now=lambda: moment[0]))
    return moment


def bring(listener: Listener, senders: list[str]) -> None:
    with smtplib.SMTP("127.0.0.1", listener.smtp, timeout=20) as line:
        for number, sender in enumerate(senders):
            raw = letter(f"Mail {number} of {sender}", sender=sender, mime_id=f"<{number}.{sender}>")
            line.sendmail(sender, [SUPPORT], raw)


def until(done: Callable[[], Any]) -> None:
    """The listener wakes workers from a thread of its own, a moment after the 250."""
    end = time.monotonic() + 10
    while not done() and time.monotonic() < end:
        time.sleep(0.1)


def waiting() -> list[str]:
    rows = InboundMail.objects.filter(is_behind=True, state="received")
    return list(rows.order_by("id").values_list("sender", flat=True))


def test_what_is_beyond_waits_behind_all_other_and_is_lost_by_nobody(
    small: None, listener: Listener, drain: Worker
) -> None:
    crowd = [f"forged{number}@evil.example" for number in range(5)]
    bring(listener, [*crowd, "carla@customer.example"])
    assert waiting() == crowd[3:]

    ids, _ = inbox.look()
    named = set(InboundMail.objects.filter(pk__in=ids).values_list("sender", flat=True))
    assert not named & set(crowd[3:]), "the net wakes nobody of the crowd by name"
    until(lambda: drain() or not waiting())
    until(lambda: drain() or Message.objects.filter(kind="customer").count() == 6)
    assert Message.objects.filter(kind="customer").count() == 6


def test_one_worker_at_a_time_goes_through_it(small: None, listener: Listener) -> None:
    bring(listener, [f"forged{number}@evil.example" for number in range(5)])
    turn = behind.begin("")
    assert turn
    assert behind.begin("") is None
    assert behind.begin("of another") is None
    process_behind()
    assert len(waiting()) == 2, "another worker has them"
    process_behind(turn)
    assert waiting() == []
    assert behind.begin(""), "the turn is over with the last of them"


def test_a_message_that_is_delivered_twice_goes_on_once(
    small: None, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(listener, [f"forged{number}@evil.example" for number in range(7)])
    monkeypatch.setattr(behind, "SPELL", 0.0)
    woken: list[str] = []
    monkeypatch.setattr(process_behind, "wake", lambda turn, countdown: woken.append(turn))
    first = behind.begin("")
    assert first
    process_behind(first)
    process_behind(first)
    assert len(woken) == 1
    process_behind(woken[0])
    assert (len(woken), woken[0] == woken[1]) == (2, False)
    assert behind.is_over("of another") is False
    assert behind.begin("") is None, "nobody ends the turn of another"


def test_after_a_spell_others_have_their_turn(
    small: None, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(listener, [f"forged{number}@evil.example" for number in range(6)])
    monkeypatch.setattr(behind, "SPELL", 0.0)
    process_behind()
    assert len(waiting()) == 2


def test_a_crowd_is_left_alone_while_other_mail_waits(
    small: None, listener: Listener, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(listener, [*(f"forged{number}@evil.example" for number in range(5)), "carla@customer.example"])
    monkeypatch.setattr(behind, "LONG", timedelta())
    process_behind()
    assert len(waiting()) == 2

    for inbound in InboundMail.objects.filter(is_behind=False, state="received"):
        process(inbound.pk)
    now[0] = behind.LATELY + 1
    cache.clear()
    process_behind()
    assert waiting() == []


def test_while_other_mail_comes_a_turn_is_one_mail(
    small: None, listener: Listener, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(listener, [*(f"forged{number}@evil.example" for number in range(8)), "carla@customer.example"])
    rest = InboundMail.objects.filter(is_behind=False, state="received")
    others = [process(inbound.pk) for inbound in rest]
    assert behind.others.lately() == len(others) >= 4
    monkeypatch.setattr(behind, "SPELL", 60.0)
    crowd = len(waiting())
    woken: list[float] = []
    monkeypatch.setattr(process_behind, "wake", lambda turn, countdown: woken.append(countdown))
    process_behind()
    assert len(waiting()) == crowd - 1
    assert woken == [pytest.approx(behind.REST + len(others) * behind.REST_EACH)]

    now[0] = behind.LATELY + 1
    cache.clear()
    process_behind()
    assert waiting() == []


def test_a_domain_stays_a_crowd_until_fewer_come(now: list[float]) -> None:
    gauge = Gauge(3, span=2.0, now=lambda: now[0])
    assert [gauge.is_crowded("a") for _ in range(5)] == [False] * 3 + [True] * 2
    now[0] = 2.0
    assert gauge.is_crowded("a"), "five in the two seconds before"
    now[0] = 6.0
    assert not gauge.is_crowded("a")
