"""How tickets have to do with one another: said once, read on both sides, and carried along by merges."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import selectors, services
from core.tickets.models import Ticket, TicketLink
from core.tickets.rules import RELATIONS, inverse
from core.tickets.services.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(people):
    return [
        services.open_ticket(people.carla, name, Words("x"), channel="mail", by=people.carla.actor)[0]
        for name in ("One", "Two", "Three")
    ]


@pytest.fixture
def join(people):
    return lambda ticket, other, relation: services.link(ticket, other, relation, by=people.ana.actor)


def seen(people, ticket):
    return [(one.relation, one.label) for one in selectors.links_of(people.ana.actor, ticket.number)]


@pytest.mark.parametrize("relation", RELATIONS)
def test_each_side_says_it_in_its_own_words(relation, people, three, join):
    one, two, _ = three
    row = join(one, two, relation)
    assert join(two, one, inverse(relation)) == join(one, two, relation) == row
    assert seen(people, one) == [(relation, two.label)]
    assert seen(people, two) == [(inverse(relation), one.label)]
    lines = Record.objects.filter(action="ticket.linked").order_by("pk")
    assert [(line.object_id, line.after["relation"]) for line in lines] == [
        (one.pk, relation), (two.pk, inverse(relation)),
    ]  # fmt: skip
    assert {row.version for row in Ticket.objects.all()} == {1}
    services.unlink(row, by=people.ana.actor)
    services.unlink(row, by=people.ana.actor)
    assert seen(people, one) == seen(people, two) == []
    assert Record.objects.filter(action="ticket.unlinked").count() == 2


def test_what_makes_no_sense_is_refused(people, three, join, monkeypatch):
    one, two, three_ = three
    with pytest.raises(services.LinkToItself):
        join(one, one, "related")
    with pytest.raises(services.BadRelation):
        join(one, two, "eats")
    join(one, two, "parent_of")
    join(two, three_, "parent_of")
    with pytest.raises(services.ParentOfItself):
        join(three_, one, "parent_of")
    monkeypatch.setattr("core.tickets.services.links.MOST_LINKS", 2)
    with pytest.raises(services.TooManyLinks):
        join(two, one, "related")
    services.merge(three_, into=one, by=people.ana.actor)
    with pytest.raises(services.TicketIsMerged):
        join(two, three_, "related")
    assert TicketLink.objects.count() == 2


def test_a_parent_with_open_children_asks(people, three, join):
    one, two, three_ = three
    join(one, two, "parent_of")
    join(two, three_, "parent_of")
    solved, by = desk.default_status("resolved"), people.ana.actor
    with pytest.raises(services.OpenChildren) as refused:
        services.change(one, by=by, status=solved)
    assert refused.value.data["children"] == [two.label]
    with pytest.raises(services.OpenChildren):
        services.reply(one, "Done.", author=people.ana, by=by, then="resolved")
    assert not Ticket.objects.get(pk=one.pk).is_finished
    assert services.change(one, by=by, status=solved, with_children="leave").is_finished
    assert not Ticket.objects.get(pk=two.pk).is_finished
    services.change(one, by=by, status=desk.default_status("open"))
    services.change(one, by=by, status=solved, with_children="close")
    assert {row.status.key for row in Ticket.objects.all()} == {"resolved"}
    services.change(one, by=by, status=desk.default_status("closed"))  # nothing is open under it any more


def test_nobody_but_colleagues_is_asked(people, three, join):
    one, two, _ = three
    join(one, two, "parent_of")
    assert services.change(one, by=people.carla.actor, status=desk.default_status("resolved")).is_finished


def test_a_merge_carries_links_along_and_undoing_brings_them_back(people, three, join):
    one, two, three_ = three
    other, _ = services.open_ticket(people.carla, "Four", Words("x"), channel="mail", by=people.carla.actor)
    join(one, two, "duplicates")
    join(one, three_, "blocks")
    join(two, three_, "blocks")
    join(other, one, "related")
    merge = services.merge(one, into=two, by=people.ana.actor)
    assert seen(people, two) == [("blocks", three_.label), ("related", other.label)]
    assert seen(people, three_) == [("blocked_by", two.label)]
    assert len(merge.links) == 1
    services.unmerge(merge, by=people.ana.actor)
    assert seen(people, one) == [
        ("blocks", three_.label), ("duplicates", two.label), ("related", other.label),
    ]  # fmt: skip
    assert seen(people, two) == [("blocks", three_.label), ("duplicated_by", one.label)]


def test_a_word_on_a_closed_ticket_opens_one_that_follows_it(people, three):
    one = services.change(three[0], by=people.ana.actor, status=desk.default_status("closed"))
    new = services.answer(one, Words("Again"), contact=people.carla, channel="portal", by=people.carla.actor)
    assert seen(people, new) == [("follows", one.label)]
    assert seen(people, one) == [("followed_by", new.label)]


def test_a_merge_of_linked_tickets_costs_the_same_for_every_number(people, three, join):
    costs = []
    for names in (("a",), ("b", "c", "d")):
        one, two = (
            services.open_ticket(people.carla, each, Words("x"), channel="mail", by=people.carla.actor)[0]
            for each in ("left", "right")
        )
        for name in names:
            far = services.open_ticket(
                people.dmitri, name, Words("x"), channel="api", by=people.dmitri.actor
            )[0]
            join(one, far, "blocks")
        with CaptureQueriesContext(connection) as asked:
            services.merge(one, into=two, by=people.ana.actor)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_api_links_lists_and_unlinks(callers, people, three):
    one, two, _ = three
    path = f"/tickets/{one.number}/links/"
    made = callers.ana.call("POST", path, {"relation": "blocked_by", "ticket": two.number})
    assert made.status_code == 201
    assert made.json() | {"id": 0} == {
        "id": 0, "relation": "blocked_by", "ticket": two.number, "subject": "Two",
        "status": {"key": "new", "label": "New"}, "is_finished": False,
    }  # fmt: skip
    there = callers.ana.read(f"/tickets/{two.number}/links/").json()
    assert [row["relation"] for row in there] == ["blocks"]
    assert callers.ana.call("POST", path, {"relation": "eats", "ticket": two.number}).status_code == 400
    assert callers.ana.call("POST", path, {"relation": "blocks", "ticket": 999}).status_code == 404
    assert callers.ana.call("DELETE", f"/tickets/3/links/{made.json()['id']}/").status_code == 404
    assert callers.ana.call("DELETE", f"{path}{made.json()['id']}/").status_code == 204
    assert callers.ana.read(path).json() == []


def test_the_api_asks_about_children(callers, three, join):
    one, two, _ = three
    join(one, two, "parent_of")
    path = f"/tickets/{one.number}/"
    refused = callers.ana.call("PATCH", path, {"status": "resolved"})
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket.open_children")
    assert (
        callers.ana.call("PATCH", path, {"status": "resolved", "with_children": "close"}).status_code == 200
    )
    assert Ticket.objects.get(pk=two.pk).is_finished
