"""What a ticket's own row tells stays true: after a withdrawal, with a category's queue, on a made-up page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit.models import Record
from core.desk import selectors as desk
from core.desk.models import Category, Queue
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.selectors.inbox import BadFilter, page
from tenants import remembered
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


def test_a_withdrawn_reply_leaves_the_row_as_it_was(people, ticket):
    with clock.at(clock.now() + timedelta(minutes=5)):
        reply = services.reply(ticket, "Oops", author=people.ana, by=people.ana.actor)
        services.withdraw(reply, by=people.ana.actor)

    row = Ticket.objects.get()
    assert (row.preview, row.first_replied_at, row.awaits_reply) == ("You charged me twice.", None, True)
    assert row.last_message_at == row.messages.first().created_at
    assert row.status.key == "new"
    line = Record.objects.filter(action="ticket.changed").get()
    assert (line.before, line.after) == ({"status": "waiting"}, {"status": "new", "taken_back": reply.pk})


def test_another_reply_still_stands(people, ticket):
    first = services.reply(ticket, "Oops", author=people.ana, by=people.ana.actor)
    second = services.reply(ticket, "Refunded.", author=people.ben, by=people.ben.actor)
    services.withdraw(first, by=people.ana.actor)

    row = Ticket.objects.get()
    assert (row.status.key, row.awaits_reply, row.preview) == ("waiting", False, "Refunded.")
    assert (row.message_count, row.first_replied_at) == (2, second.created_at)


def test_both_replies_taken_back_leave_the_row_as_before_the_first(people, ticket):
    first = services.reply(ticket, "Hm", author=people.ana, by=people.ana.actor)
    second = services.reply(ticket, "Done.", author=people.ana, by=people.ana.actor, then="resolved")
    for one in (first, second):
        services.withdraw(one, by=people.ana.actor)
    row = Ticket.objects.get()
    assert (row.status.key, row.awaits_reply, row.resolved_at) == ("new", True, None)


def test_a_reply_taken_back_leaves_what_others_decided_since(people, ticket, drain):
    later = clock.now() + timedelta(days=2)
    by, hold = people.ben.actor, desk.status("on_hold")
    reply = services.reply(ticket, "Later.", author=people.ana, by=people.ana.actor, leaves_at=later)
    until = clock.now() + timedelta(days=9)
    services.change(ticket, by=by, status=hold, pending_until=until, pending_reason="parts")
    services.withdraw(reply, by=people.ana.actor)
    row = Ticket.objects.get()
    assert (row.status.key, row.pending_until, row.pending_reason) == ("on_hold", until, "parts")


def test_the_queue_that_comes_with_a_category_is_told(people, ticket):
    queue = Queue.objects.create(name="Billing desk")
    category = Category.objects.create(key="zz.money", name="Money", queue=queue)
    remembered.forget()
    was = ticket.queue_id
    services.change(ticket, by=people.ana.actor, category=category)

    row, line = Ticket.objects.get(), Record.objects.get(action="ticket.changed")
    assert row.queue == queue
    assert (line.before, line.after) == (
        {"category": None, "queue": was},
        {"category": "zz.money", "queue": queue.pk},
    )
    assert row.chosen == {"category": people.ana.actor.ref}  # nobody chose the queue


@pytest.mark.parametrize("order", ["urgency", "newest"])
@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzFd", "WyJhIl0", "WzEsMiwzXQ", "W251bGwsbnVsbF0", "W1tbW1s" * 900]
)
def test_a_page_of_ones_own_making_is_refused(people, ticket, order, cursor):
    rows = selectors.inbox(people.ana.actor, selectors.Filters(order=order))
    with pytest.raises(BadFilter) as no:
        page(rows, order, cursor)
    assert no.value.data["field"] == "cursor"
