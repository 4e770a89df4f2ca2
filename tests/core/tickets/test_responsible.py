"""Who answers for a ticket beside who holds it, and how long it may take."""

from __future__ import annotations

import pytest

from core.audit import trail
from core.automation.actions.registry import named
from core.desk import selectors as desk
from core.desk import services as arranging
from core.notifications.models import Notification
from core.tickets import conditions, selectors, services
from core.tickets.models import Ticket
from core.tickets.selectors import Filters
from core.tickets.services.words import Words
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused
from tests.support.reach import bound

pytestmark = pytest.mark.django_db


def test_it_is_said_told_found_and_taken_back(ticket, people):
    before = services.stand(ticket)
    row = services.change(ticket, by=people.ana.actor, responsible=people.ben, estimated_minutes=90)
    assert (row.responsible, row.estimated_minutes, row.version) == (people.ben, 90, ticket.version + 1)
    line = trail.history(row).last()
    assert (line.action, line.actor_id) == ("ticket.changed", people.ana.pk)
    assert line.after == {"responsible": people.ben.pk, "estimated_minutes": 90}
    assert services.change(row, by=people.ana.actor, responsible=people.ben).version == row.version

    assert list(selectors.inbox(people.ben.actor, Filters(responsible="me"))) == [row]
    assert not selectors.inbox(people.ana.actor, Filters(responsible="me"))
    assert not selectors.inbox(people.ana.actor, Filters(responsible="none"))
    moved = services.difference(before, services.stand(row))
    assert services.give_back(row, moved, by=people.ana.actor) == []
    row = Ticket.objects.get()
    assert (row.responsible, row.estimated_minutes) == (None, None)


def test_conditions_ask_for_both(ticket, people):
    services.change(ticket, by=people.ana.actor, responsible=people.ben, estimated_minutes=90)
    for where, holds in (
        ({"field": "responsible", "op": "is", "value": ["me"]}, True),
        ({"field": "responsible", "op": "empty"}, False),
        ({"field": "estimate", "op": "above", "value": 60}, True),
        ({"field": "estimate", "op": "empty"}, False),
    ):
        tree, asking = conditions.read({"all": [where]}), conditions.Asking.by(people.ben.actor)
        row = Ticket.objects.filter(conditions.as_query(tree, asking)).first()
        assert (row is not None) == conditions.holds(tree, conditions.facts_of(ticket_now()), asking) == holds


def ticket_now():
    return Ticket.objects.get()


def test_who_could_not_open_it_cannot_answer_for_it(ticket, people):
    people.ben.is_active = False
    people.ben.save(update_fields=["is_active"])
    with pytest.raises(services.CannotAnswer):
        services.change(ticket, by=people.ana.actor, responsible=people.ben)
    with pytest.raises(services.BadEstimate):
        services.change(ticket, by=people.ana.actor, estimated_minutes=600_001)
    assert ticket_now().version == ticket.version


def test_whoever_is_made_responsible_hears_of_it_and_nobody_else(ticket, people, drain):
    drain()
    Notification.objects.all().delete()
    services.change(ticket, by=people.ana.actor, responsible=people.ben)
    drain()
    row = Notification.objects.get()
    assert (row.user, row.kind, row.who) == (people.ben, "responsible", people.ana.name)
    services.change(ticket, by=people.ben.actor, responsible=None)
    services.change(ticket, by=people.ben.actor, responsible=people.ben)
    drain()
    assert Notification.objects.count() == 1


def test_a_merge_fills_them_in_and_undoing_empties_them(ticket, people):
    other, _ = services.open_ticket(people.carla, "More", Words("x"), channel="mail", by=people.carla.actor)
    services.change(ticket, by=people.ana.actor, responsible=people.ben, estimated_minutes=30)
    merge = services.merge(ticket, into=other, by=people.ana.actor)
    row = Ticket.objects.get(pk=other.pk)
    assert (row.responsible, row.estimated_minutes) == (people.ben, 30)
    services.unmerge(merge, by=people.ana.actor)
    row = Ticket.objects.get(pk=other.pk)
    assert (row.responsible, row.estimated_minutes) == (None, None)


def test_rules_take_it_from_nobody_unless_they_say_so(ticket, people):
    rule, act = Actor("rule", 1, "Rule"), named("responsible").act
    assert act(ticket, str(people.ben.pk), rule, False) is None
    assert act(ticket_now(), str(people.ana.pk), rule, False) == "kept"
    assert ticket_now().responsible == people.ben
    act(ticket_now(), str(people.ana.pk), rule, True)
    assert ticket_now().responsible == people.ana
    assert act(ticket_now(), "me", rule, True) == "kept"


