"""Triggers: when they listen, in which order, what stops them, and what is remembered of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.automation import selectors
from core.automation.actions import Action, Ask, Part, registry
from core.automation.hearing import wanted
from core.automation.models import Firing
from core.automation.services import follow
from core.desk import services as arrange
from core.desk.selectors import status as arrange_status
from core.tickets import services as tickets
from core.tickets.events import MessageReceived, TicketChanged
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.events.models import Delivery
from tenants.kernel.actor import AI, SYSTEM

pytestmark = pytest.mark.django_db
LISTENER = "core.automation.listeners.follow"


def fresh(ticket):
    return Ticket.objects.select_related("status").get(pk=ticket.pk)


def trace(ticket):
    rows = Firing.objects.filter(ticket=ticket).order_by("id")
    return [(row.name, row.event, row.state) for row in rows]


class TestListening:
    def test_a_rule_acts_when_its_conditions_come_true(self, people, ticket, rule, drain):
        drain()
        rule("Urgent", [("priority", "is", ["urgent"])], [("status", "open"), ("tags_add", ["vip"])])
        tickets.change(ticket, by=people.ana.actor, subject="Another")
        drain()
        assert trace(ticket) == []
        tickets.change(ticket, by=people.ana.actor, priority=4)
        drain()
        row = fresh(ticket)
        assert (row.status.key, [tag.name for tag in row.tags.all()]) == ("open", ["vip"])
        assert trace(ticket) == [("Urgent", "changed", "fired")]
        line = selectors.trace_of(ticket)[0]
        assert line.told == {"done": ["status", "tags_add"]}

    def test_selective_hears_of_fields_it_names_and_of_words(self, people, ticket, rule, drain):
        drain()
        rule("Open", [("state", "is", ["open"])], [("tags_add", ["vip"])])
        tickets.change(ticket, by=people.ana.actor, status=arrange_status("open"))
        Ticket.objects.get(pk=ticket.pk).tags.clear()
        drain()
        assert len(trace(ticket)) == 1
        fresh(ticket).tags.clear()
        tickets.change(ticket, by=people.ana.actor, priority=4)  # not named
        drain()
        assert len(trace(ticket)) == 1
        tickets.hear(ticket, Words("And?"), contact=people.carla, channel="mail", by=people.carla.actor)
        drain()
        assert [event for _name, event, _state in trace(ticket)] == ["changed", "customer"]

    def test_always_hears_of_any_change(self, people, ticket, rule, drain):
        drain()
        rule("All", [("state", "is", ["new"])], [("tags_add", ["vip"])], activator="always")
        tickets.change(ticket, by=people.ana.actor, priority=4)
        drain()
        assert trace(ticket) == [("All", "changed", "fired")]

    def test_what_is_so_already_is_no_deed(self, people, ticket, rule, drain):
        rule("Same", [("state", "is", ["new"])], [("priority", "medium")], activator="always")
        tickets.note(ticket, "Hm", author=people.ana, by=people.ana.actor)
        drain()
        assert trace(ticket) == []

    def test_nobody_listens_costs_no_row(self, people, ticket, rule, drain):
        drain()
        rule("Urgent", [("priority", "is", ["urgent"])], [("status", "open")], events=["changed"])
        drain()
        tickets.note(ticket, "Hm", author=people.ana, by=people.ana.actor)
        tickets.change(ticket, by=people.ana.actor, subject="Another")
        assert not Delivery.objects.filter(listener=LISTENER).exists()
        fact = TicketChanged(ticket.pk, "user:1", ["subject"], {}, {}, 1)
        wanted(fact)
        with CaptureQueriesContext(connection) as asked:
            assert not wanted(fact)
        assert len(asked) == 0

    def test_a_message_that_no_rule_holds_for_costs_four_statements(self, people, ticket, rule, drain):
        """Savepoint and its release, the ticket, its tags; the ledger's own claim and receipt come on top."""
        for number in range(5):
            rule(
                f"Rule {number}",
                [("priority", "is", ["urgent"]), ("tags", "any", ["vip"])],
                [("status", "open")],
            )
        drain()
        fact = MessageReceived(ticket.pk, "contact:1", 1, "mail", False)
        follow(fact)
        with CaptureQueriesContext(connection) as asked:
            follow(fact)
        assert len(asked) == 4

    def test_the_state_before_a_change(self, people, ticket, rule, drain):
        drain()
        rule(
            "Back again",
            [
                ("was.state", "is", ["resolved"]),
                ("state", "is", ["open"]),
                ("was.priority", "is", ["medium"]),
            ],
            [("priority", "high")],
        )
        tickets.change(ticket, by=people.ana.actor, status=arrange_status("open"))
        drain()
        tickets.change(ticket, by=people.ana.actor, status=arrange_status("resolved"))
        drain()
        assert trace(ticket) == []
        tickets.hear(ticket, Words("No!"), contact=people.carla, channel="mail", by=people.carla.actor)
        drain()
        assert trace(ticket) == [("Back again", "customer", "fired")]

    def test_advice_does_not_wake_advice(self, people, ticket, rule, drain, monkeypatch):
        told = []
        ask = Action(
            "ask_model", "Ask", "ai.view", Ask.NOTHING, lambda raw: None, part=Part.BEYOND, is_advice=True,
            act=lambda ticket, value, by, overwrite: told.append(by.ref),
        )  # fmt: skip
        monkeypatch.setitem(registry._known, "ask_model", ask)
        drain()
        rule("Ask", [("priority", "is", ["urgent"])], [("ask_model", None)])
        tickets.change(ticket, by=AI, priority=4)
        drain()
        assert told == []
        for priority in (3, 4):
            tickets.change(ticket, by=people.ana.actor, priority=priority)
            drain()
        assert len(told) == 1


