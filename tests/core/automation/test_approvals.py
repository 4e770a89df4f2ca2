"""Rules and macros ask for approval by a chain, hear of it, and ask how it stands."""

from __future__ import annotations

import pytest

from core.automation import actions
from core.automation import services as automation
from core.desk import services as arranging
from core.tickets import conditions, selectors, services
from core.tickets.models import Approval, Ticket
from core.tickets.services.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(people):
    return services.open_ticket(
        people.carla, "Refund me", Words("Please."), channel="mail", by=people.carla.actor
    )[0]


@pytest.fixture
def chain(people):
    steps = [{"need": "all", "hours": 24, "asked": [f"user:{people.lena.pk}"]}]
    return arranging.save_chain(
        None, by=people.olivia.actor, name="Refund", question="Refund {{ ticket.number }}?", steps=steps
    )


@pytest.fixture
def rule(people):
    def make(events, does, where=None):
        return automation.save_rule(
            None, by=people.olivia.actor, name=f"On {events[0]}", events=events, activator="always",
            conditions={"all": where or []}, actions=does, is_active=True,
        )  # fmt: skip

    return make


def test_a_rule_asks_once_and_another_hears_the_answer(people, ticket, chain, rule, drain):
    drain()
    rule(["note"], [{"do": "approval", "value": str(chain.pk)}])
    rule(
        ["decided"],
        [{"do": "priority", "value": "urgent"}],
        [{"field": "approval", "op": "is", "value": ["approved"]}],
    )
    services.note(ticket, "Ask.", author=people.ben, by=people.ben.actor)
    drain()
    row = Approval.objects.get()
    assert (row.question, row.asked_by) == (f"Refund {ticket.label}?", None)
    assert row.by.startswith("rule:")
    services.note(ticket, "Again.", author=people.ben, by=people.ben.actor)
    drain()
    assert Approval.objects.count() == 1
    services.decide(row, True, by=people.lena.actor)
    drain()
    assert Ticket.objects.get(pk=ticket.pk).priority == 4


def test_a_macro_asks_and_its_reader_needs_the_right(people, ticket, chain):
    does = actions.read([{"do": "approval", "value": str(chain.pk)}])
    with pytest.raises(actions.ActionNotAllowed):
        actions.perform(ticket, does, by=people.lars.actor)
    done = actions.perform(ticket, does, by=people.ana.actor)
    assert (done.done, done.ticket.approval) == (("approval",), "pending")
    again = actions.perform(ticket, does, by=people.ben.actor)
    assert again.kept == ("approval",)
    with pytest.raises(actions.BadAction):
        actions.read([{"do": "approval", "value": "4711"}])


def test_lists_ask_how_it_stands(people, ticket, chain):
    services.ask_by_chain(ticket, chain, by=people.ana.actor)
    tree = conditions.read({"all": [{"field": "approval", "op": "is", "value": ["pending"]}]})
    asking = conditions.Asking.by(people.ana.actor)
    assert list(Ticket.objects.filter(conditions.as_query(tree, asking))) == [ticket]
    row = selectors.ticket_for(people.ana.actor, ticket.number)
    assert conditions.holds(tree, conditions.facts_of(row), asking)
