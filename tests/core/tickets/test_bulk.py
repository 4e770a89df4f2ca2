"""One change of many tickets: frozen at the start, done by the ordinary verbs, put back where it still stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts.models import Role
from core.audit.models import Record
from core.desk import selectors as desk
from core.desk import services as arrange
from core.desk.models import Category, Team
from core.tickets import selectors, services
from core.tickets.models import BulkChange, BulkItem, Ticket
from core.tickets.services import bulk
from core.tickets.services.words import Words
from tenants.events.bus import hushed
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, NotFound, Refused
from tests.support.counting import statements
from tests.support.reach import bound

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(people):
    """Five new tickets of Carla's, in the order of their numbers; advice has not heard of them."""
    with hushed():
        return [opened(people, f"No {number}") for number in range(5)]


def opened(people, subject):
    return services.open_ticket(people.carla, subject, Words("Help."), channel="mail", by=people.carla.actor)[
        0
    ]


def begin(people, tickets, who="ana", **what):
    return bulk.start(what, by=getattr(people, who).actor, numbers=[one.number for one in tickets])


def states(row):
    return list(row.items.values_list("state", flat=True))


def state_of(row, people):
    return selectors.progress(selectors.bulk_change(people.ana.actor, row.pk)).state


def now(ticket):
    return Ticket.objects.select_related("status", "category", "assignee").get(pk=ticket.pk)


def test_all_chosen_and_nobody_else(people, five, drain):
    *chosen, other = five
    row = begin(people, chosen, status="resolved", priority="high")
    assert (row.total, states(row)) == (4, ["queued"] * 4)
    assert {now(one).status.key for one in five} == {"new"}
    drain()

    assert states(row) == ["done"] * 4
    assert {(now(one).status.key, now(one).priority) for one in chosen} == {("resolved", 3)}
    assert (now(other).status.key, now(other).priority) == ("new", 2)
    lines = Record.objects.filter(action="ticket.changed", object_id__in=[one.pk for one in chosen])
    assert {(line.actor_kind, line.actor_id, line.after["status"]) for line in lines} == {
        ("user", people.ana.pk, "resolved")
    }
    assert now(chosen[0]).chosen["priority"] == people.ana.actor.ref
    [line] = Record.objects.filter(action="bulk.started")
    assert line.after == {"what": {"status": "resolved", "priority": "high"}, "tickets": 4}


def test_everything_that_can_be_done_and_its_undoing(people, five, drain):
    ticket = five[0]
    queue, team = desk.queues()[-1], Team.objects.create(name="Field")
    category = Category.objects.filter(parent__isnull=False, queue=None).first() or Category.objects.first()
    names = list(desk.tag_names()[:3])
    services.change(ticket, by=people.ben.actor, tags=desk.tags_named(names[:2]), priority=1)
    before = now(ticket)
    row = begin(
        people, [ticket], status="open", priority="urgent", assignee=people.ben.pk, queue=queue.pk,
        team=team.pk, category=category.key, add_tags=[names[2]], remove_tags=[names[0]],
    )  # fmt: skip
    drain()
    after = now(ticket)
    assert states(row) == ["done"]
    assert (after.status.key, after.priority, after.assignee, after.queue_id) == (
        "open", 4, people.ben, queue.pk,
    )  # fmt: skip
    assert (after.team, after.category) == (team, category)
    assert set(after.tags.values_list("name", flat=True)) == set(names[1:])

    bulk.undo(row, by=people.ana.actor)
    drain()
    back = now(ticket)
    assert states(row) == ["undone"]
    for name in ("status", "priority", "assignee", "queue", "team", "category", "chosen"):
        assert getattr(back, name) == getattr(before, name), name
    assert set(back.tags.values_list("name", flat=True)) == set(names[:2])


def test_undoing_leaves_alone_what_somebody_changed_since(people, five, drain):
    row = begin(people, five[:3], status="resolved", priority="high")
    drain()
    services.change(five[0], by=people.ben.actor, priority=4)
    services.hear(
        five[1], Words("Still broken."), contact=people.carla, channel="mail", by=people.carla.actor
    )
    bulk.undo(row, by=people.ana.actor)
    drain()

    assert states(row) == ["kept", "kept", "undone"]
    assert (now(five[0]).status.key, now(five[0]).priority) == ("new", 4)  # the status went back
    assert (now(five[1]).status.key, now(five[1]).priority) == ("open", 2)
    assert (now(five[2]).status.key, now(five[2]).resolved_at) == ("new", None)
    assert [item.why for item in selectors.not_done(row)] == [
        "Changed since: priority.", "Changed since: status.",
    ]  # fmt: skip
    assert state_of(row, people) == "undone"
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert states(row) == ["kept", "kept", "undone"]


