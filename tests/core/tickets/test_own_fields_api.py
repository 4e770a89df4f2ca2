"""Own fields by programs: arranging them, writing values, finding tickets by them."""

from __future__ import annotations

import pytest

from core.desk import services as arrange
from core.tickets import services
from core.tickets.models import Ticket

pytestmark = pytest.mark.django_db
TREE = [
    {"key": "hw", "label": "Hardware"},
    {"key": "laptop", "label": "Laptop", "parent": "hw"},
    {"key": "sw", "label": "Software"},
]
RESOLVE = {"effect": "require", "at": "resolve", "conditions": []}


@pytest.fixture
def fields(people):
    by = people.adam.actor
    for key, kind, more in (
        ("order", "text", {"customer_asks": True, "customer_sees": True}),
        ("product", "tree", {"options": TREE, "customer_sees": True}),
        ("parts", "multi", {"options": TREE}),
        ("amount", "number", {"rules": [RESOLVE]}),
        ("engineer", "person", {}),
    ):
        arrange.save_field(None, by=by, key=key, kind=kind, label=key.title(), **more)


def test_administrators_arrange_fields_and_agents_read_them(callers, people):
    body = {"key": "product", "kind": "tree", "label": "Product", "options": TREE}
    assert callers.ana.call("POST", "/fields/", body).status_code == 403
    made = callers.olivia.call("POST", "/fields/", body)
    assert made.status_code == 201
    assert [one["key"] for one in made.json()["options"]] == ["hw", "laptop", "sw"]

    listed = callers.ana.call("GET", "/fields/").json()
    assert [(one["key"], one["kind"], one["version"]) for one in listed] == [("product", "tree", 1)]
    assert callers.ana.call("GET", "/fields/product/").json() == listed[0]

    late = callers.olivia.call("PATCH", "/fields/product/", {"label": "P"}, If_Match='W/"7"')
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    kept = callers.olivia.call(
        "PATCH", "/fields/product/", {"kind": "text", "label": "What"}, If_Match='W/"1"'
    )
    assert (kept.json()["kind"], kept.json()["label"], kept.json()["version"]) == ("tree", "What", 2)
    wrong = callers.olivia.call("PATCH", "/fields/product/", {"rules": [{"effect": "explode"}]})
    assert (wrong.status_code, list(wrong.json()["details"]["fields"])) == (400, ["rules"])

    for key in ("a", "b"):
        callers.olivia.call("POST", "/fields/", {"key": key, "kind": "text", "label": key})
    order = callers.olivia.call("POST", "/fields/in-order/", {"keys": ["b", "a"]}).json()
    assert [one["key"] for one in order] == ["b", "a", "product"]
    assert callers.olivia.call("DELETE", "/fields/product/").status_code == 204
    assert callers.olivia.call("GET", "/fields/product/").status_code == 404
    assert callers.stranger.call("GET", "/fields/").status_code == 401


def test_a_field_in_use_is_hidden_and_not_deleted(callers, people, ticket, fields):
    services.change(ticket, by=people.ana.actor, fields={"order": "1"})
    gone = callers.olivia.call("DELETE", "/fields/order/")
    assert (gone.status_code, gone.json()["code"]) == (409, "field.in_use")
    assert callers.olivia.call("PATCH", "/fields/order/", {"is_hidden": True}).status_code == 200
    assert callers.ana.call("GET", f"/tickets/{ticket.number}/").json()["fields"] == {}
    assert Ticket.objects.get().fields == {"order": "1"}


def test_values_go_in_and_out_with_the_ticket(callers, people, ticket, fields):
    given = {"order": " 4711 ", "amount": "12,5", "parts": ["sw", "hw"], "engineer": people.lena.pk}
    done = callers.ana.call("PATCH", f"/tickets/{ticket.number}/", {"fields": given}, If_Match='W/"1"')
    assert done.json()["fields"] == {
        "order": "4711",
        "parts": ["hw", "sw"],
        "amount": 12.5,
        "engineer": people.lena.pk,
    }
    assert "fields.order" in done.json()["chosen_by_people"]
    listed = callers.ana.call("GET", "/tickets/").json()["results"]
    assert listed[0]["fields"] == done.json()["fields"]

    gone = callers.ana.call("PATCH", f"/tickets/{ticket.number}/", {"fields": {"order": None}})
    assert "order" not in gone.json()["fields"]


