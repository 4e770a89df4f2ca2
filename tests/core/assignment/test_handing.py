"""Tickets are handed out: once each, to who can take them, when triage has looked or its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.assignment import services
from core.assignment.models import Handing
from core.assignment.selectors import trace
from core.assignment.services.handing import DRAIN
from core.audit.models import Record
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.models import Queue, Tag, Team
from core.notifications.models import Notification, Preference
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.core.assignment.conftest import drained, holders, later

pytestmark = pytest.mark.django_db


def test_a_queue_that_is_off_costs_no_alarm_and_gives_nothing(people, opened, drain):
    row = opened()
    drain(later())
    assert holders(row) == [None]
    assert not Alarm.objects.filter(kind__startswith="assignment.").exists()


def test_in_turn_and_each_once(people, hands_out, opened):
    hands_out("ana", "ben")
    rows = [opened(f"Number {number}") for number in range(5)]
    drained()
    assert holders(*rows) == ["Ana", "Ben", "Ana", "Ben", "Ana"]
    drained(later(minutes=2))
    assert Handing.objects.count() == 5
    lines = Record.objects.filter(action="ticket.assigned", actor_kind="system")
    assert lines.count() == 5


def test_balanced_goes_by_what_people_hold(people, hands_out, opened, queue):
    hands_out("ana", "ben", mode="balanced")
    for number in range(3):
        tickets.assign(opened(f"Old {number}"), people.ana, by=people.lena.actor)
    rows = [opened(f"New {number}") for number in range(4)]
    drained()
    assert holders(*rows) == ["Ben", "Ben", "Ben", "Ana"]
    told = Handing.objects.order_by("pk").first().told
    assert told == {"mode": "balanced", "of": 2, "load": 0, "capacity": 20}


def test_a_ticket_waits_until_triage_has_looked(people, hands_out, opened, drain):
    hands_out("ana")
    row = opened()
    drain()
    assert holders(row) in ([None], ["Ana"])  # the local engine may have been quick
    services.look(row.pk)
    assert holders(row) == ["Ana"]


def test_without_triage_it_goes_on_after_its_time(people, hands_out, opened):
    hands_out("ana")
    row = opened()
    services.drain()
    assert holders(row) == [None]
    drained(later(seconds=44))
    assert holders(row) == [None]
    drained(later(seconds=46))
    assert holders(row) == ["Ana"]


@pytest.mark.parametrize(
    "values",
    [{"is_suspect": True}, {"pending_until": clock.now() + timedelta(days=1)}, {"deleted_at": clock.now()}],
)
def test_what_nobody_should_work_at_is_left_alone(people, hands_out, opened, values):
    hands_out("ana")
    row = opened(**values)
    drained()
    services.look(row.pk)
    assert Ticket.every.get(pk=row.pk).assignee is None
    assert not Handing.objects.exists()


def test_spam_and_finished_ones_are_left_alone(people, hands_out, opened):
    hands_out("ana")
    rows = [opened("Spam"), opened("Done")]
    tickets.change(rows[0], by=people.ben.actor, is_spam=True)
    tickets.change(rows[1], by=people.ben.actor, status=desk.status("resolved"))
    drained()
    assert holders(*rows) == [None, None]


def test_capacity_drains_the_pool_as_it_frees(people, hands_out, opened, queue):
    hands_out("ana", weight=5)
    services.save_availability(people.ana, by=people.adam.actor, capacity=10)
    rows = [opened(f"Number {number}") for number in range(3)]
    drained()
    assert holders(*rows) == ["Ana", "Ana", None]
    found = trace(Ticket.objects.get(pk=rows[2].pk))
    assert found.waits
    assert {who.name: why for who, why in found.people}["Ana Agent"] == "full"

    tickets.change(rows[0], by=people.ana.actor, status=desk.status("resolved"))
    drained()
    assert holders(rows[2]) == ["Ana"]


def test_a_solved_ticket_wakes_the_pool_at_once(people, hands_out, opened, drain):
    hands_out("ana")
    services.save_availability(people.ana, by=people.adam.actor, capacity=1)
    rows = [opened("One"), opened("Two")]
    drain(later())
    assert holders(*rows) == ["Ana", None]
    tickets.change(rows[0], by=people.ana.actor, status=desk.status("resolved"))
    drain(later(seconds=55))
    assert holders(rows[1]) == ["Ana"]


def test_no_more_within_a_window_than_allowed(people, hands_out, opened):
    hands_out("ana", most=2, window=30)
    rows = [opened(f"Number {number}") for number in range(3)]
    drained()
    assert holders(*rows) == ["Ana", "Ana", None]
    drained(later(minutes=29))
    assert holders(rows[2]) == [None]
    drained(later(minutes=32))
    assert holders(rows[2]) == ["Ana"]


def test_only_people_of_the_team(people, hands_out, opened, queue):
    team = Team.objects.create(name="Second level")
    team.members.add(people.ben)
    arranging.save_queue(queue, by=people.adam.actor, team=team)
    hands_out("ana", "ben")
    rows = [opened("One"), opened("Two")]
    drained()
    assert holders(*rows) == ["Ben", "Ben"]


def test_a_team_in_which_nobody_answers_is_everybodys(people, hands_out, opened, queue):
    team = Team.objects.create(name="Empty")
    arranging.save_queue(queue, by=people.adam.actor, team=team)
    hands_out("ana")
    drained_row = opened()
    drained()
    assert holders(drained_row) == ["Ana"]


def test_languages_and_skills_if_possible(people, hands_out, opened):
    tag = Tag.objects.create(name="refunds")
    hands_out("ana", "ben")
    by = people.adam.actor
    services.save_availability(people.ana, by=by, languages=["DE", "en-GB"])
    services.save_availability(people.ben, by=by, languages=["en"], skills=[tag.pk])
    german, refund, second = (
        opened("Deutsch", language="de"),
        opened("Refund"),
        opened("Deutsch", language="de"),
    )
    refund.tags.add(tag)
    drained()
    assert holders(german, refund, second) == ["Ana", "Ben", "Ana"]
    told = dict(Handing.objects.values_list("ticket__subject", "told"))
    assert told["Deutsch"]["language"] == "de"
    assert told["Refund"]["skills"] == ["refunds"]


def test_languages_without_exception(people, hands_out, opened):
    hands_out("ben", by_language="require")
    services.save_availability(people.ben, by=people.adam.actor, languages=["en"])
    rows = [opened("Deutsch", language="de"), opened("English", language="en")]
    drained()
    assert holders(*rows) == [None, "Ben"]


def test_the_most_urgent_first(people, hands_out, opened):
    hands_out("ana", order="urgent", most=1)
    rows = [opened("Calm", urgency=20), opened("Hot", urgency=95)]
    drained()
    assert holders(*rows) == [None, "Ana"]


def test_who_is_absent_gets_nothing(people, hands_out, opened):
    Preference.objects.create(user=people.ana, away_from=clock.now().date() - timedelta(days=1))
    hands_out("ana", "ben")
    rows = [opened("One"), opened("Two")]
    drained()
    assert holders(*rows) == ["Ben", "Ben"]


def test_who_has_not_clicked_gets_nothing(people, hands_out, opened):
    services.save_policy(None, by=people.adam.actor, idle_after=30)
    hands_out("ana")
    row = opened()
    drained()
    assert holders(row) == [None]
    why = {who.name: why for who, why in trace(Ticket.objects.get(pk=row.pk)).people}
    assert why["Ana Agent"] == "idle"


def test_a_person_who_was_quicker_keeps_it(people, hands_out, opened, monkeypatch):
    hands_out("ana")
    row = opened()
    given = tickets.hand(row.pk, people.ben, by=people.ben.actor, held_by=None, queue=row.queue_id)
    assert given is not None
    assert tickets.hand(row.pk, people.ana, by=people.ana.actor, held_by=None, queue=row.queue_id) is None
    drained()
    assert holders(row) == ["Ben"]


def test_nobody_is_given_a_ticket_twice_a_day(people, hands_out, opened):
    hands_out("ana")
    row = opened()
    drained()
    tickets.assign(row, None, by=people.ana.actor)
    drained(later(minutes=5))
    assert holders(row) == [None]
    drained(later(hours=25))
    assert holders(row) == ["Ana"]


def test_whoever_is_given_one_hears_of_it(people, hands_out, opened, drain):
    hands_out("ana")
    row = opened()
    drain(later())
    assert holders(row) == ["Ana"]
    drain(later(minutes=1))
    told = Notification.objects.filter(user=people.ana, kind="assigned").values_list("who", flat=True)
    assert list(told) == ["Deskhand"]


def test_two_queues_share_people(people, hands_out, opened, queue):
    billing = Queue.objects.get(seed_key="billing")
    hands_out("ana", "ben", mode="balanced")
    hands_out("ana", "ben", mode="balanced", of=billing)
    rows = [opened("One"), opened("Two", queue=billing)]
    drained()
    assert sorted(holders(*rows)) == ["Ana", "Ben"]


def test_the_pool_is_looked_at_again_within_a_minute(people, hands_out, opened, drain):
    hands_out("ana")
    drained()
    assert Alarm.objects.get(kind=DRAIN).at <= later(minutes=2)


def test_a_customer_who_writes_is_no_reason_to_give_it_to_others(people, hands_out, opened, drain):
    hands_out("ana", "ben")
    row = opened()
    drained()
    assert holders(row) == ["Ana"]
    services.save_availability(people.ana, by=people.ana.actor, state="away")
    tickets.hear(row, Words("Hello?"), contact=people.carla, channel="mail", by=people.carla.actor)
    drain(later(minutes=3))
    assert holders(row) == ["Ana"]
