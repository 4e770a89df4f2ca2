"""Machines are told from people, and bounces say which of our mails failed and why."""

import pytest

from core.mail.parsing import read
from core.mail.parsing.automatic import classify
from tests.core.mail.parsing.build import plain
from tests.core.mail.parsing.machines import AUTO_REPLIES, BOUNCES, BULK, PEOPLE


@pytest.mark.parametrize("name", BOUNCES)
def test_bounce(name: str) -> None:
    raw, recipient, status, hard, original = BOUNCES[name]
    found = read(raw).automatic

    assert found.kind == "bounce"
    assert found.bounce is not None
    assert (found.bounce.recipient, found.bounce.status, found.bounce.hard) == (recipient, status, hard)
    assert found.bounce.original_message_id == original


@pytest.mark.parametrize("name", AUTO_REPLIES)
def test_auto_reply(name: str) -> None:
    assert read(AUTO_REPLIES[name]).automatic.kind == "auto_reply"


@pytest.mark.parametrize("name", BULK)
def test_bulk(name: str) -> None:
    assert read(BULK[name]).automatic.kind == "bulk"


@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_left_alone(name: str) -> None:
    assert read(PEOPLE[name]).automatic.kind == "none"


def test_own_loop_needs_our_signature() -> None:
    mail = read(plain("x", "X-Deskhand-Loop: acme signed"))

    assert classify(mail, lambda value: value == "acme signed").kind == "own_loop"
    assert classify(mail, lambda value: False).kind == "bulk"
