"""Tickets that are put aside: out of the lists, and back once, whatever comes first and whatever fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.selectors import Filters
from core.tickets.services.pending import ALARM
from core.tickets.services.words import Words
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(days=3)


@pytest.fixture
def aside(ticket, people):
    with clock.at(NOW):
        return services.snooze(ticket, UNTIL, by=people.ana.actor, reason="The supplier")


def ring(at):
    """As the sweep and its task do."""
    with clock.at(at):
        for pk in Alarm.objects.filter(kind=ALARM, at__lte=at).values_list("pk", flat=True):
            bell.ring(pk)


def listed(people, **asked):
    return [row.pk for row in selectors.inbox(people.ana.actor, Filters.read(asked))]


def test_it_stands_in_its_own_list_and_in_no_open_one(aside, people):
    assert (aside.status.key, aside.pending_until, aside.pending_reason) == ("on_hold", UNTIL, "The supplier")
    assert listed(people) == listed(people, assignee="none") == []
    assert listed(people, snoozed="1") == listed(people, status="on_hold") == listed(people, q="invoice")
    assert listed(people, snoozed="1") == listed(people, contact=aside.contact_id) == [aside.pk]
    counts = selectors.open_counts(people.ana.actor)
    assert (counts["open"], counts["unassigned"], counts["snoozed"]) == (0, 0, 1)
    line = Record.objects.filter(action="ticket.changed").latest("pk")
    assert (line.after["status"], line.after["pending_reason"]) == ("on_hold", "The supplier")


def test_a_promise_that_is_due_outweighs_it(aside, people):
    Ticket.objects.update(due_at=clock.now() - timedelta(minutes=1))
    assert listed(people, due="late") == [aside.pk]


def test_it_is_back_when_the_time_is_over_and_only_once(aside, people):
    Delivery.objects.all().delete()
    ring(UNTIL - timedelta(seconds=1))
    assert Ticket.objects.get().pending_until == UNTIL
    ring(UNTIL)
    row = Ticket.objects.get()
    assert (row.status.key, row.pending_until, row.woken_at) == ("open", None, UNTIL)
    assert row.pending_reason == "The supplier"
    version = row.version
    services.wake(row.pk)
    ring(UNTIL + timedelta(days=1))
    assert Ticket.objects.get().version == version
    assert Record.objects.filter(action="ticket.woke").count() == 1
    assert set(Delivery.objects.values_list("event", flat=True)) >= {"ticket.changed"}
    assert listed(people) == [row.pk]
    assert not Alarm.objects.filter(kind=ALARM).exists()


def test_what_is_killed_while_it_wakes_wakes_again(aside, monkeypatch):
    def killed(*args, **more):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("core.audit.trail.record", killed)
        ring(UNTIL)
    assert Ticket.objects.get().pending_until == UNTIL
    assert Alarm.objects.get(kind=ALARM).attempts == 1
    ring(UNTIL + timedelta(hours=1))
    assert Ticket.objects.get().status.key == "open"
    assert Record.objects.filter(action="ticket.woke").count() == 1


def test_the_customer_brings_it_back_at_once_and_the_alarm_says_nothing_more(aside, people):
    with clock.at(NOW + timedelta(hours=1)):
        services.hear(aside, Words("Well?"), contact=people.carla, channel="mail", by=people.carla.actor)
    row = Ticket.objects.get()
    assert (row.status.key, row.pending_until, row.pending_reason, row.woken_at) == ("open", None, "", None)
    ring(UNTIL)
    assert Ticket.objects.get().version == row.version
    assert not Record.objects.filter(action="ticket.woke").exists()


def test_thanks_put_it_aside_again(aside, people):
    services.change(aside, by=people.ana.actor, status=desk.default_status("waiting"))
    until = clock.now() + timedelta(days=2)
    services.snooze(aside, until, by=people.ana.actor)
    services.reply(aside, "So.", author=people.ana, by=people.ana.actor)
    services.snooze(aside, until, by=people.ana.actor)
    services.hear(aside, Words("Thanks!"), contact=people.carla, channel="mail", by=people.carla.actor)
    services.change(Ticket.objects.get(), by=SYSTEM, is_thanks=True)
    row = Ticket.objects.get()
    assert (row.status.key, row.pending_until) == ("waiting", until)


def test_set_anew_it_is_the_last_word(aside, people):
    with clock.at(NOW):
        services.snooze(aside, UNTIL + timedelta(days=1), by=people.ana.actor, reason="The supplier")
    ring(UNTIL)
    assert Ticket.objects.get().pending_until == UNTIL + timedelta(days=1)
    ring(UNTIL + timedelta(days=1))
    assert Ticket.objects.get().pending_until is None


def test_on_hold_asks_a_person_why_and_until_when(ticket, people):
    hold = desk.default_status("on_hold")
    with pytest.raises(services.HoldNeeds) as refused:
        services.change(ticket, by=people.ana.actor, status=hold)
    assert set(refused.value.data["fields"]) == {"pending_until", "pending_reason"}
    with pytest.raises(services.HoldNeeds):
        services.snooze(ticket, clock.now() + timedelta(days=1), by=people.ana.actor)
    assert Ticket.objects.get().status.key == "new"
    assert services.change(ticket, by=SYSTEM, status=hold).status == hold


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_only_a_moment_to_come(ticket, people, days):
    with clock.at(NOW), pytest.raises(services.BadMoment):
        services.snooze(ticket, NOW + timedelta(days=days), by=people.ana.actor, reason="x")
    assert not Alarm.objects.filter(kind=ALARM).exists()


def test_what_waits_for_nothing_is_not_put_aside(ticket, people):
    until = clock.now() + timedelta(days=1)
    with pytest.raises(services.CannotSnooze):
        services.change(ticket, by=people.ana.actor, pending_until=until)
    services.change(ticket, by=people.ana.actor, status=desk.default_status("resolved"))
    with pytest.raises(services.CannotSnooze):
        services.snooze(ticket, until, by=people.ana.actor, reason="x")


def test_taken_up_by_hand(aside, people):
    row = services.unsnooze(aside, by=people.ana.actor)
    assert (row.status.key, row.pending_until) == ("open", None)
    assert services.unsnooze(aside, by=people.ana.actor).version == row.version
    waiting = services.reply(aside, "So.", author=people.ana, by=people.ana.actor).ticket
    services.snooze(waiting, clock.now() + timedelta(days=1), by=people.ana.actor)
    assert services.unsnooze(aside, by=people.ana.actor).status.key == "waiting"


def test_a_merge_ends_it_and_undoing_brings_it_back(aside, people):
    other, _ = services.open_ticket(people.carla, "Again", Words("x"), channel="mail", by=people.carla.actor)
    with clock.at(NOW):
        merge = services.merge(aside, into=other, by=people.ana.actor)
    ring(UNTIL)
    assert Ticket.objects.get(pk=aside.pk).status.category == "merged"
    with clock.at(UNTIL + timedelta(minutes=1)):
        services.unmerge(merge, by=people.ana.actor)
    assert Ticket.objects.get(pk=aside.pk).pending_until == UNTIL
    ring(UNTIL + timedelta(minutes=2))
    assert Ticket.objects.get(pk=aside.pk).status.key == "open"


def test_the_api_puts_aside_lists_and_takes_up(callers, ticket):
    path, until = f"/tickets/{ticket.number}/", (clock.now() + timedelta(days=1)).isoformat()
    refused = callers.ana.call("POST", f"{path}snooze/", {"until": until})
    assert (refused.status_code, refused.json()["code"]) == (400, "ticket.hold_needs")
    shown = callers.ana.call("POST", f"{path}snooze/", {"until": until, "reason": "The bank"}).json()
    assert (shown["status"]["key"], shown["pending_reason"]) == ("on_hold", "The bank")
    assert callers.ana.read("/tickets/").json()["results"] == []
    asked = callers.ana.read("/tickets/", snoozed="true").json()["results"]
    assert [row["pending_until"][:16] for row in asked] == [until[:16]]
    where = '{"all": [{"field": "is_snoozed", "op": "is", "value": true}]}'
    assert len(callers.ana.read("/tickets/", where=where).json()["results"]) == 1
    assert callers.ana.call("POST", f"{path}unsnooze/", {}).json()["pending_until"] is None
    held = {"status": "on_hold", "pending_until": until, "pending_reason": "The bank"}
    assert callers.ana.call("PATCH", path, held).json()["pending_reason"] == "The bank"
    assert callers.ana.call("PATCH", path, {"status": "open"}).json()["pending_until"] is None


def test_the_bell_says_that_it_is_back(aside, people):
    services.assign(aside, people.ana, by=people.ben.actor)
    ring(UNTIL)
    services.change(Ticket.objects.get(), by=SYSTEM, is_thanks=True)
    Ticket.objects.update(awaits_reply=False)
    assert [row.spoken_at for row in selectors.spoken_to(people.ana.actor)] == [UNTIL]
    assert list(selectors.spoken_to(people.ana.actor, UNTIL)) == []


@pytest.fixture
def waits(ticket, people):
    """waits(then): a ticket that is put aside until UNTIL, and what happens then."""

    def put(then, **more):
        with clock.at(NOW):
            return services.snooze(ticket, UNTIL, by=people.ana.actor, then=then, **more)

    return put


def test_it_closes_by_itself_when_the_time_is_over(waits, people):
    row = waits("close")
    assert (row.status.key, row.pending_then, row.pending_reason) == ("waiting", "close", "")
    Delivery.objects.all().delete()
    ring(UNTIL)
    row = Ticket.objects.get()
    assert (row.status.key, row.is_finished, row.closed_at) == ("closed", True, UNTIL)
    assert (row.pending_until, row.pending_then, row.woken_at) == (None, "reopen", None)
    told = set(Delivery.objects.values_list("event", flat=True))
    assert "ticket.status_changed" in told
    assert "ticket.woke" not in told
    ring(UNTIL + timedelta(days=1))
    assert Record.objects.filter(action="ticket.woke").count() == 1


def test_whoever_takes_the_moment_away_takes_the_closing_along(waits, people):
    """Else the next one who puts it aside, and knows of no closing, would close it."""
    row = waits("close")
    with clock.at(NOW):
        row = services.change(row, by=people.ana.actor, pending_until=None)
        assert row.pending_then == "reopen"
        services.change(row, by=people.ana.actor, pending_until=UNTIL)
    ring(UNTIL)
    assert Ticket.objects.get().closed_at is None


def test_the_customers_word_comes_before_it_closes(waits, people):
    row = waits("close")
    with clock.at(NOW + timedelta(hours=1)):
        services.hear(row, Words("Not yet!"), contact=people.carla, channel="mail", by=people.carla.actor)
    ring(UNTIL)
    row = Ticket.objects.get()
    assert (row.status.key, row.pending_then, row.closed_at) == ("open", "reopen", None)


def test_it_reminds_and_stays_as_it_is(waits, people):
    services.assign(waits("remind", status=desk.default_status("waiting")), people.ana, by=people.ana.actor)
    Delivery.objects.all().delete()
    ring(UNTIL)
    row = Ticket.objects.get()
    assert (row.status.key, row.pending_until, row.woken_at) == ("waiting", None, UNTIL)
    told = set(Delivery.objects.values_list("event", flat=True))
    assert "ticket.woke" in told
    assert "ticket.status_changed" not in told


def test_it_is_taken_back_with_all_that_was_said(waits, ticket, people):
    before = services.stand(ticket)
    row = waits("close")
    told = services.difference(before, services.stand(row))
    assert services.give_back(row, told, by=people.ana.actor) == []
    row = Ticket.objects.get()
    assert (row.status.key, row.pending_until, row.pending_then) == ("new", None, "reopen")
    ring(UNTIL)
    assert Ticket.objects.get().status.key == "new"


def test_thanks_leave_it_to_close(waits, ticket, people):
    services.reply(ticket, "So.", author=people.ana, by=people.ana.actor)
    row = waits("close")
    with clock.at(NOW + timedelta(hours=1)):
        services.hear(row, Words("Thanks!"), contact=people.carla, channel="mail", by=people.carla.actor)
        services.change(Ticket.objects.get(), by=SYSTEM, is_thanks=True)
    ring(UNTIL)
    assert Ticket.objects.get().status.key == "closed"


def test_what_cannot_happen_then_is_refused(ticket, people):
    with pytest.raises(services.BadThen):
        services.snooze(ticket, clock.now() + timedelta(days=1), by=people.ana.actor, then="explode")
    assert Ticket.objects.get().pending_until is None