def test_a_resolved_ticket_gets_its_own_time_back(people, five, drain):
    with clock.at(clock.now() - timedelta(days=2)):
        services.change(five[0], by=people.ben.actor, status=desk.status("resolved"))
    was = now(five[0]).resolved_at
    row = begin(people, five[:1], status="open")
    drain()
    assert now(five[0]).resolved_at is None
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert (now(five[0]).status.key, now(five[0]).resolved_at) == ("resolved", was)


def test_what_one_ticket_refuses_the_others_get(people, five, drain):
    services.merge(five[1], into=five[0], by=people.ben.actor)
    row = begin(people, five[:3], priority="high")
    drain()
    assert states(row) == ["done", "failed", "done"]
    [item] = selectors.not_done(row)
    assert (item.ticket, item.why) == (five[1], "T-0002 was merged into T-0001. Nothing was changed.")
    assert selectors.progress(row).state == "done"


def test_required_fields_hold(people, five, drain):
    arrange.save_field(
        None, by=people.adam.actor, key="order", kind="text", label="Order",
        rules=[{"effect": "require", "at": "resolve", "conditions": []}],
    )  # fmt: skip
    services.change(five[0], by=people.ben.actor, fields={"order": "4711"})
    row = begin(people, five[:2], status="resolved")
    drain()
    assert states(row) == ["done", "failed"]
    assert selectors.not_done(row)[0].why == "Fill in “Order” first."
    assert now(five[1]).status.key == "new"

    both = begin(people, five[1:2], status="resolved", fields={"order": "4712"})
    drain()
    assert states(both) == ["done"]
    bulk.undo(both, by=people.ana.actor)
    drain()
    assert (now(five[1]).status.key, now(five[1]).fields) == ("new", {})


def test_all_that_a_list_shows_are_frozen_to_the_tickets_of_that_moment(people, five, drain):
    services.change(five[0], by=people.ben.actor, priority=4)
    filters = selectors.Filters.read({"priority": "medium"})
    row = bulk.start({"priority": "high"}, by=people.ana.actor, filters=filters)
    late = opened(people, "Late")
    drain()
    assert row.total == 4
    assert [now(one).priority for one in five] == [4, 3, 3, 3, 3]
    assert now(late).priority == 2


def test_started_twice_is_started_once(people, five, drain):
    numbers = [one.number for one in five]
    one, two = (
        bulk.start({"priority": "high"}, by=people.ana.actor, numbers=numbers, key="k") for _ in range(2)
    )
    other = bulk.start({"priority": "low"}, by=people.ben.actor, numbers=numbers[:1], key="k")
    assert one == two != other
    assert BulkItem.objects.count() == 6


def test_a_worker_that_is_asked_twice_does_it_once(people, five, drain):
    row = begin(people, five, priority="high")
    drain()
    versions = [now(one).version for one in five]
    assert bulk.work(row.pk) == 0
    assert [now(one).version for one in five] == versions


def test_cancelled_between_two_spells(people, five, drain):
    row = begin(people, five, priority="high")
    assert bulk.work(row.pk, spell=0) == 1
    bulk.cancel(row, by=people.ana.actor)
    drain()
    assert states(row) == ["done"] + ["cancelled"] * 4
    assert state_of(row, people) == "cancelled"
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert states(row) == ["undone"] + ["cancelled"] * 4


def test_the_alarm_goes_on_when_a_worker_died(people, five, drain):
    row = begin(people, five, priority="high")
    assert bulk.work(row.pk, spell=0) == 1
    drain.parked.clear()
    drain(at=clock.now() + bulk.starting.NET + timedelta(seconds=5))
    assert states(row) == ["done"] * 5


def test_after_a_month_it_is_forgotten(people, five, drain):
    row = begin(people, five, priority="high")
    drain()
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(bulk.TooLateToUndo):
        bulk.undo(row, by=people.ana.actor)
    drain(at=clock.now() + timedelta(days=31))
    assert not BulkChange.objects.exists()
    assert not BulkItem.objects.exists()


def test_who_left_meanwhile_changes_nothing(people, five, drain):
    row = begin(people, five[:1], priority="high")
    people.ana.is_active = False
    people.ana.save()
    drain()
    assert states(row) == ["failed"]
    assert selectors.not_done(row)[0].why == "Who started it works here no more. Nothing was changed."
    assert now(five[0]).priority == 2


def test_who_lost_a_right_meanwhile_does_not_use_it(people, five, drain):
    row = begin(people, five[:1], queue=desk.queues()[-1].pk)
    people.ana.role = Role.objects.get(key="light")
    people.ana.save()
    drain()
    assert states(row) == ["failed"]