class TestOrder:
    def test_a_rule_sees_what_the_one_before_it_did(self, people, ticket, rule, drain):
        drain()
        rule("First", [("priority", "is", ["urgent"])], [("status", "open")])
        rule("Second", [("state", "is", ["open"])], [("tags_add", ["vip"])], activator="always")
        tickets.change(ticket, by=people.ana.actor, priority=4)
        drain()
        assert [name for name, *_rest in trace(ticket)] == ["First", "Second"]

    def test_stop_after_match(self, people, ticket, rule, drain):
        drain()
        rule("First", [("priority", "is", ["urgent"])], [("status", "open")], stop_after_match=True)
        rule("Second", [("priority", "is", ["urgent"])], [("tags_add", ["vip"])])
        tickets.change(ticket, by=people.ana.actor, priority=4)
        drain()
        assert [name for name, *_rest in trace(ticket)] == ["First"]

    def test_one_that_cannot_be_done_does_nothing_and_holds_up_nobody(self, people, ticket, rule, drain):
        need = {"effect": "require", "at": "resolve", "conditions": []}
        arrange.save_field(None, by=people.adam.actor, key="cause", kind="text", label="Cause", rules=[need])
        drain()
        rule("Solve", [("priority", "is", ["urgent"])], [("note", "Solved"), ("status", "resolved")])
        rule("Tag", [("priority", "is", ["urgent"])], [("tags_add", ["vip"])])
        tickets.change(ticket, by=people.ana.actor, priority=4)
        drain()
        assert trace(ticket) == [("Solve", "changed", "failed"), ("Tag", "changed", "fired")]
        assert fresh(ticket).message_count == 1
        line = selectors.trace_of(ticket)[1]
        assert line.told == {"code": "ticket.field_required", "why": "Fill in “Cause” first."}


class TestLoops:
    def test_two_rules_that_undo_each_other_stop_and_say_so(self, people, ticket, rule, drain):
        drain()
        rule("To open", [("state", "is", ["on_hold"])], [("status", "open")])
        rule("To hold", [("state", "is", ["open"])], [("status", "on_hold")])
        tickets.change(ticket, by=SYSTEM, status=arrange_status("on_hold"))
        drain()
        assert trace(ticket) == [
            ("To open", "changed", "fired"),
            ("To hold", "changed", "fired"),
            ("To open", "changed", "stopped"),
        ]
        assert fresh(ticket).status.key == "on_hold"
        rows = list(Firing.objects.filter(ticket=ticket).order_by("id"))
        assert len({row.chain for row in rows}) == 1
        assert [row.depth for row in rows] == [1, 1, 2]
        assert rows[-1].told == {"why": "again"}
        assert not Delivery.objects.filter(listener=LISTENER).exists()

    def test_a_chain_of_rules_ends_after_five(self, people, ticket, rule, drain):
        arrange.save_field(None, by=people.adam.actor, key="step", kind="number", label="Step")
        drain()
        for number in range(7, 0, -1):  # backwards, so that each waits for the next fact
            rule(f"Step {number}", [("field.step", "is", number)], [("field.step", number + 1)])
        tickets.change(ticket, by=SYSTEM, fields={"step": 1})
        drain()
        states = [state for _name, _event, state in trace(ticket)]
        assert states == ["fired"] * 5 + ["stopped"]
        last = Firing.objects.filter(ticket=ticket).order_by("id").last()
        assert last.told == {"why": "depth"}

    def test_a_new_word_begins_a_new_chain(self, people, ticket, rule, drain):
        drain()
        rule("Tag", [("state", "is", ["new"])], [("note", "Again")], activator="always", events=["changed"])
        for priority in (4, 3):
            tickets.change(ticket, by=people.ana.actor, priority=priority)
            drain()
        assert len(trace(ticket)) == 2