def test_the_api_takes_shows_and_asks_for_them(callers, ticket, people):
    path = f"/tickets/{ticket.number}/"
    shown = callers.ana.call("PATCH", path, {"responsible": people.ben.pk, "estimated_minutes": 45}).json()
    assert shown["responsible"] == {"id": people.ben.pk, "name": people.ben.name}
    assert shown["estimated_minutes"] == 45
    assert callers.ana.call("PATCH", path, {"responsible": 999_999}).status_code == 404
    assert callers.ana.call("PATCH", path, {"estimated_minutes": -1}).status_code == 400
    (row,) = callers.ben.read("/tickets/", responsible="me").json()["results"]
    assert row["responsible"]["id"] == people.ben.pk
    assert callers.ana.read("/tickets/", responsible="me").json()["results"] == []
    assert callers.ana.read("/tickets/", responsible="x").status_code == 400
    assert callers.ana.call("PATCH", path, {"responsible": None}).json()["responsible"] is None


def test_a_program_opens_a_ticket_that_somebody_answers_for(callers, people):
    body = {"subject": "S", "body": "B", "email": people.carla.email, "responsible": people.ben.pk}
    assert callers.ana.call("POST", "/tickets/", body).json()["responsible"]["id"] == people.ben.pk
    number = Ticket.objects.count()
    assert callers.ana.call("POST", "/tickets/", body | {"responsible": 999_999}).status_code == 404
    assert Ticket.objects.count() == number, "a refused ticket is none"


def test_who_may_not_hand_out_work_makes_nobody_responsible(ticket, people):
    ana = bound(people.ana, **{f"q{ticket.queue_id}": "create"})
    with pytest.raises(Refused):
        services.make_responsible(ticket, people.ben, by=ana.actor)
    assert ticket_now().responsible is None


@pytest.mark.parametrize("is_turned", [False, True])
def test_several_fields_are_one_target_whoever_is_named_first(ticket, people, callers, is_turned):
    """Ben may open tickets of the new queue alone: both together are allowed, either order."""
    there = arranging.save_queue(None, by=people.adam.actor, name="Repairs")
    ben = bound(people.ben, **{f"q{ticket.queue_id}": "none", f"q{there.pk}": "full"})
    wanted = {"queue": there.pk, "responsible": people.ben.pk}
    wanted = dict(reversed(wanted.items())) if is_turned else wanted
    assert callers.ana.call("PATCH", f"/tickets/{ticket.number}/", wanted).status_code == 200
    row = ticket_now()
    assert (row.queue, row.responsible, row.version) == (there, people.ben, ticket.version + 1)
    back = {"queue": ticket.queue, "responsible": ben, "estimated_minutes": 5}
    services.change(row, by=people.ana.actor, responsible=None)
    with pytest.raises(services.CannotAnswer):
        services.change(row, by=people.ana.actor, **dict(reversed(back.items()) if is_turned else back))
    assert (ticket_now().queue, ticket_now().estimated_minutes) == (there, None), "nothing has moved"


@pytest.mark.parametrize("is_turned", [False, True])
def test_the_queue_that_is_named_holds_against_the_one_a_category_brings(ticket, people, is_turned):
    brought, named_queue = (
        arranging.save_queue(None, by=people.adam.actor, name=name) for name in ("Refunds", "Repairs")
    )
    arranging.save_category(desk.category("billing.refund"), by=people.adam.actor, queue=brought)
    wanted = {"category": desk.category("billing.refund"), "queue": named_queue}
    wanted = dict(reversed(wanted.items())) if is_turned else wanted
    assert services.change(ticket, by=people.ana.actor, **wanted).queue == named_queue


def test_a_status_and_a_word_about_spam_that_contradict_are_refused(ticket, people, callers):
    path = f"/tickets/{ticket.number}/"
    for wanted in ({"status": "open", "is_spam": True}, {"is_spam": True, "status": "open"}):
        answer = callers.ana.call("PATCH", path, wanted)
        assert (answer.status_code, answer.json()["code"]) == (400, "ticket.contradicting")
    assert ticket_now().version == ticket.version
    assert (
        callers.ana.call("PATCH", path, {"is_spam": False, "status": "open"}).json()["status"]["key"]
        == "open"
    )
