"""A stranger hears that the mail has arrived once triage has looked, and not at all if it is spam."""

from datetime import timedelta

from core.mail import listeners, services, tasks
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.events import ReplyWritten
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.core.mail.conftest import SUPPORT, letter

OFFER = (
    "Hi, I came across your website. Our SEO services with backlinks bring it to the first page of Google at "
    "an affordable price. Would you be interested in a free audit?"
)


def test_spam_is_not_told_that_it_has_arrived(post, drain, smtp):
    post(letter(OFFER, subject="Rank"))
    drain()
    drain(at=clock.now() + timedelta(minutes=5))

    assert Ticket.objects.get().is_spam
    assert Letter.objects.get().state == "canceled"
    assert smtp.letters == []


def test_a_stranger_with_a_matter_hears_at_once_when_triage_has_looked(post, drain, smtp):
    post(letter("My order has not arrived.", subject="Order"))
    waits = Letter.objects.get().send_after - clock.now()
    drain()

    assert timedelta(seconds=30) < waits <= timedelta(seconds=45)
    assert (Letter.objects.get().state, len(smtp.letters)) == ("sent", 1)


def test_without_triage_it_leaves_soon_all_the_same(post, drain, smtp):
    post(letter("My order has not arrived.", subject="Order"))
    letter_id = Letter.objects.get().pk
    tasks.deliver(letter_id)
    assert smtp.letters == []
    with clock.at(clock.now() + timedelta(seconds=46)):
        tasks.deliver(letter_id)
    assert len(smtp.letters) == 1


def test_what_a_fault_has_held_up_for_so_long_does_not_wait_again(acme, drain, smtp):
    inbound_id = services.accept(
        letter("My order has not arrived.", subject="Order"),
        sender="carla@customer.example",
        recipient=SUPPORT,
    )
    with clock.at(clock.now() + timedelta(seconds=50)):  # nobody could read it before
        due = services.process(inbound_id)
        tasks.deliver(*due)

    assert due == list(Letter.objects.values_list("pk", flat=True))
    assert len(smtp.letters) == 1


def test_an_answer_does_not_overtake_the_word_that_it_has_arrived(post, people):
    ticket = post(letter("My order has not arrived.", subject="Order")).message.ticket
    answer = tickets.reply(ticket, "On its way.", author=people.ana, by=people.ana.actor)
    listeners.carry_reply(ReplyWritten(ticket_id=ticket.pk, message_id=answer.pk, by="user:1"))

    first, second = Letter.objects.order_by("pk")
    assert (first.kind, second.kind) == ("confirmation", "reply")
    assert first.send_after <= clock.now() < second.send_after


def test_who_was_answered_before_is_no_stranger(post, drain, people, smtp):
    first = post(letter("My order has not arrived.", subject="Order")).message
    tickets.reply(first.ticket, "On its way.", author=people.ana, by=people.ana.actor)
    Letter.objects.filter(kind="confirmation").update(created_at=clock.now() - timedelta(hours=2))
    post(
        letter(
            "Another matter: can you change my address in the account?", subject="Address", mime_id="<z@x>"
        )
    )

    last = Letter.objects.filter(kind="confirmation").latest("pk")
    assert last.send_after <= clock.now()


def test_a_worker_whose_clock_is_ahead_keeps_the_order(post, people):
    ticket = post(letter("My order has not arrived.", subject="Order")).message.ticket
    answer = tickets.reply(ticket, "On its way.", author=people.ana, by=people.ana.actor)
    with clock.at(clock.now() + timedelta(hours=2)):
        listeners.carry_reply(ReplyWritten(ticket_id=ticket.pk, message_id=answer.pk, by="user:1"))

    first, second = Letter.objects.order_by("pk")
    assert first.send_after < second.send_after
