"""The checklist of a ticket: lines that people tick, and tickets that tick themselves."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import selectors, services
from core.tickets.models import ChecklistItem, Ticket
from core.tickets.rules import MOST_ITEMS
from core.tickets.services.words import Words
from tenants.events.models import Delivery
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(people):
    return services.open_ticket(people.dmitri, "Other", Words("x"), channel="api", by=people.dmitri.actor)[0]


@pytest.fixture
def add(people, ticket):
    return lambda text="", about=None: services.add_item(ticket, text, by=people.ana.actor, about=about)


def listed(people, ticket):
    found = selectors.checklist_of(people.ana.actor, ticket.number)
    return [(one.text or one.label, one.done_at is not None) for one in found]


def counted(ticket):
    return Ticket.objects.values_list("items", "items_done").get(pk=ticket.pk)


def test_lines_are_added_ticked_worded_and_removed(people, ticket, add):
    version = Ticket.objects.get(pk=ticket.pk).version
    first, second = add("  Call   the bank "), add("Write")
    by = people.ben.actor
    services.tick(first, True, by=by)
    services.tick(first, True, by=by)
    assert listed(people, ticket) == [("Call the bank", True), ("Write", False)]
    assert counted(ticket) == (2, 1)
    assert ChecklistItem.objects.get(pk=first.pk).done_by == people.ben.name
    services.tick(first, False, by=by)
    services.reword_item(second, "Write to them", by=by)
    services.remove_item(first, by=by)
    services.remove_item(first, by=by)
    assert listed(people, ticket) == [("Write to them", False)]
    assert counted(ticket) == (1, 0)
    told = [line.after["what"] for line in Record.objects.filter(action="ticket.checklist").order_by("pk")]
    assert told == ["added", "added", "done", "undone", "reworded", "removed"]
    assert Ticket.objects.get(pk=ticket.pk).version == version


def test_they_are_put_in_order(people, ticket, add):
    one, two, three = add("1"), add("2"), add("3")
    services.order_items(ticket, [three.pk, 999_999, one.pk], by=people.ana.actor)
    assert [text for text, _ in listed(people, ticket)] == ["3", "1", "2"]
    services.order_items(ticket, [three.pk, one.pk, two.pk], by=people.ana.actor)
    assert Record.objects.filter(action="ticket.checklist", after__what="ordered").count() == 1


def test_a_list_in_the_archive_holds_up_nobody(people, ticket, other, add, drain):
    item = add(about=other)
    drain()
    Ticket.objects.filter(pk=ticket.pk).update(archived_at=clock.now())
    services.change(other, by=people.ana.actor, status=desk.default_status("resolved"))
    drain()
    item.refresh_from_db()
    assert item.done_at
    assert not Delivery.objects.exclude(last_error="").exists()


def test_an_item_somebody_has_just_removed_is_not_there(people, ticket, add):
    item = add("Call")
    services.remove_item(item, by=people.ben.actor)
    for verb in (lambda: services.tick(item, True, by=people.ana.actor),
                 lambda: services.reword_item(item, "x", by=people.ana.actor)):  # fmt: skip
        with pytest.raises(selectors.NoSuchItem):
            verb()


@pytest.mark.parametrize("how", ["status", "reply", "merge"])
def test_a_ticket_that_is_an_item_ticks_itself_when_it_is_finished(people, ticket, other, add, drain, how):
    item = add(about=other)
    assert add(about=other) == item
    by = people.ana.actor
    drain()
    assert listed(people, ticket) == [(other.label, False)]
    if how == "status":
        services.change(other, by=by, status=desk.default_status("resolved"))
    elif how == "reply":
        services.reply(other, "So.", author=people.ana, by=by, then="resolved")
    else:
        third, _ = services.open_ticket(people.dmitri, "x", Words("x"), channel="api", by=people.dmitri.actor)
        services.merge(other, into=third, by=by)
    drain()
    drain()
    assert listed(people, ticket) == [(other.label, True)]
    assert counted(ticket) == (1, 1)
    assert Record.objects.filter(action="ticket.checklist", after__what="done").count() == 1


def test_an_item_that_is_erased_is_counted_no_more(people, ticket, other, add):
    add("Call them")
    services.add_item(ticket, by=people.ana.actor, about=other)
    services.delete(other, by=people.olivia.actor)
    services.erase_now(other, by=people.olivia.actor)
    assert ChecklistItem.objects.get().text == "Call them"
    assert Ticket.objects.values_list("items", "items_done").get() == (1, 0)


def test_one_that_is_finished_already_is_done_at_once(people, ticket, other, add):
    other = services.change(other, by=people.ana.actor, status=desk.default_status("closed"))
    add(about=other)
    assert counted(ticket) == (1, 1)


def test_what_makes_no_sense_is_refused(ticket, add, monkeypatch):
    with pytest.raises(services.EmptyItem):
        add("   ")
    with pytest.raises(services.ItemIsItself):
        add(about=ticket)
    monkeypatch.setattr("core.tickets.services.checklist.MOST_ITEMS", 1)
    add("one")
    with pytest.raises(services.TooManyItems):
        add("two")
    assert counted(ticket) == (1, 0)


def test_a_merge_carries_it_along_and_undoing_brings_it_back(people, ticket, other, add):
    services.add_item(other, "theirs", by=people.ana.actor)
    add("ours")
    add(about=other)
    merge = services.merge(ticket, into=other, by=people.ana.actor, join=True)
    assert listed(people, other) == [("theirs", False), ("ours", False)]
    assert counted(other) == (2, 0)
    services.unmerge(merge, by=people.ana.actor)
    assert listed(people, other) == [("theirs", False)]
    assert sorted(listed(people, ticket)) == sorted([("ours", False), (other.label, False)])


def test_the_api_keeps_it(callers, ticket, other):
    path = f"/tickets/{ticket.number}/checklist/"
    made = callers.ana.call("POST", path, {"text": "Call"})
    assert (made.status_code, made.json()["is_done"]) == (201, False)
    about = callers.ana.call("POST", path, {"ticket": other.number}).json()
    assert (about["ticket"], about["text"]) == (other.number, "Other")
    there = f"{path}{made.json()['id']}/"
    assert callers.ana.call("PATCH", there, {"is_done": True, "text": "Call them"}).json()["is_done"] is True
    ordered = callers.ana.call("POST", f"{path}order/", {"order": [about["id"], made.json()["id"]]}).json()
    assert [row["text"] for row in ordered] == ["Other", "Call them"]
    assert callers.ana.read(f"/tickets/{ticket.number}/").json()["items_done"] == 1
    assert callers.ana.call("POST", path, {}).status_code == 400
    assert (
        callers.ana.call("PATCH", f"/tickets/{other.number}/checklist/{about['id']}/", {}).status_code == 404
    )
    assert callers.ana.call("DELETE", there).status_code == 204
    assert len(callers.ana.read(path).json()) == 1


def test_what_merges_carry_along_is_shown_whole(people, ticket, other, add):
    ChecklistItem.objects.bulk_create(
        ChecklistItem(ticket=one, text=f"{n}", position=n)
        for one in (ticket, other)
        for n in range(MOST_ITEMS)
    )
    services.merge(other, into=ticket, by=people.ana.actor, join=True)
    assert len(listed(people, ticket)) == 2 * MOST_ITEMS
