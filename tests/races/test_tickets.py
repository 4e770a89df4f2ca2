"""What must hold when people and machines act in the same moment."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from core.audit.models import Record
from core.contacts.models import Contact, Identity
from core.contacts.services import contact_for, mint_portal_link, open_portal, portal_token
from core.desk import selectors as desk
from core.doors.models import Answered
from core.tickets import services
from core.tickets.models import Draft, Message, Ticket, TicketNumber
from core.tickets.services.words import Words
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.secrets import BadLink
from tests.races.conftest import together
from tests.support.callers import Caller, said

NEW = {"subject": "Login fails", "body": "I cannot sign in.", "email": "eve@customer.example"}


@pytest.fixture
def ticket(world):
    carla = world.people.carla
    return services.open_ticket(carla, "Invoice", Words("Twice."), channel="mail", by=carla.actor)[0]


def test_twenty_tickets_at_once_get_twenty_numbers_in_a_row(world):
    carla = world.people.carla
    TicketNumber.objects.all().delete()  # the very first tickets of an organization race for the row too

    def work():
        return services.open_ticket(carla, "Help", Words("x"), channel="mail", by=carla.actor)[0].number

    numbers = together(*[work] * 20)
    assert sorted(numbers) == list(range(1, 21))
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 21))


def test_a_refused_ticket_leaves_no_gap(world):
    carla = world.people.carla

    def work(words):
        return lambda: services.open_ticket(
            carla, "Help", Words(words), channel="mail", by=carla.actor, category=None
        )

    answers = together(*[work("x"), work(" ")] * 5)
    assert sum(isinstance(one, services.EmptyMessage) for one in answers) == 5
    assert sorted(Ticket.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_two_who_saw_the_same_version_cannot_both_assign(world, ticket):
    people = world.people
    answers = together(
        lambda: services.assign(ticket, people.ana, by=people.ana.actor, seen=1),
        lambda: services.assign(ticket, people.ben, by=people.ben.actor, seen=1),
    )
    [winner] = [one for one in answers if isinstance(one, Ticket)]
    [loser] = [one for one in answers if isinstance(one, services.StaleTicket)]
    ticket.refresh_from_db()
    assert (ticket.assignee_id, ticket.version, loser.data) == (winner.assignee_id, 2, {"version": 2})
    assert Record.objects.filter(action="ticket.assigned").count() == 1


def test_different_changes_at_once_all_hold(world, ticket):
    people = world.people
    together(
        lambda: services.change(ticket, by=people.ana.actor, priority=4),
        lambda: services.change(ticket, by=people.ben.actor, category=desk.categories()[-1]),
        lambda: services.change(ticket, by=people.lena.actor, status=desk.status("open")),
        lambda: services.note(ticket, "Note", author=people.ben, by=people.ben.actor),
    )
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.category, ticket.status.key) == (4, desk.categories()[-1], "open")
    assert (ticket.version, ticket.message_count) == (5, 2)
    assert set(ticket.chosen) == {"priority", "category"}


@pytest.mark.parametrize("times", [2, 6])
def test_the_same_key_opens_one_ticket(world, times):
    caller = Caller(world.acme, world.people.ana)
    answers = together(
        *[lambda: _again(caller).call("POST", "/tickets/", NEW, Idempotency_Key="k-1")] * times
    )
    told = Counter(one.status_code for one in answers)

    assert told[201] >= 1, answers
    assert set(told) <= {201, 409}
    assert {said(one) for one in answers if one.status_code == 409} <= {(409, "idempotency.in_progress")}
    assert len({one.content for one in answers if one.status_code == 201}) == 1
    assert (Ticket.objects.count(), Contact.objects.filter(email=NEW["email"]).count()) == (1, 1)
    later = caller.call("POST", "/tickets/", NEW, Idempotency_Key="k-1")
    assert (later.status_code, Answered.objects.count()) == (201, 1)


def _again(caller):
    """The same person from another connection."""
    return Caller(caller.tenant, token=caller.token)


def test_one_new_address_is_one_contact(world):
    found = together(*[lambda: contact_for("New@Customer.example", "New")] * 8)
    assert len({one.pk for one in found}) == 1
    assert Identity.objects.filter(email="new@customer.example").count() == 1
    assert Contact.objects.filter(email="new@customer.example").count() == 1
    assert Record.objects.filter(action="contact.created", after__email="new@customer.example").count() == 1


def test_a_portal_link_lets_in_once(world):
    token = portal_token(mint_portal_link(world.people.carla, world.people.carla.email))
    answers = together(*[lambda: open_portal(token)] * 5)
    assert sum(isinstance(one, tuple) for one in answers) == 1
    assert sum(isinstance(one, BadLink) for one in answers) == 4


def test_taking_back_twice_at_once_is_once(world, ticket):
    people = world.people
    reply = services.reply(ticket, "Oops", author=people.ana, by=people.ana.actor)
    answers = together(*[lambda: services.withdraw(reply, by=people.ana.actor)] * 4)
    ticket.refresh_from_db()
    assert all(isinstance(one, Message) for one in answers), answers
    assert (ticket.message_count, Draft.objects.count()) == (1, 1)
    assert Record.objects.filter(action="ticket.reply_withdrawn").count() == 1


def test_a_reply_is_taken_back_or_too_late_never_both(world, ticket):
    """One asks before its time is over, one after, in the same moment."""
    people = world.people
    reply = services.reply(ticket, "Oops", author=people.ana, by=people.ana.actor)

    def at(moment):
        def work():
            with clock.at(moment):
                return services.withdraw(reply, by=people.ana.actor)

        return work

    late, early = together(at(reply.undo_until), at(reply.undo_until - timedelta(seconds=1)))
    assert isinstance(early, Message)
    assert isinstance(
        late, services.TooLate | Message
    )  # late and first: refused; late and second: done already
    reply.refresh_from_db()
    assert reply.withdrawn_at == reply.undo_until - timedelta(seconds=1)
    assert Delivery.objects.filter(event="ticket.reply_withdrawn").count() == len(
        {row.listener for row in Delivery.objects.filter(event="ticket.reply_withdrawn")}
    )


def test_customer_and_agent_speak_at_once_and_both_are_heard(world, ticket):
    people = world.people
    together(
        lambda: services.reply(ticket, "Hello", author=people.ana, by=people.ana.actor),
        lambda: services.hear(
            ticket, Words("One more"), contact=people.carla, channel="mail", by=people.carla.actor
        ),
    )
    ticket.refresh_from_db()
    last = Message.objects.order_by("pk").last()
    assert (ticket.message_count, Message.objects.count(), ticket.preview) == (3, 3, last.text)
    assert ticket.awaits_reply == (last.kind == "customer")


def test_of_two_windows_that_saw_no_draft_one_begins_it_and_the_other_is_told(world, ticket):
    ana = world.people.ana
    for _ in range(5):
        Draft.objects.all().delete()
        answers = together(
            lambda: services.keep_draft(ticket, "From here", author=ana, seen=0),
            lambda: services.keep_draft(ticket, "From there", author=ana, seen=0),
        )
        assert sum(isinstance(one, services.StaleDraft) for one in answers) == 1
        kept = next(one for one in answers if isinstance(one, Draft))
        assert Draft.objects.get().body == kept.body