def test_merged_into_one_and_apart_again(people, five, drain):
    row = begin(people, five, merge_into={"ticket": five[0].number})
    drain()
    assert states(row) == ["done"] * 5
    assert [now(one).merged_into_id for one in five] == [None, *[five[0].pk] * 4]
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert [now(one).merged_into_id for one in five] == [None] * 5


def test_taking_merges_back_asks_again_and_says_what_is_gone(people, five, drain):
    row = begin(people, five[:2], merge_into={"ticket": five[2].number})
    drain()
    far = arrange.save_queue(None, by=people.adam.actor, name="Far")
    Ticket.objects.filter(pk=five[0].pk).update(queue=far)
    ana = bound(people.ana, **{f"q{far.pk}": "read"}, others="full", own="full")
    services.delete(five[2], by=people.olivia.actor)
    bulk.undo(row, by=ana.actor)
    drain()
    whys = list(BulkItem.objects.filter(change=row).order_by("pk").values_list("state", "why"))
    assert whys == [
        ("kept", "You are not allowed to do this."),
        ("kept", f"{five[2].label} was deleted. Restore it from the bin first."),
    ]


def test_spam_and_back(people, five, drain):
    row = begin(people, five[:2], is_spam=True)
    drain()
    assert [now(one).is_spam for one in five[:3]] == [True, True, False]
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert {(now(one).status.key, tuple(now(one).chosen)) for one in five[:2]} == {("new", ())}


def test_put_aside_and_taken_up_again(people, five, drain):
    until = clock.now() + timedelta(days=2)
    row = begin(people, five[:2], snooze={"until": until.isoformat(), "reason": "the parts"})
    drain()
    assert {(now(one).status.category, now(one).pending_until) for one in five[:2]} == {("on_hold", until)}
    taken = begin(people, five[:1], status="open")
    drain()
    assert now(five[0]).pending_until is None
    bulk.undo(taken, by=people.ana.actor)
    drain()
    back = now(five[0])
    assert (back.status.category, back.pending_until, back.pending_reason) == ("on_hold", until, "the parts")
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert {(now(one).status.key, now(one).pending_until) for one in five[:2]} == {("new", None)}


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({}, bulk.NothingToDo),
        ({"subject": "x"}, bulk.UnknownAct),
        ({"status": "nowhere"}, NotFound),
        ({"priority": "huge"}, Invalid),
        ({"queue": 4711}, NotFound),
        ({"team": 4711}, NotFound),
        ({"assignee": 4711}, NotFound),
        ({"add_tags": ["not there"]}, services.UnknownTag),
        ({"fields": {"nothing": 1}}, services.UnknownField),
        ({"merge_into": {"ticket": 4711}}, NotFound),
        ({"merge_into": {"ticket": 1}, "priority": "low"}, bulk.OnlyAlone),
        ({"is_spam": "yes"}, Invalid),
        ({"snooze": {"until": "2020-01-01T00:00:00+00:00"}}, Invalid),
        ({"snooze": {"until": "soon"}}, Invalid),
    ],
)
def test_what_makes_no_sense_starts_nothing(people, five, what, refusal):
    with pytest.raises(refusal):
        begin(people, five, **what)
    assert not BulkChange.objects.exists()


def test_nobody_too_many_and_hidden_ones(people, five, monkeypatch):
    by = people.ana.actor
    with pytest.raises(bulk.NobodyChosen):
        bulk.start({"priority": "low"}, by=by)
    with pytest.raises(NotFound):
        bulk.start({"priority": "low"}, by=by, numbers=[1, 99])
    with pytest.raises(bulk.TooManyChosen, match="2,000"):
        bulk.start({"priority": "low"}, by=by, numbers=range(1, 2_002))
    with pytest.raises(Refused):
        begin(people, five, who="lars", priority="low")
    assert not BulkChange.objects.exists()


def test_only_ones_own_are_there(people, five):
    row = begin(people, five, priority="high")
    assert selectors.bulk_change(people.ana.actor, row.pk) == row
    with pytest.raises(selectors.NoSuchChange):
        selectors.bulk_change(people.ben.actor, row.pk)


def test_each_ticket_costs_the_same_statements(people, five):
    """Read once: the change, who started it, what waits, twice. The alarm ends with it."""
    bulk.work(begin(people, five[:1], priority="low").pk)  # what a process remembers: rules, the desk
    one, four = (begin(people, tickets, priority="high") for tickets in (five[:1], five[1:]))
    with statements(22):
        bulk.work(one.pk)
    with statements(22 + 3 * 17):
        bulk.work(four.pk)
