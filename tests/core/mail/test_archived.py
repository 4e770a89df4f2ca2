"""Mail that names an archived ticket: its marks lead there as ever, and its words are still known."""

from __future__ import annotations

import pytest

from core.desk.models import Queue
from core.mail.models import InboundMail
from core.tickets.models import Message, Ticket
from tenants import remembered
from tests.core.mail.conftest import SUPPORT, letter
from tests.support.archive import archive

TEXT = "Help me with my invoice, please."


@pytest.fixture
def old(post, drain):
    """old(follow_up): Carla's ticket, resolved and archived, in a queue with that policy."""

    def make(follow_up):
        Queue.objects.update(follow_up=follow_up)
        remembered.forget()
        post(letter(TEXT, subject="Invoice", mime_id="<first@customer.example>"))
        return archive(Ticket.objects.get(), drain, status="resolved")

    return make


@pytest.mark.parametrize("mark", ["their id", "number"])
def test_an_answer_brings_it_back_where_the_queue_reopens(mark, old, post):
    ticket = old("reopen")
    mail = {
        "their id": letter("Again!", subject="x", references="<first@customer.example>"),
        "number": letter("Again!", subject="Re: [T-0001]"),
    }[mark]
    inbound = post(mail, to=SUPPORT)
    ticket.refresh_from_db()
    assert inbound.message.ticket == ticket
    assert (ticket.archived_at, ticket.is_finished) == (None, False)
    assert set(Message.objects.values_list("text", flat=True)) == {TEXT, "Again!"}


def test_an_answer_opens_a_new_one_where_the_queue_says_so(old, post):
    ticket = old("new")
    inbound = post(letter("Again!", subject="x", references="<first@customer.example>"))
    ticket.refresh_from_db()
    assert inbound.message.ticket.follows == ticket
    assert ticket.archived_at


def test_the_same_mail_again_is_known_by_its_words(old, post):
    ticket = old("reopen")
    again = letter(TEXT, subject="Invoice", mime_id="<first@customer.example>", to="other@acme.localhost")
    inbound = post(again, to="support+x@acme.localhost")
    ticket.refresh_from_db()
    assert inbound.state == InboundMail.State.DONE
    assert ticket.archived_at
    assert Message.objects.count() == 1