def test_refusals_name_the_field_and_say_what_to_do(callers, people, ticket, fields):
    where = f"/tickets/{ticket.number}/"
    wrong = callers.ana.call("PATCH", where, {"fields": {"amount": "much"}}).json()
    assert (wrong["code"], wrong["details"]["field"], wrong["details"]["fields"]) == (
        "ticket.field_invalid",
        "amount",
        {"fields.amount": ["Write a number, as in 1234 or 1234.5."]},
    )
    unknown = callers.ana.call("PATCH", where, {"fields": {"colour": "red"}}).json()
    assert unknown["code"] == "ticket.unknown_field"
    missing = callers.ana.call("PATCH", where, {"status": "resolved"})
    assert (missing.status_code, missing.json()["code"], missing.json()["details"]["missing"]) == (
        400,
        "ticket.field_required",
        ["amount"],
    )
    reply = callers.ana.call("POST", f"{where}reply/", {"body": "Done.", "then": "resolved"}).json()
    assert reply["code"] == "ticket.field_required"
    assert callers.ana.call("PATCH", where, {"fields": ["order"]}).status_code == 400
    ticket.refresh_from_db()
    assert (ticket.version, ticket.fields, ticket.status.key) == (1, {}, "new")


def test_tickets_are_found_by_what_their_fields_hold(callers, people, ticket, fields, many):
    many(3)
    second, third, fourth = Ticket.objects.exclude(pk=ticket.pk).order_by("id")
    by = people.ana.actor
    services.change(ticket, by=by, fields={"order": "A, B", "product": "laptop", "amount": 5})
    services.change(second, by=by, fields={"product": "hw", "parts": ["laptop"], "engineer": people.ben.pk})
    services.change(third, by=by, fields={"product": "sw", "amount": 5.5})

    def found(query: str) -> list[int]:
        rows = callers.ana.call("GET", f"/tickets/?order=oldest&{query}").json()["results"]
        return sorted(row["number"] for row in rows)

    assert found("field.order=A, B") == [ticket.number]
    assert found("field.product=hw") == [ticket.number, second.number]  # a laptop is hardware
    assert found("field.product=laptop,sw") == [ticket.number, third.number]
    assert found("field.product=none") == [fourth.number]
    assert found("field.parts=laptop,sw") == [second.number]
    assert found("field.amount=5") == [ticket.number]
    assert found(f"field.engineer={people.ben.pk}") == [second.number]
    assert found("field.product=hw&field.amount=5,0") == [ticket.number]
    assert found("field.order=C") == []
    for bad in ("field.colour=red", "field.amount=much", "field.product=moon", "field.engineer=x"):
        answer = callers.ana.call("GET", f"/tickets/?{bad}")
        assert (answer.status_code, answer.json()["code"]) == (400, "filter.invalid")


def test_customers_are_asked_for_some_and_see_some(callers, people, fields):
    asked = callers.carla.call("GET", "/fields/").json()
    assert [one["key"] for one in asked] == ["order"]
    assert "rules" not in asked[0]
    assert callers.carla.call("GET", "/fields/product/").status_code == 403

    body = {"subject": "Hi", "body": "there", "fields": {"order": "4711"}}
    made = callers.carla.call("POST", "/portal/tickets/", body).json()
    ticket = Ticket.objects.get()
    services.change(
        ticket, by=people.ana.actor, fields={"product": "hw", "amount": 1, "engineer": people.ana.pk}
    )
    assert made["fields"] == {"order": "4711"}
    told = callers.carla.call("GET", f"/portal/tickets/{ticket.number}/").json()
    assert told["fields"] == {"order": "4711", "product": "hw"}
    refused = callers.carla.call("POST", "/portal/tickets/", body | {"fields": {"product": "hw"}}).json()
    assert refused["code"] == "ticket.unknown_field"
