"""A mail that kills whoever touches it: three strikes, held with its reason, people told, the rest goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from core.mail import inbox, services
from core.mail.listeners import look_at_inbox
from core.mail.models import InboundMail, Letter
from core.mail.parsing import child
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter
from tests.core.mail.test_reader_killed import Hunter

State = InboundMail.State


def _accept(text: str) -> int:
    found = services.accept(letter(text), sender="carla@customer.example", recipient=SUPPORT)
    assert found
    return found


def _lease_over(pk: int) -> None:
    InboundMail.objects.filter(pk=pk).update(lease_until=Now() - timedelta(seconds=1))


@pytest.fixture
def held(people, smtp):
    """Its worker died three times; the next mail was taken meanwhile."""
    poison, next_one = _accept("Poison."), _accept("The next one.")
    for _ in range(3):
        assert inbox.claim(poison)  # and the process is gone: os._exit, memory, kill -9
        _lease_over(poison)
    services.process(next_one)
    look_at_inbox("inbox")
    return InboundMail.objects.get(pk=poison)


def test_it_is_held_with_its_reason_and_the_next_mail_goes_on(held):
    assert (held.state, held.attempts) == (State.QUARANTINED, 3)
    assert held.reason == "Tried 3 times, and each time the work broke off."
    assert inbox.claim(held.pk) is None
    assert Ticket.objects.get().messages.get().text == "The next one."


def test_the_owners_are_told_once_an_hour(held, people, drain, smtp):
    drain()
    told = Letter.objects.get(kind="held_mail")
    assert told.recipient == people.olivia.email
    words = next(one for one in smtp.letters if people.olivia.email in one.recipients).message.as_string()
    assert "Tried 3 times" in words
    assert "/settings/held-mail/" in words

    another = _accept("Poison, too.")
    for _ in range(3):
        inbox.claim(another)
        _lease_over(another)
    look_at_inbox("inbox")
    drain()
    assert InboundMail.objects.filter(state=State.QUARANTINED).count() == 2
    assert Letter.objects.filter(kind="held_mail").count() == 1


def test_it_is_processed_again_by_one_click(held, agent_client, browser, acme, people, drain):
    owner = browser(acme, people.olivia)
    page = f"/settings/held-mail/{held.public_id}/"
    assert "Process again" in owner.get(page).content.decode()

    owner.post(page, {"action": "replay"})
    drain()

    assert InboundMail.objects.get(pk=held.pk).state == State.DONE
    assert set(Ticket.objects.values_list("messages__text", flat=True)) == {"Poison.", "The next one."}


def test_a_mail_whose_reader_dies_three_times_is_held_and_read_when_it_lives(people, smtp):
    pk = _accept("Poison for the reader.")
    child.close()
    with Hunter():
        for _ in range(3):
            services.process(pk)
            _lease_over(pk)
    row = InboundMail.objects.get(pk=pk)
    assert (row.state, row.reason) == (State.QUARANTINED, "The reader broke down over it.")

    services.replay(row, by=people.olivia.actor)
    services.process(pk)
    assert InboundMail.objects.get(pk=pk).state == State.DONE
