"""The organization's own fields on a ticket: who may write what, and what must be there when."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from core.audit.models import Record
from core.desk import selectors as desk
from core.desk import services as arrange
from core.desk.models import Field
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants import remembered
from tenants.kernel.actor import AI, SYSTEM, Actor
from tenants.kernel.errors import Stale

pytestmark = pytest.mark.django_db
RULE = Actor("system", name="Rule “orders”")
RESOLVE = {"effect": "require", "at": "resolve", "conditions": []}
ALWAYS = {"effect": "require", "at": "always", "conditions": []}
LOCKED = {"effect": "read_only", "at": "always", "conditions": []}


@pytest.fixture
def field(people):
    """field(key, kind, **more): one more field of the organization."""

    def make(key: str, kind: str = "text", **more: Any) -> Field:
        if kind in Field.WITH_OPTIONS:
            more.setdefault(
                "options", [{"key": one, "label": one.title()} for one in ("red", "green", "blue")]
            )
        return arrange.save_field(None, by=people.adam.actor, key=key, kind=kind, label=key.title(), **more)

    return make


def values(ticket: Ticket) -> dict[str, Any]:
    return Ticket.objects.get(pk=ticket.pk).fields


def test_values_are_merged_by_key_told_once_and_marked_as_a_persons(people, ticket, field, monkeypatch):
    for key, kind in (("order", "text"), ("amount", "number"), ("colours", "multi"), ("due", "date")):
        field(key, kind)
    told: list[Any] = []
    monkeypatch.setattr(import_module("core.tickets.services.change"), "publish", told.append)

    given = {"order": " 4711 ", "amount": "12,50", "colours": ["blue", "red"]}
    fresh = services.change(ticket, by=people.ana.actor, seen=ticket.version, fields=given)
    assert values(ticket) == {"order": "4711", "amount": 12.5, "colours": ["red", "blue"]}
    assert fresh.chosen == {f"fields.{key}": people.ana.actor.ref for key in given}
    line = Record.objects.get(action="ticket.changed")
    assert line.before == {"fields.order": None, "fields.amount": None, "fields.colours": None}
    assert line.after == {"fields.order": "4711", "fields.amount": 12.5, "fields.colours": ["red", "blue"]}
    changed, decided = told
    assert (type(changed).__name__, changed.fields, changed.version) == (
        "TicketChanged", ["fields.amount", "fields.colours", "fields.order"], 2,
    )  # fmt: skip
    assert (type(decided).__name__, decided.fields) == (
        "TicketDecided", ["fields.amount", "fields.colours", "fields.order"],
    )  # fmt: skip

    with pytest.raises(Stale):
        services.change(ticket, by=people.ana.actor, seen=ticket.version, fields={"order": "1"})
    services.change(ticket, by=people.ana.actor, fields={"order": None, "due": "2026-12-24"})
    assert values(ticket) == {"amount": 12.5, "colours": ["red", "blue"], "due": "2026-12-24"}
    assert Record.objects.filter(action="ticket.changed").latest("id").before == {
        "fields.order": "4711",
        "fields.due": None,
    }


def test_writing_what_is_there_already_changes_nothing(people, ticket, field):
    field("order")
    fresh = services.change(ticket, by=people.ana.actor, fields={"order": "1"})
    again = services.change(ticket, by=people.ana.actor, fields={"order": " 1"}, seen=fresh.version)
    assert again.version == fresh.version
    assert Record.objects.filter(action="ticket.changed").count() == 1


def test_all_bad_values_are_told_at_once_and_nothing_moves(people, ticket, field):
    field("amount", "number")
    field("colour", "choice")
    with pytest.raises(services.FieldInvalid) as refusal:
        services.change(ticket, by=people.ana.actor, priority=4, fields={"amount": "much", "colour": "pink"})
    assert refusal.value.code == "ticket.field_invalid"
    assert refusal.value.message == "“Amount” cannot hold this: Write a number, as in 1234 or 1234.5."
    assert refusal.value.data["fields"] == {
        "fields.amount": ["Write a number, as in 1234 or 1234.5."],
        "fields.colour": ["Choose one of the options."],
    }
    ticket.refresh_from_db()
    assert (ticket.version, ticket.priority, ticket.fields) == (1, 2, {})


def test_unknown_and_hidden_fields_are_nobodys_to_write(people, ticket, field):
    row = field("old")
    services.change(ticket, by=people.ana.actor, fields={"old": "kept"})
    arrange.save_field(row, by=people.adam.actor, is_hidden=True)
    for key in ("old", "never", "subject"):
        with pytest.raises(services.UnknownField, match=f"no field called {key}"):
            services.change(ticket, by=people.ana.actor, fields={key: "x"})
    assert values(ticket) == {"old": "kept"}


def test_a_person_is_a_colleague_who_works_here(people, ticket, field):
    field("engineer", "person")
    people.ben.is_active = False
    people.ben.save()
    for pk in (people.ben.pk, 10**9):
        with pytest.raises(services.FieldInvalid, match="Choose a colleague"):
            services.change(ticket, by=people.ana.actor, fields={"engineer": pk})
    services.change(ticket, by=people.ana.actor, fields={"engineer": str(people.lena.pk)})
    assert values(ticket) == {"engineer": people.lena.pk}


def test_advice_fills_what_nobody_chose_and_never_what_a_person_did(people, ticket, field):
    field("order")
    field("invoice")
    services.change(ticket, by=AI, fields={"order": "1", "invoice": "A"})
    services.change(ticket, by=people.ana.actor, fields={"order": "2"})
    services.change(ticket, by=AI, fields={"order": "3", "invoice": "B"})
    assert values(ticket) == {"order": "2", "invoice": "B"}

    services.change(ticket, by=people.ana.actor, fields={"invoice": None})  # emptied by hand is a word, too
    services.change(ticket, by=AI, fields={"invoice": "C"})
    assert values(ticket) == {"order": "2"}


def test_what_a_rule_of_mail_found_advice_leaves_alone(people, ticket, field):
    field("order")
    services.change(ticket, by=RULE, stands=True, fields={"order": "4711"})
    services.change(ticket, by=AI, fields={"order": "1"})
    assert values(ticket) == {"order": "4711"}
    assert Ticket.objects.get().chosen == {"fields.order": "system"}


def test_a_locked_field_is_filled_by_machines_while_it_is_empty(people, ticket, field):
    field("serial", rules=[LOCKED])
    with pytest.raises(services.FieldReadOnly) as refusal:
        services.change(ticket, by=people.ana.actor, fields={"serial": "1"})
    assert (refusal.value.code, refusal.value.data["field"]) == ("ticket.field_read_only", "serial")
    assert values(ticket) == {}
    services.change(ticket, by=AI, fields={"serial": "2"})
    services.change(ticket, by=RULE, stands=True, fields={"serial": "3"})
    assert values(ticket) == {"serial": "2"}


def test_a_field_that_is_not_shown_is_not_written_by_people(people, ticket, field):
    billing = desk.category("billing.refund")
    only = {
        "effect": "show",
        "at": "always",
        "conditions": [{"fact": "category", "op": "is", "values": ["billing"]}],
    }
    field("iban", rules=[only])
    with pytest.raises(services.FieldReadOnly):
        services.change(ticket, by=people.ana.actor, fields={"iban": "DE1"})
    services.change(ticket, by=people.ana.actor, category=billing, fields={"iban": "DE1"})
    services.change(ticket, by=people.ana.actor, category=None)
    assert values(ticket) == {"iban": "DE1"}  # out of sight, not lost


def test_whoever_resolves_or_closes_fills_in_what_is_required(people, ticket, field):
    field("cause", "choice", rules=[RESOLVE])
    field("order", rules=[ALWAYS])
    resolved, closed = desk.default_status("resolved"), desk.default_status("closed")
    for act in (
        lambda: services.change(ticket, by=people.ana.actor, status=resolved),
        lambda: services.change(ticket, by=people.ana.actor, status=closed),
        lambda: services.reply(ticket, "Done.", author=people.ana, by=people.ana.actor, then="resolved"),
    ):
        with pytest.raises(services.FieldRequired) as refusal:
            act()
        assert refusal.value.code == "ticket.field_required"
        assert refusal.value.message == "Fill in “Cause”, “Order” first."
        assert sorted(refusal.value.data["fields"]) == ["fields.cause", "fields.order"]
    ticket.refresh_from_db()
    assert (ticket.status.key, ticket.version, ticket.message_count) == ("new", 1, 1)

    services.reply(ticket, "Looking.", author=people.ana, by=people.ana.actor)  # waiting asks for nothing
    services.change(ticket, by=people.ana.actor, status=resolved, fields={"cause": "red", "order": "4711"})
    ticket.refresh_from_db()
    assert ticket.status.key == "resolved"
    for key in ("cause", "order"):
        with pytest.raises(services.FieldRequired):
            services.change(ticket, by=people.ana.actor, fields={key: None})


def test_what_is_locked_once_resolved_is_filled_in_the_same_step(people, ticket, field):
    field("cause", rules=[RESOLVE, {**LOCKED, "at": "resolve"}])
    services.change(
        ticket, by=people.ana.actor, status=desk.default_status("resolved"), fields={"cause": "cable"}
    )
    with pytest.raises(services.FieldReadOnly):
        services.change(ticket, by=people.ana.actor, fields={"cause": "plug"})
    services.change(ticket, by=people.ana.actor, status=desk.default_status("open"), fields={"cause": "plug"})
    assert values(ticket) == {"cause": "plug"}


def test_customers_and_machines_are_not_held_up(people, ticket, field):
    field("cause", rules=[RESOLVE])
    services.change(ticket, by=people.carla.actor, status=desk.default_status("resolved"))
    services.change(ticket, by=SYSTEM, status=desk.default_status("closed"))
    assert Ticket.objects.get().status.key == "closed"


def test_whoever_opens_a_ticket_fills_in_what_is_always_required(people, field):
    field("order", rules=[ALWAYS])
    field("cause", rules=[RESOLVE])

    def opened(by: Actor, fields: dict[str, Any] | None) -> Ticket:
        return services.open_ticket(
            people.carla, "Hi", Words("there"), channel="phone", by=by, fields=fields
        )[0]

    with pytest.raises(services.FieldRequired) as refusal:
        opened(people.ana.actor, {"cause": "x"})
    assert refusal.value.data["missing"] == ["order"]
    assert Ticket.objects.count() == 0

    ticket = opened(people.ana.actor, {"order": "4711", "cause": " "})
    assert (ticket.number, values(ticket)) == (1, {"order": "4711"})
    assert ticket.chosen == {"fields.order": people.ana.actor.ref}
    assert opened(people.ana.actor, None).fields == {}  # nobody was asked: mail, a split


def test_customers_write_what_they_are_asked_for_and_no_more(people, field):
    field("order", customer_asks=True, rules=[ALWAYS])
    field("cause", rules=[ALWAYS])

    def opened(**fields: Any) -> Ticket:
        return services.open_ticket(
            people.carla, "Hi", Words("there"), channel="portal", by=people.carla.actor, fields=fields
        )[0]

    with pytest.raises(services.UnknownField):
        opened(order="1", cause="x")
    with pytest.raises(services.FieldRequired) as refusal:
        opened()
    assert refusal.value.data["missing"] == ["order"]
    assert values(opened(order="1")) == {"order": "1"}


def test_own_fields_cost_a_change_no_query(people, ticket, django_assert_num_queries):
    Field.objects.create(key="order", kind="text", label="Order", rules=[ALWAYS])
    remembered.forget()
    services.change(ticket, by=AI, priority=3)
    with django_assert_num_queries(7):
        services.change(ticket, by=AI, priority=4)
    with django_assert_num_queries(7):
        services.change(ticket, by=AI, priority=3, fields={"order": "4711"})


def test_merging_fills_what_is_empty_and_undoing_takes_it_out_again(people, ticket, field):
    for key in ("order", "invoice", "serial", "note"):
        field(key)
    first, second = (
        services.open_ticket(people.carla, "Too", Words("x"), channel="api", by=people.carla.actor)[0]
        for _each in range(2)
    )
    services.change(ticket, by=AI, fields={"order": "own"})
    services.change(
        first, by=people.ana.actor, fields={"order": "A", "invoice": "A", "serial": "A", "note": "A"}
    )
    services.change(second, by=AI, fields={"invoice": "B"})

    one = services.merge(first, into=ticket, by=people.ana.actor)
    services.merge(second, into=ticket, by=people.ana.actor)
    assert values(ticket) == {"order": "own", "invoice": "A", "serial": "A", "note": "A"}
    services.change(ticket, by=AI, fields={"invoice": "advice", "order": "better"})
    assert values(ticket)["invoice"] == "A"  # a person's word came along
    services.change(ticket, by=people.ana.actor, fields={"note": "mine", "order": "own"})

    services.unmerge(one, by=people.ana.actor)
    assert values(ticket) == {"order": "own", "invoice": "B", "note": "mine"}
    assert sorted(Ticket.objects.get(pk=ticket.pk).chosen) == [
        "fields.invoice",
        "fields.note",
        "fields.order",
    ]
    assert values(first) == {"order": "A", "invoice": "A", "serial": "A", "note": "A"}
    assert values(second) == {"invoice": "B"}
