"""The backstop of an organization: what comes beyond it within an hour stays with its senders, who try again."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest

from core.mail.models import InboundMail, Letter
from tests.core.mail.conftest import SUPPORT, letter
from tests.core.mail.listener.conftest import Listener
from tests.support.commits import committed
from tests.support.worker import Worker


@pytest.fixture
def ground(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), committed() as found:
        yield found


def bring(port: int, number: int, to: list[str]) -> int:
    """The answer to the first recipient."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
        line.ehlo()
        line.mail(f"c{number}@customer.example")
        codes = [line.rcpt(address)[0] for address in to]
        if 250 in codes:
            line.data(letter(f"{number}", mime_id=f"<{number}@customer.example>"))
    return codes[0]


def test_the_rest_is_asked_to_come_again_and_owners_hear_of_it_once(ground, settings):
    settings.MAIL_HOUR_LIMIT = 3
    found = Listener()
    try:
        both = [SUPPORT, "support+x@acme.localhost"]  # one mail, however many of our addresses it names
        assert [bring(found.smtp, number, both) for number in range(6)] == [250] * 3 + [450] * 3
        assert bring(found.smtp, 9, ["support@globex.localhost"]) == 250
    finally:
        found.close()
    assert InboundMail.objects.count() == 3
    Worker()()
    told = Letter.objects.filter(kind="deferred")
    assert [one.recipient for one in told] == ["olivia@acme.example"]
    assert "More than 3 mails" in told[0].subject


def test_zero_is_no_limit(ground, settings):
    settings.MAIL_HOUR_LIMIT = 0
    found = Listener()
    try:
        assert {bring(found.smtp, number, [SUPPORT]) for number in range(5)} == {250}
    finally:
        found.close()
