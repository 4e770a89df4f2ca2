"""A ticket's life: opened, answered, taken back, assigned, changed; refusals change nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import selectors, services
from core.tickets.models import Draft, Message, Ticket
from core.tickets.services.words import Words
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.actor import AI, SYSTEM
from tenants.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(people):
    return services.open_ticket(
        people.carla,
        "Invoice is wrong",
        Words("You charged me twice."),
        channel="mail",
        by=people.carla.actor,
    )[0]


def test_opening_gives_the_next_number_and_everything_a_list_needs(people, ticket):
    second, message = services.open_ticket(
        people.dmitri, "Привет", Words("Не работает"), channel="portal", by=people.dmitri.actor
    )

    assert (ticket.number, second.number) == (1, 2)
    assert ticket.label == "T-0001"
    assert (ticket.status.key, ticket.priority, ticket.urgency, ticket.awaits_reply) == ("new", 2, 40, True)
    assert (second.preview, second.message_count, message.kind) == ("Не работает", 1, "customer")
    assert Record.objects.filter(action="ticket.opened").count() == 2


def test_an_empty_message_opens_nothing(people):
    with pytest.raises(services.EmptyMessage):
        services.open_ticket(people.carla, "Hello", Words(" \n\x00"), channel="mail", by=people.carla.actor)
    assert (Ticket.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_reply_waits_for_the_customer_and_takes_the_ticket(people, ticket):
    message = services.reply(ticket, "Sorry, I refund it.", author=people.ana, by=people.ana.actor)

    ticket.refresh_from_db()
    assert (ticket.status.key, ticket.assignee, ticket.awaits_reply) == ("waiting", people.ana, False)
    assert ticket.first_replied_at is not None
    assert timedelta(seconds=10) < message.undo_until - clock.now() <= timedelta(seconds=15)


def test_a_reply_can_be_taken_back_within_its_time(people, ticket):
    message = services.reply(ticket, "Oops", author=people.ana, by=people.ana.actor)

    services.withdraw(message, by=people.ana.actor)
    services.withdraw(message, by=people.ana.actor)
    ticket.refresh_from_db()
    assert (ticket.status.key, ticket.awaits_reply, ticket.message_count) == ("new", True, 1)
    assert Draft.objects.get().body == "Oops"
    assert Record.objects.filter(action="ticket.reply_withdrawn").count() == 1


def test_after_that_it_is_too_late(people, ticket):
    message = services.reply(ticket, "Sent", author=people.ana, by=people.ana.actor)

    with clock.at(clock.now() + timedelta(seconds=16)), pytest.raises(services.TooLate):
        services.withdraw(message, by=people.ana.actor)
    message.refresh_from_db()
    assert message.withdrawn_at is None


def test_a_resolved_ticket_opens_again_within_grace_and_continues_in_a_new_one_after(people, ticket):
    services.reply(ticket, "Done", author=people.ana, by=people.ana.actor, then="resolved")
    ticket.refresh_from_db()
    assert ticket.is_finished

    same = services.answer(
        ticket, Words("Not yet"), contact=people.carla, channel="mail", by=people.carla.actor
    )
    assert (same.pk, same.reopen_count, same.is_finished) == (ticket.pk, 1, False)

    services.change(ticket, by=people.ana.actor, status=desk.status("resolved"))
    ticket.refresh_from_db()
    with clock.at(clock.now() + timedelta(days=8)):
        other = services.answer(
            ticket, Words("Again"), contact=people.carla, channel="mail", by=people.carla.actor
        )
    assert (other.number, other.follows_id) == (2, ticket.pk)


def test_a_note_stays_inside(people, ticket):
    services.note(ticket, "Fraud?", author=people.ana, by=people.ana.actor)

    assert [m.kind for m in selectors.thread(people.ana.actor, ticket)] == ["customer", "note"]
    assert [m.kind for m in selectors.thread(people.carla.actor, ticket)] == ["customer"]


def test_assigning_twice_is_assigning_once(people, ticket):
    services.assign(ticket, people.ana, by=people.lena.actor)
    version = Ticket.objects.get().version
    services.assign(ticket, people.ana, by=people.lena.actor)

    assert Ticket.objects.get().version == version
    assert Record.objects.filter(action="ticket.assigned").count() == 1


def test_a_stale_or_impossible_assignment_moves_nothing(people, ticket):
    with pytest.raises(services.StaleTicket) as stale:
        services.assign(ticket, people.ana, by=people.lena.actor, seen=99)
    assert stale.value.data == {"version": 1}
    with pytest.raises(services.CannotTake):
        services.assign(ticket, people.lars, by=people.lena.actor)
    assert Ticket.objects.get().assignee is None


def test_advice_never_overwrites_what_a_person_chose(people, ticket):
    services.change(ticket, by=people.ana.actor, priority=4)
    services.change(ticket, by=AI, priority=1, sentiment=-2, urgency=80)

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.sentiment, ticket.urgency) == (4, -2, 80)
    assert ticket.chosen == {"priority": people.ana.actor.ref}


def test_changing_nothing_leaves_no_trace(people, ticket):
    services.change(ticket, by=people.ana.actor, priority=2, subject="Invoice is wrong")
    assert not Record.objects.filter(action="ticket.changed").exists()


def test_customers_see_their_own_tickets_only(people, ticket):
    assert selectors.ticket_for(people.carla.actor, "T-0001").pk == ticket.pk
    with pytest.raises(NotFound):
        selectors.ticket_for(people.dmitri.actor, 1)
    with pytest.raises(NotFound):
        selectors.ticket_for(people.carla.actor, "1 OR 1=1")


def test_a_light_agent_may_look_but_not_answer(people, ticket):
    assert selectors.ticket_for(people.lars.actor, 1).pk == ticket.pk
    with pytest.raises(Refused):
        selectors.ticket_for(people.lars.actor, 1, to="tickets.reply")


def test_search_finds_words_prefixes_numbers_and_customers(people, ticket):
    services.open_ticket(people.dmitri, "Other", Words("Nothing here"), channel="mail", by=SYSTEM)

    def numbers(q):
        filters = selectors.Filters.read({"q": q})
        return [row.number for row in selectors.inbox(people.ana.actor, filters)]

    assert numbers("charged twi") == [1]
    assert numbers("invoice") == [1]
    assert numbers("T-0002") == [2]
    assert numbers("dmitri") == [2]
    assert numbers("charged nothing") == []
    assert numbers("'; drop table --") == []


def test_pages_follow_each_other_without_gaps(people):
    from core.tickets.selectors.inbox import page

    for number in range(7):
        services.open_ticket(people.carla, f"No {number}", Words("x"), channel="mail", by=SYSTEM)
    rows = selectors.inbox(people.ana.actor, selectors.Filters())
    seen, cursor = [], ""
    while True:
        found, cursor = page(rows, "urgency", cursor, size=3)
        seen += [row.number for row in found]
        if not cursor:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_messages_count_once_for_each_side(people, ticket):
    assert Message.objects.count() == 1
    assert selectors.open_counts(people.ana.actor) == {
        "open": 1,
        "mine": 0,
        "unassigned": 1,
        "waiting": 0,
        "needs_reply": 1,
        "very_negative": 0,
        "escalated": 0,
        "breaching": 0,
        "overdue": 0,
        "spam": 0,
        "snoozed": 0,
        "needs_review": 0,
    }


def test_what_the_ticket_is_by_now_decides_where_a_customers_word_goes(people, ticket):
    before = Ticket.objects.get(pk=ticket.pk)
    services.change(ticket, by=people.ana.actor, status=desk.status("closed"))
    new = services.answer(before, Words("And?"), contact=people.carla, channel="mail", by=people.carla.actor)
    assert (new.number, new.follows_id) == (2, ticket.pk)
    assert Ticket.objects.get(pk=ticket.pk).status.key == "closed"
