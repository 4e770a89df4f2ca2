"""Columns of a board, and limits of a status: what is counted, what is refused, and what is never lost."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from core.desk import selectors as desk
from core.desk import services as arrange
from core.desk.models import Status
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.selectors.board import CAP
from core.tickets.selectors.inbox import BadFilter
from core.tickets.services import bulk
from core.tickets.services.words import Words
from tenants.events.bus import hushed
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid
from tests.support.counting import statements

pytestmark = pytest.mark.django_db
COLUMNS = (
    "number",
    "subject",
    "contact__name",
    "contact__email",
    "assignee__name",
    "status",
    "queue",
    "priority",
)
COLUMNS += ("urgency", "last_message_at")


def opened(people, number):
    with hushed():
        return [
            services.open_ticket(
                people.carla, f"No {at}", Words("Help."), channel="mail", by=people.carla.actor
            )[0]
            for at in range(number)
        ]


def limited(people, key, limit, hard):
    row = desk.status(key)
    return arrange.save_status(row, by=people.olivia.actor, wip_limit=limit, wip_is_hard=hard)


def to(ticket, key, by, **more):
    return services.change(ticket, by=by, status=desk.status(key), **more)


def look(people, group="status", lanes="", **asked):
    return selectors.board(people.ana.actor, selectors.Filters.read(asked), group, lanes, COLUMNS)


def test_what_is_put_aside_stands_on_the_board_of_open_tickets(people):
    new, held, done, other = opened(people, 4)
    services.snooze(held, clock.now() + timedelta(days=1), by=people.ana.actor, reason="The part")
    to(done, "resolved", people.ana.actor)
    services.assign(other, people.ben, by=people.ana.actor)
    seen = look(people, lanes="assignee")
    by_key = {one.pk: one.key for one in Status.objects.all()}
    assert {(by_key[column], lane): number for (column, lane), number in seen.counts.items()} == {
        ("new", None): 1,
        ("new", people.ben.pk): 1,
        ("on_hold", None): 1,
    }
    assert [one.number for one in seen.cards[desk.status("new").pk]] == [other.number, new.number]


@pytest.mark.parametrize("number", [3, 70])
def test_a_board_costs_two_statements_whatever_it_shows(people, number):
    rows = opened(people, number)
    for row in rows[::2]:
        to(row, "open", people.ana.actor)
    with statements(2):
        found = look(people, lanes="priority")
        shown = [(one.contact.name, one.assignee) for cards in found.cards.values() for one in cards]
    assert len(shown) == min(number, len(shown))


def test_a_column_is_capped_and_goes_on_by_cursor(people):
    opened(people, 120)
    new = desk.status("new").pk
    seen = look(people, order="oldest")
    assert seen.count(new) == 120
    numbers, cursor = [one.number for one in seen.cards[new]], seen.following[new]
    assert len(numbers) == CAP
    while cursor:
        rows, cursor = selectors.column(
            people.ana.actor, selectors.Filters.read({"order": "oldest"}), "status", new, cursor, COLUMNS
        )
        numbers += [one.number for one in rows]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 120


@pytest.mark.parametrize("group", ["priority", "assignee", "queue"])
def test_columns_may_stand_for_other_things(people, group):
    row = opened(people, 1)[0]
    row = Ticket.objects.get(pk=row.pk)
    seen = look(people, group)
    assert seen.counts == {(getattr(row, selectors.column_of(group)), None): 1}
    assert [one.pk for one in next(iter(seen.cards.values()))] == [row.pk]


def test_what_is_no_group_is_refused(people):
    for group, lanes in (("subject", ""), ("status", "queue"), ("assignee", "assignee")):
        with pytest.raises(BadFilter):
            look(people, group, lanes)


def test_a_tagged_ticket_is_counted_once(people):
    row = opened(people, 1)[0]
    tags = list(desk.tags())[:2]
    services.change(row, by=people.ana.actor, tags=tags)
    seen = look(people, tag=[one.name for one in tags])
    assert list(seen.counts.values()) == [1]
    assert len(next(iter(seen.cards.values()))) == 1


def test_a_full_status_takes_no_more_from_people_and_rules(people):
    first, second, third = opened(people, 3)
    limited(people, "in_progress", 1, True)
    to(first, "in_progress", people.ana.actor)
    for by in (people.ana.actor, Actor("rule", 1, "A rule", people.ana.actor.permissions)):
        with pytest.raises(services.ColumnFull) as refused:
            to(second, "in_progress", by)
        assert refused.value.data == {"status": "In progress", "limit": 1}
    assert Ticket.objects.get(pk=second.pk).status.key == "new"
    services.change(first, by=people.ana.actor, priority=4)  # what stands there may change
    to(second, "in_progress", SYSTEM)  # what comes by itself is not lost
    to(first, "open", people.ana.actor)
    with pytest.raises(services.ColumnFull):
        to(third, "in_progress", people.ana.actor)
    to(second, "open", people.ana.actor)
    assert to(third, "in_progress", people.ana.actor).status.key == "in_progress"


def test_a_soft_limit_only_counts(people):
    rows = opened(people, 3)
    limited(people, "open", 1, False)
    for row in rows:
        to(row, "open", people.ana.actor)
    assert selectors.limited() == [desk.status("open").pk]
    assert selectors.standing(selectors.limited()) == {desk.status("open").pk: 3}


def test_a_reply_leaves_although_the_status_is_full(people):
    first, second = opened(people, 2)
    limited(people, "waiting", 1, True)
    to(first, "waiting", people.ana.actor)
    services.reply(second, "On it.", author=people.ana, by=people.ana.actor)
    assert Ticket.objects.get(pk=second.pk).status.key == "waiting"


def test_many_at_once_are_refused_one_by_one(people, drain):
    rows = opened(people, 3)
    limited(people, "open", 2, True)
    row = bulk.start({"status": "open"}, by=people.ana.actor, numbers=[one.number for one in rows])
    drain()
    told = selectors.progress(row)
    assert told.counts == {"done": 2, "failed": 1}
    assert [one.why for one in selectors.not_done(row)] == [
        "“Open” is full: 2 tickets are in it. Move one on first."
    ]


@pytest.mark.parametrize(
    ("key", "limit", "refusal"),
    [
        ("new", 3, "status.no_limit_here"),
        ("resolved", 3, "status.no_limit_here"),
        ("open", 0, "invalid"),
        ("open", 10_001, "invalid"),
    ],
)
def test_only_work_under_way_has_a_limit(people, key, limit, refusal):
    with pytest.raises(Invalid) as refused:
        limited(people, key, limit, True)
    assert refused.value.code == refusal
    assert desk.status(key).wip_limit is None


def test_a_card_goes_to_a_column_and_a_lane_or_nowhere(people):
    row = opened(people, 1)[0]
    limited(people, "in_progress", 1, True)
    moved = services.place(row, by=people.ana.actor, status=desk.status("open"), assignee=people.ben)
    assert (moved.status.key, moved.assignee) == ("open", people.ben)
    with pytest.raises(services.CannotTake):
        services.place(row, by=people.ana.actor, status=desk.status("waiting"), assignee=people.lars)
    assert Ticket.objects.get(pk=row.pk).status.key == "open"
    with pytest.raises(services.StaleTicket):
        services.place(row, by=people.ana.actor, seen=1, status=desk.status("waiting"))


@pytest.mark.parametrize("group", ["status", "priority"])
def test_columns_that_hold_few_have_their_first_cards_in_the_order_of_the_list(people, group):
    """Many are open and of one priority; in two other columns there are less than a twentieth each."""
    rows = opened(people, 6)
    crowd = [
        Ticket(
            public_id=f"c{at}", number=1_000 + at, subject="Crowd", status=desk.status("open"), queue=rows[0].queue,
            contact=people.carla, channel="mail", last_message_at=clock.now(), urgency=50,
        )
        for at in range(150)
    ]  # fmt: skip
    Ticket.objects.bulk_create(crowd)
    by_category = {row.category: row.pk for row in desk.statuses()}
    few, many = (by_category["waiting"], by_category["on_hold"]), desk.status("open").pk
    if group == "priority":
        few, many = (1, 4), crowd[0].priority
    expected = {}
    for value, held in zip(few, (rows[:3], rows[3:5]), strict=True):
        for at, row in enumerate(held):
            Ticket.objects.filter(pk=row.pk).update(**{selectors.column_of(group): value, "urgency": 10 + at})
        expected[value] = [row.pk for row in reversed(held)]

    found = selectors.board(people.ana.actor, selectors.Filters.read({}), group, "", COLUMNS, size=2)
    for value, order in expected.items():
        assert [row.pk for row in found.cards[value]] == order[:2]
        assert found.counts[value, None] == len(order)
        assert (value in found.following) == (len(order) > 2)
    assert len(found.cards[many]) == 2


def test_numbers_of_a_full_board_are_remembered_until_one_moves_a_card(people, monkeypatch):
    opened(people, 4)
    new = desk.status("new").pk
    assert look(people).count(new) == 4
    opened(people, 1)
    assert look(people).count(new) == 5  # few are counted each time

    monkeypatch.setattr(import_module("core.tickets.selectors.board"), "MANY", 5)
    assert look(people).count(new) == 5
    opened(people, 1)
    with statements(1):
        seen = look(people)
    assert (seen.count(new), len(seen.cards[new])) == (5, 6)  # the cards are as they are
    assert look(people, lanes="priority").count(new) == 6  # another question
    selectors.forget_numbers(people.ana.actor)
    assert look(people).count(new) == 6
