"""Clocks follow tickets: each story with its exact end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk import selectors as desk_selectors
from core.sla import book, services
from core.sla.listeners import follow
from core.sla.models import Clock, Course, Policy
from core.sla.services.following import concerns
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.events import bus
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.actor import AI, SYSTEM
from tests.core.sla.conftest import clocks, on, picture

pytestmark = pytest.mark.django_db


def test_a_new_ticket_has_its_clocks_and_is_due_when_the_first_of_them_is(desk):
    ticket = desk.ask(on(0, 16, 30)).ticket

    found = clocks(ticket)
    assert set(found) == {"first", "resolution"}
    assert (found["first"].state, found["first"].target, found["first"].due_at) == (
        "running",
        60,
        on(3, 9, 30),
    )
    assert (found["resolution"].target, found["resolution"].due_at) == (480, on(3, 16, 30))
    assert ticket.due_at == on(3, 9, 30)
    assert found["first"].policy.name == "High"


def test_the_answer_stops_the_first_clock_and_waiting_rests_the_resolution(desk):
    ticket = desk.ask(on(0, 10)).ticket
    desk.answer(ticket, on(0, 10, 40))

    found = clocks(ticket)
    assert (found["first"].state, found["first"].worked, found["first"].decided_at) == (
        "met",
        40,
        on(0, 10, 40),
    )
    solution = found["resolution"]
    assert (solution.state, solution.due_at, solution.rests_since) == ("paused", None, on(0, 10, 40))
    assert Ticket.objects.get(pk=ticket.pk).due_at is None

    asked = desk.ask(on(0, 12, 0), ticket)
    found = clocks(ticket)
    assert found["resolution"].due_at == on(3, 11, 20)  # eight hours and eighty minutes of pause after ten
    following = found["next", asked.message.pk]
    assert (following.state, following.due_at) == ("running", on(0, 16))
    assert asked.ticket.due_at == on(0, 16)


def test_what_is_heard_twice_or_late_changes_nothing(desk, monkeypatch):
    """All facts of a ticket once more, backwards."""
    told = []
    publish = bus._keep_deliveries
    monkeypatch.setattr(
        bus, "_keep_deliveries", lambda name, schema, fact: told.append(fact) or publish(name, schema, fact)
    )
    ticket = desk.ask(on(0, 10)).ticket
    desk.answer(ticket, on(0, 10, 40))
    desk.ask(on(0, 12, 0), ticket)
    desk.set(ticket, on(0, 13), status=desk_selectors.status("on_hold"))
    desk.answer(ticket, on(0, 14), then="resolved")
    before = picture(ticket)
    assert [row[:3] for row in before] == [
        ("first", 0, "met"), ("next", before[1][1], "met"), ("resolution", 0, "met"),
    ]  # fmt: skip
    course = Course.objects.values().get(ticket=ticket)

    ours = [fact for fact in told if getattr(fact, "ticket_id", None) == ticket.pk and hasattr(fact, "at")]
    with clock.at(on(0, 14)):
        for fact in [*reversed(ours), *ours]:
            if (
                fact.event_name in bus._listeners
                and "core.sla.listeners.follow" in bus._listeners[fact.event_name]
            ):
                follow(fact)

    assert picture(ticket) == before
    assert Course.objects.values().get(ticket=ticket) == course


def test_facts_that_come_an_hour_late_are_measured_as_they_were(desk):
    ticket = desk.ask(on(0, 10)).ticket
    with clock.at(on(0, 10, 40)):
        tickets.reply(ticket, "So.", author=desk.people.ana, by=desk.people.ana.actor)
    desk.ask(on(0, 11), ticket, heard=False)
    desk.drain(on(0, 15))

    found = clocks(ticket)
    assert (found["first"].state, found["first"].worked) == ("met", 40)
    assert [step["what"] for step in found["resolution"].events] == ["started", "paused", "resumed"]
    assert found["resolution"].due_at == on(3, 10, 20)


def test_another_priority_counts_from_the_start_and_keeps_pauses_and_history(desk):
    ticket = desk.ask(on(0, 9), priority=2).ticket
    desk.set(ticket, on(0, 10), status=desk_selectors.status("on_hold"))
    desk.set(ticket, on(0, 11), status=desk_selectors.status("open"))
    assert clocks(ticket)["resolution"].due_at == on(5, 10)

    desk.set(ticket, on(0, 11, 30), priority=4)

    solution = clocks(ticket)["resolution"]
    assert (solution.policy.name, solution.target, solution.due_at) == ("Urgent", 240, on(0, 14))
    assert [step["why"] for step in solution.events if step["what"] == "policy"] == ["Medium > Urgent"]
    assert clocks(ticket)["first"].state == "breached"  # half an hour from nine is over


def test_what_was_breached_stays_so_under_a_milder_policy(desk):
    ticket = desk.ask(on(0, 9), priority=4).ticket
    desk.drain(on(0, 9, 31))
    assert clocks(ticket)["first"].breached_at == on(0, 9, 30)

    desk.set(ticket, on(0, 9, 40), priority=1)

    first = clocks(ticket)["first"]
    assert (first.state, first.breached_at, first.target) == ("breached", on(0, 9, 30), 480)
    desk.answer(ticket, on(0, 9, 50))
    first = clocks(ticket)["first"]
    assert (first.state, first.decided_at, first.ended_at) == ("breached", on(0, 9, 30), on(0, 9, 50))


def test_notes_and_automatic_words_stop_nothing(desk):
    ticket = desk.ask(on(0, 9)).ticket
    with clock.at(on(0, 9, 10)):
        tickets.note(ticket, "Hm.", author=desk.people.ben, by=desk.people.ben.actor)
        desk.drain(on(0, 9, 10))
    assert clocks(ticket)["first"].state == "running"


def test_a_reply_taken_back_never_stopped_the_clock(desk):
    ticket = desk.ask(on(0, 9)).ticket
    said = desk.answer(ticket, on(0, 9, 10))
    assert clocks(ticket)["first"].state == "met"

    with clock.at(on(0, 9, 10) + timedelta(seconds=5)):
        tickets.withdraw(said, by=desk.people.ana.actor)
    desk.drain(on(0, 9, 11))

    first = clocks(ticket)["first"]
    due_at = on(0, 10) + timedelta(seconds=5)  # so long the ticket waited for the customer
    assert (first.state, first.due_at, first.decided_at) == ("running", due_at, None)


def test_a_reply_for_later_counts_when_it_leaves(desk):
    ticket = desk.ask(on(0, 9)).ticket
    desk.answer(ticket, on(0, 9, 10), leaves_at=on(0, 9, 30))
    assert clocks(ticket)["first"].state == "paused"

    desk.drain(on(0, 9, 31))

    assert (clocks(ticket)["first"].state, clocks(ticket)["first"].ended_at) == ("met", on(0, 9, 30))


def test_thanks_alone_owe_no_reply_and_more_than_thanks_do(desk):
    ticket = desk.ask(on(0, 9)).ticket
    desk.answer(ticket, on(0, 9, 30), then="resolved")
    asked = desk.ask(on(0, 11), ticket)
    assert clocks(ticket)["next", asked.message.pk].state == "running"

    desk.set(ticket, on(0, 11, 1), by=SYSTEM, is_thanks=True)
    following = clocks(ticket)["next", asked.message.pk]
    assert (following.state, following.decided_at) == ("cancelled", None)
    assert clocks(ticket)["resolution"].state == "met"
    assert Ticket.objects.get(pk=ticket.pk).due_at is None

    desk.set(ticket, on(0, 11, 5), is_thanks=False)
    following = clocks(ticket)["next", asked.message.pk]
    due_at = on(0, 15, 4)  # it stood as solved for four minutes
    assert (following.state, following.started_at, following.due_at) == ("running", on(0, 11), due_at)


def test_reopening_goes_on_with_what_was_left(desk):
    ticket = desk.ask(on(0, 9)).ticket
    desk.answer(ticket, on(0, 10), then="resolved")
    assert (clocks(ticket)["resolution"].state, clocks(ticket)["resolution"].worked) == ("met", 60)

    desk.ask(on(3, 9), ticket)

    solution = clocks(ticket)["resolution"]
    assert (solution.state, solution.due_at, solution.decided_at) == ("running", on(3, 16), None)
    assert [step["what"] for step in solution.events] == ["started", "stopped", "reopened"]


def test_spam_cancels_everything_and_nobody_is_told(desk):
    ticket = desk.ask(on(0, 9)).ticket
    desk.set(ticket, on(0, 9, 5), is_spam=True)
    assert {row.state for row in clocks(ticket).values()} == {"cancelled"}
    assert Ticket.objects.get(pk=ticket.pk).due_at is None
    desk.drain(on(3, 12))
    assert {row.breached_at for row in clocks(ticket).values()} == {None}


def test_cancelled_is_no_solution(desk):
    ticket = desk.ask(on(0, 9)).ticket
    desk.answer(ticket, on(0, 9, 30))
    desk.set(ticket, on(0, 12), status=desk_selectors.status("cancelled"))
    solution = clocks(ticket)["resolution"]
    assert (solution.state, solution.decided_at) == ("cancelled", None)


def test_a_merge_keeps_the_survivors_clocks_and_the_sooner_due(desk):
    older = desk.ask(on(0, 9), priority=2).ticket  # first reply due at 13:00
    urgent = desk.ask(on(0, 10), priority=4).ticket  # first reply due at 10:30
    with clock.at(on(0, 10, 10)):
        row = tickets.merge(urgent, into=older, by=desk.people.ana.actor)
    desk.drain(on(0, 10, 10))

    survivor = clocks(older)
    assert (survivor["first"].started_at, survivor["first"].due_at) == (on(0, 9), on(0, 10, 30))
    assert survivor["resolution"].due_at == on(0, 14)
    assert {one.state for one in clocks(urgent).values()} == {"cancelled"}
    assert Ticket.objects.get(pk=older.pk).due_at == on(0, 10, 30)
    assert Ticket.objects.get(pk=urgent.pk).due_at is None

    with clock.at(on(0, 10, 20)):
        tickets.unmerge(row, by=desk.people.ana.actor)
    desk.drain(on(0, 10, 20))
    assert clocks(older)["first"].due_at == on(0, 13)
    assert (clocks(urgent)["first"].state, clocks(urgent)["first"].due_at) == ("running", on(0, 10, 40))


def test_a_breach_is_not_merged_away(desk):
    older = desk.ask(on(0, 9), priority=2).ticket
    urgent = desk.ask(on(0, 10), priority=4).ticket
    desk.drain(on(0, 10, 40))
    with clock.at(on(0, 10, 45)):
        tickets.merge(urgent, into=older, by=desk.people.ana.actor)
    desk.drain(on(0, 10, 45))
    assert (clocks(urgent)["first"].state, clocks(urgent)["first"].decided_at) == ("breached", on(0, 10, 30))
    assert clocks(older)["first"].state == "running"


def test_a_split_takes_what_is_owed_along(desk):
    ticket = desk.ask(on(0, 9)).ticket
    desk.answer(ticket, on(0, 9, 30))
    asked = desk.ask(on(0, 11), ticket)
    with clock.at(on(0, 11, 30)):
        begun = tickets.split(asked.message, by=desk.people.ana.actor)
    desk.drain(on(0, 11, 30))
    assert clocks(ticket)["next", asked.message.pk].state == "cancelled"
    assert (clocks(begun)["first"].state, clocks(begun)["first"].started_at) == ("running", on(0, 11, 30))


def test_a_ticket_from_before_is_measured_from_now_on(desk):
    ticket = desk.ask(on(0, 9), heard=False).ticket
    Delivery.objects.filter(listener="core.sla.listeners.follow").delete()
    desk.drain(on(0, 9))
    assert clocks(ticket) == {}

    asked = desk.ask(on(3, 9), ticket)
    found = clocks(ticket)
    assert (found["first"].started_at, found["first"].state) == (asked.message.created_at, "running")


def test_a_due_time_set_by_hand_holds_until_it_is_taken_away(desk):
    ticket = desk.ask(on(0, 9)).ticket
    desk.set(ticket, on(0, 9, 1), due_at=on(0, 9, 20))
    desk.drain(on(0, 9, 2))
    assert Ticket.objects.get(pk=ticket.pk).due_at == on(0, 9, 20)
    desk.set(ticket, on(0, 9, 3), due_at=None)
    assert Ticket.objects.get(pk=ticket.pk).due_at == on(0, 10)


def test_without_targets_nothing_is_measured(desk):
    Policy.objects.update(first_reply=None, next_reply=None, resolution=240)
    ticket = desk.ask(on(0, 9)).ticket
    assert set(clocks(ticket)) == {"resolution"}
    desk.answer(ticket, on(0, 9, 30))
    desk.ask(on(0, 10), ticket)
    assert set(clocks(ticket)) == {"resolution"}


def test_a_due_time_set_by_hand_outlives_a_clock_that_hears_of_the_ticket_later(desk):
    ticket = desk.ask(on(0, 10), heard=False).ticket
    desk.set(ticket, on(0, 10), due_at=on(0, 10, 20), heard=False)
    desk.drain(on(0, 10, 1))
    assert Course.objects.get(ticket=ticket).by_hand == on(0, 10, 20)
    assert Ticket.objects.get(pk=ticket.pk).due_at == on(0, 10, 20)


def test_no_version_rises_by_what_a_clock_says(desk):
    ticket = desk.ask(on(0, 9)).ticket
    Course.objects.all().delete()
    Clock.objects.all().delete()
    Ticket.objects.update(due_at=None)
    with clock.at(on(0, 9, 1)):
        services.follow(ticket.pk, on(0, 9), status="new")
    row = Ticket.objects.get(pk=ticket.pk)
    assert (row.version, row.due_at) == (ticket.version, on(0, 10))


def test_a_removed_policy_leaves_what_was_promised(desk):
    ticket = desk.ask(on(0, 9)).ticket
    services.delete_policy(Policy.objects.get(name="High"), by=desk.people.olivia.actor)
    desk.answer(ticket, on(0, 9, 30))
    first = clocks(ticket)["first"]
    assert (first.state, first.target, first.policy) == ("met", 60, None)
    assert Clock.objects.filter(ticket=ticket).count() == 2


def test_words_of_other_kinds_are_no_answer(desk):
    ticket = desk.ask(on(0, 9)).ticket
    tickets.change(ticket, by=desk.people.ana.actor, subject="Other words")
    before = picture(ticket)
    desk.drain(on(0, 9, 1))
    assert picture(ticket) == before


def test_only_a_change_that_a_policy_asks_for_is_told_to_the_clocks(desk):
    ticket = desk.ask(on(0, 9)).ticket
    told = Delivery.objects.filter(listener="core.sla.listeners.follow")
    with clock.at(on(0, 10)):
        tickets.change(ticket, by=AI, language="de", urgency=80)
        assert not told.exists()
        tickets.change(ticket, by=desk.people.ana.actor, priority=4)
        assert told.count() == 1
    desk.drain(on(0, 10))
    assert clocks(ticket)["resolution"].policy.name == "Urgent"
    Policy.objects.filter(name="Urgent").update(
        conditions={"all": [{"field": "language", "op": "is", "value": ["de"]}]}
    )
    book.page.changed()
    book.page.kept.clear()
    assert concerns(["language"])
    assert not concerns(["urgency", "sentiment"])
