"""Answers that overtake the mail they answer wait for it, so both end on one ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from core.mail import glimpse, inbox, services
from core.mail.letters.reply import thread_headers
from core.mail.models import InboundMail
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter

FIRST, SECOND = "<one@customer.example>", "<two@customer.example>"


def _keep(raw: bytes) -> int:
    found = services.accept(raw, sender="carla@customer.example", recipient=SUPPORT)
    assert found
    return found


def _state(pk: int) -> tuple[str, int]:
    row = InboundMail.objects.get(pk=pk)
    return row.state, row.attempts


def _wait_is_over(pk: int) -> None:
    InboundMail.objects.filter(pk=pk).update(lease_until=Now() - timedelta(seconds=1))


@pytest.mark.parametrize("named", ["in_reply_to", "references"])
def test_an_answer_waits_for_the_mail_it_answers(people, named):
    asked = _keep(letter("My invoice is wrong.", mime_id=FIRST))
    answer = _keep(letter("And the other one, too.", mime_id=SECOND, **{named: FIRST}))

    services.process(answer)
    assert _state(answer) == ("received", 0), "waiting is no strike"
    assert not Ticket.objects.exists()

    services.process(asked)
    _wait_is_over(answer)
    assert answer in inbox.look()[0]
    services.process(answer)
    assert _state(answer)[0] == "done"
    assert [message.text for message in Ticket.objects.get().messages.order_by("id")] == [
        "My invoice is wrong.",
        "And the other one, too.",
    ]


def test_it_waits_no_longer_than_the_other_is_worked_on(people):
    asked = _keep(letter(mime_id=FIRST))
    answer = _keep(letter("More.", mime_id=SECOND, in_reply_to=FIRST))
    InboundMail.objects.filter(pk=asked).update(state="quarantined")

    services.process(answer)
    assert _state(answer)[0] == "done"


def test_mails_that_name_each_other_do_not_wait_for_ever(people):
    one = _keep(letter("One.", mime_id=FIRST, in_reply_to=SECOND))
    two = _keep(letter("Two.", mime_id=SECOND, in_reply_to=FIRST))

    services.process(two)
    services.process(one)
    _wait_is_over(two)
    services.process(two)
    assert (_state(one)[0], _state(two)[0]) == ("done", "done")


@pytest.mark.parametrize(
    ("head", "seen"),
    [
        (b"Message-ID: <a@b.example>\r\n", "a@b.example"),
        (b"message-id:\r\n <a@b.example>\r\n", "a@b.example"),
        (b"Message-ID: without brackets\r\n", ""),
        (b"Subject: none\r\n", ""),
        (b"Message-ID: <" + b"x" * 400 + b"@b.example>\r\n", "x" * 255),
        (b"Message-ID: <\xff\x00@b.example>\r\n", "\ufffd\ufffd@b.example"),
    ],
)
def test_the_id_is_seen_without_parsing(head, seen):
    found = glimpse.mime_id(head + b"\r\nMessage-ID: <body@b.example>\r\n")
    assert found == seen or (seen.startswith("\ufffd") and "\x00" not in found)


def test_a_mail_that_comes_after_its_answer_joins_it(people, post):
    answer = post(letter("And the other one, too.", mime_id=SECOND, in_reply_to=FIRST))
    late = post(letter("My invoice is wrong.", mime_id=FIRST))
    assert late.message.ticket == answer.message.ticket
    again = post(letter("Well?", mime_id="<three@customer.example>", in_reply_to=FIRST))
    assert again.message.ticket == answer.message.ticket
    assert Ticket.objects.count() == 1


def test_nobody_reserves_the_mail_of_somebody_else(people, post):
    evil = post(
        letter("Mine!", sender="eve@evil.example", mime_id=SECOND, in_reply_to=FIRST),
        sender="eve@evil.example",
    )
    late = post(letter("My invoice is wrong.", mime_id=FIRST))
    assert late.message.ticket != evil.message.ticket
    again = post(letter("Well?", mime_id="<three@customer.example>", in_reply_to=FIRST))
    assert again.message.ticket == late.message.ticket


def test_what_is_only_awaited_is_no_repeat(people, post):
    post(letter("More.", mime_id=SECOND, in_reply_to=FIRST))
    late = post(letter("My invoice is wrong.", mime_id=FIRST))
    repeat = post(
        letter("My invoice is wrong.", mime_id=FIRST, to="Support <support@acme.localhost>"),
        to="support+x@acme.localhost",
    )
    assert late.message is not None
    assert repeat.message in (None, late.message)


def test_our_answer_answers_what_is_here(people, post):
    answer = post(letter("More.", mime_id=SECOND, in_reply_to=FIRST))
    assert thread_headers(answer.message.ticket)["In-Reply-To"] == SECOND
