"""One reply to all tickets of an incident: each customer's own, once, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ai.models import Incident, IncidentLetter, IncidentReply
from ai.services import incidents
from core.accounts.models import Role
from core.audit.models import Record
from core.desk.variables import UnknownVariable
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Draft, Message, Ticket
from core.tickets.services.words import EmptyMessage
from tenants.kernel import clock
from tenants.kernel.errors import Refused
from tests.ai.incidents.outages import CHECKOUT

TEXT = "Hello {{ customer.first_name | there }},\n\nyou can pay again. Your ticket is {{ ticket.number }}.\n\n{{ agent.first_name }}"


@pytest.fixture
def going_on(came, people):
    """going_on(6): a confirmed incident of so many tickets."""

    def happen(number: int = 5) -> Incident:
        came(CHECKOUT[:number])
        incidents.look()
        return incidents.confirm(Incident.objects.get(), by=people.ana.actor)

    return happen


def inside(row):
    return [link.ticket for link in row.links.filter(state="in").order_by("ticket_id")]


def replies_to(row):
    return Message.objects.filter(ticket__in=inside(row), kind="reply").order_by("ticket_id")


def test_each_customer_gets_a_letter_of_their_own(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    incidents.answer(row, TEXT, inside(row), then="resolved", by=by)
    assert not replies_to(row).exists()
    drain()

    said = list(replies_to(row).select_related("ticket__contact", "ticket__status"))
    assert len(said) == 5
    for message in said:
        ticket, name = message.ticket, message.ticket.contact.name.split()[0]
        assert message.text == f"Hello {name},\n\nyou can pay again. Your ticket is {ticket.label}.\n\nAna"
        assert (message.author_user, ticket.status.category) == (people.ana, "resolved")
        letter = Letter.objects.get(message=message)
        assert (letter.recipient, letter.cc, letter.bcc) == (ticket.contact.email, [], [])
        assert letter.send_after == message.undo_until
        assert Record.objects.filter(
            action="ticket.answered_in_incident", object_id=ticket.pk, actor_id=people.ana.pk
        ).exists()
        others = [one.contact for one in inside(row) if one != ticket]
        assert not [one.email for one in others if one.email in letter.text or one.name in letter.text]
    assert set(IncidentLetter.objects.values_list("state", flat=True)) == {"written"}
    assert Record.objects.filter(action="incident.answered").count() == 1


def test_only_the_chosen_ones_get_it(going_on, people, drain):
    row = going_on()
    first, second, *others = inside(row)
    incidents.answer(row, TEXT, [first, second], then="waiting", by=people.ana.actor)
    drain()
    assert [one.ticket for one in replies_to(row)] == [first, second]
    assert {one.status.category for one in Ticket.objects.filter(pk__in=[one.pk for one in others])} == {
        "new"
    }


def test_sent_twice_is_sent_once(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    first = incidents.answer(row, TEXT, inside(row), then="waiting", by=by, key="form-1")
    drain()
    again = incidents.answer(row, TEXT, inside(row), then="waiting", by=by, key="form-1")
    drain()
    assert (first, incidents.send(first.pk), replies_to(row).count()) == (again, 0, 5)


def test_a_second_reply_is_another_one(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    incidents.answer(row, "We are at it.", inside(row), then="waiting", by=by, key="1")
    row = incidents.resolve(row, by=by)
    incidents.answer(row, "It is over.", inside(row), then="resolved", by=by, key="2")
    drain()
    assert replies_to(row).count() == 10


def test_a_worker_that_dies_in_between_leaves_the_rest_to_the_alarm(going_on, people, drain, monkeypatch):
    row = going_on()
    reply = incidents.answer(row, TEXT, inside(row), then="waiting", by=people.ana.actor)
    settled, write = [], incidents.letters._write

    def dying(letter):
        if len(settled) == 2:
            raise KeyboardInterrupt  # as a killed process: nothing of ours handles it
        settled.append(write(letter))
        return settled[-1]

    with monkeypatch.context() as patched:
        patched.setattr(incidents.letters, "_write", dying)
        with pytest.raises(KeyboardInterrupt):
            incidents.send(reply.pk)
    assert (replies_to(row).count(), reply.letters.filter(state="queued").count()) == (2, 3)

    drain(at=clock.now() + timedelta(minutes=3))
    assert (replies_to(row).count(), reply.letters.filter(state="written").count()) == (5, 5)
    assert len({one.ticket_id for one in replies_to(row)}) == 5


def test_who_is_taken_out_before_a_worker_writes_gets_nothing(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    other = inside(row)[2]
    reply = incidents.answer(row, TEXT, inside(row), then="resolved", by=by)
    incidents.take_out(row, other, by=by)
    drain()
    assert not Message.objects.filter(ticket=other, kind="reply").exists()
    failed = reply.letters.get(state="failed")
    assert (failed.ticket, "not in this incident any more" in failed.why) == (other, True)
    assert replies_to(row).count() == 4


def test_failures_are_told_per_ticket_and_tried_again(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    first, second, *_ = inside(row)
    reply = incidents.answer(row, TEXT, inside(row), then="waiting", by=by)
    tickets.merge(second, into=first, by=by, join=True)
    drain()

    failed = reply.letters.get(state="failed")
    assert (failed.ticket, "was merged into" in failed.why, replies_to(row).count()) == (second, True, 4)
    tickets.unmerge(tickets_merge(second), by=by)
    incidents.retry(reply, second, by=people.ben.actor)
    incidents.retry(reply, first, by=by)  # has its letter
    drain()
    assert replies_to(row).count() == 5
    assert Message.objects.get(ticket=second, kind="reply").author_user == people.ben


def tickets_merge(ticket):
    from core.tickets.models import TicketMerge

    return TicketMerge.objects.get(merged=ticket)


def test_a_fault_of_ours_ends_after_three_tries_and_holds_nobody_up(going_on, people, drain, monkeypatch):
    row = going_on()
    reply = incidents.answer(row, TEXT, inside(row), then="waiting", by=people.ana.actor)
    bad, write = inside(row)[1].pk, incidents.letters._write
    monkeypatch.setattr(
        incidents.letters, "_write", lambda one: 1 / 0 if one.ticket_id == bad else write(one)
    )
    drain()
    failed = reply.letters.get(state="failed")
    assert (failed.ticket_id, failed.attempts, "on our side" in failed.why) == (bad, 3, True)
    assert replies_to(row).count() == 4


def test_one_letter_is_taken_back_and_can_be_sent_again(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    reply = incidents.answer(row, TEXT, inside(row), then="waiting", by=by)
    drain()
    letter = reply.letters.first()
    tickets.withdraw(letter.message, by=by)
    drain(at=clock.now() + timedelta(minutes=1))
    assert Letter.objects.filter(message=letter.message, state="sent").count() == 0
    assert Draft.objects.get(ticket=letter.ticket, user=people.ana).body == letter.message.text
    assert replies_to(row).filter(withdrawn_at=None).count() == 4

    incidents.retry(reply, letter.ticket, by=by)
    incidents.retry(reply, letter.ticket, by=by)
    drain()
    assert replies_to(row).filter(withdrawn_at=None).count() == 5


def test_who_joins_later_gets_the_same(going_on, came, people, drain):
    row, by = going_on(), people.ana.actor
    reply = incidents.answer(row, TEXT, inside(row), then="waiting", by=by)
    drain()
    late = came(CHECKOUT[7:10], ago=0)
    incidents.look()
    new = [one for one in inside(row) if one in late]
    assert len(new) >= 2
    incidents.answer_more(reply, [*new, inside(row)[0]], by=people.ben.actor)
    incidents.answer_more(reply, new, by=people.ben.actor)
    drain()
    assert replies_to(row).count() == 5 + len(new)
    assert {one.author_user for one in replies_to(row).filter(ticket__in=new)} == {people.ben}


def test_what_the_agent_had_begun_in_a_ticket_stays(going_on, people, drain):
    row = going_on()
    ticket = inside(row)[0]
    tickets.keep_draft(ticket, "I have begun something else", author=people.ana)
    incidents.answer(row, TEXT, inside(row), then="waiting", by=people.ana.actor)
    drain()
    assert Draft.objects.get(ticket=ticket, user=people.ana).body == "I have begun something else"


def test_nothing_is_sent_before_a_person_confirmed_and_chose(came, people, drain):
    came(CHECKOUT[:6])
    incidents.look()
    row, by = Incident.objects.get(), people.ana.actor
    with pytest.raises(incidents.NotConfirmed):
        incidents.answer(row, TEXT, inside(row), then="waiting", by=by)
    row = incidents.confirm(row, by=by)
    out = inside(row)[0]
    incidents.take_out(row, out, by=by)
    for refusal, text, chosen in (
        (incidents.NobodyChosen, TEXT, []),
        (incidents.NotInIt, TEXT, [out]),
        (EmptyMessage, "  ", inside(row)),
        (UnknownVariable, "Hi {{ customer.nickname }}", inside(row)),
    ):
        with pytest.raises(refusal):
            incidents.answer(row, text, chosen, then="waiting", by=by)
    drain()
    assert not Message.objects.filter(kind="reply").exists()
    assert not IncidentReply.objects.exists()


def test_who_may_not_reply_sends_nothing_and_who_lost_it_neither(going_on, people, drain):
    row = going_on()
    with pytest.raises(Refused):
        incidents.answer(row, TEXT, inside(row), then="waiting", by=people.lars.actor)
    incidents.answer(row, TEXT, inside(row), then="waiting", by=people.ana.actor)
    people.ana.role = Role.objects.get(key="light")
    people.ana.save()
    drain()
    assert not replies_to(row).exists()
    assert set(IncidentLetter.objects.values_list("state", flat=True)) == {"failed"}

    incidents.retry(IncidentReply.objects.get(), inside(row)[0], by=people.ben.actor)
    people.ben.is_active = False
    people.ben.save()
    drain()
    assert "works here no more" in IncidentLetter.objects.order_by("ticket_id").first().why


def test_the_whole_reply_is_taken_back_before_it_leaves(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    reply = incidents.answer(row, TEXT, inside(row), then="waiting", by=by)
    first = incidents.letters._next(reply.pk)
    assert (first, incidents.take_back(reply, by=by), incidents.take_back(reply, by=by)) == (1, 5, 0)
    drain(at=clock.now() + timedelta(minutes=3))
    assert not replies_to(row).filter(withdrawn_at=None).exists()
    assert not Letter.objects.filter(message__in=replies_to(row), state="sent").exists()
    assert reply.letters.filter(state="back").count() == 4

    incidents.retry(reply, inside(row)[1], by=by)
    drain()
    assert replies_to(row).filter(withdrawn_at=None).count() == 1


def test_what_has_left_is_not_taken_back(going_on, people, drain):
    row, by = going_on(), people.ana.actor
    reply = incidents.answer(row, TEXT, inside(row), then="waiting", by=by)
    drain()
    Message.objects.filter(kind="reply").update(undo_until=clock.now() - timedelta(seconds=1))
    assert incidents.take_back(reply, by=by) == 0
    assert replies_to(row).filter(withdrawn_at=None).count() == 5
    assert not Record.objects.filter(action="incident.reply_taken_back").exists()


def test_a_closed_incident_is_opened_again(going_on, people):
    row, by = going_on(), people.ana.actor
    row = incidents.reopen(incidents.resolve(row, by=by), by=by)
    assert (row.state, row.size, incidents.reopen(row, by=by).state) == ("confirmed", 5, "confirmed")
    row = incidents.dismiss(row, by=by)
    taken = row.links.first()
    other = Incident.objects.create(title="Other", first_at=row.first_at, last_at=row.last_at)
    other.links.create(ticket=taken.ticket, how="added")
    row = incidents.reopen(row, by=by)
    assert (row.state, row.size, len(inside(row))) == ("suggested", 4, 4)
