"""The API of changing many tickets: what it answers, and whom it refuses."""

from __future__ import annotations

import pytest

from core.tickets.models import BulkChange, Ticket
from tests.support.callers import said

pytestmark = pytest.mark.django_db
START = "/tickets/bulk/"


def test_start_look_and_undo(callers, ticket, many, drain):
    many(2)
    drain()
    asked = {"tickets": [1, 2], "do": {"priority": "urgent", "status": "open"}}
    answer = callers.ana.call("POST", START, asked)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["state"], told["total"], told["done"], told["do"]) == (
        "working", 2, 0, {"priority": "urgent", "status": "open"},
    )  # fmt: skip
    drain()

    one = f"{START}{told['id']}/"
    done = callers.ana.read(one).json()
    assert (done["state"], done["done"], done["not_done"]) == ("done", 2, [])
    assert done["undo_until"]
    assert dict(Ticket.objects.values_list("number", "priority"))[3] != 4
    undone = callers.ana.call("POST", f"{one}undo/")
    assert (undone.status_code, undone.json()["state"]) == (202, "undoing")
    drain()
    assert callers.ana.read(one).json()["state"] == "undone"
    assert callers.ana.read(one).json()["undone"] == 2


def test_a_list_is_named_by_its_filters(callers, ticket, many, drain):
    many(3)
    drain()
    answer = callers.ana.call("POST", START, {"filters": {"assignee": "me"}, "do": {"priority": "low"}})
    assert said(answer) == (400, "bulk.nobody_chosen")
    Ticket.objects.filter(number__in=(1, 2)).update(assignee=None)
    answer = callers.ana.call("POST", START, {"filters": {"assignee": "none"}, "do": {"priority": "low"}})
    assert (answer.status_code, answer.json()["total"]) == (202, 2)


def test_the_same_key_starts_once(callers, ticket):
    body = {"tickets": [1], "do": {"priority": "low"}}
    one, two = (callers.ana.call("POST", START, body, Idempotency_Key="once") for _ in range(2))
    assert one.json()["id"] == two.json()["id"]
    assert BulkChange.objects.count() == 1


def test_cancelled(callers, ticket, drain):
    told = callers.ana.call("POST", START, {"tickets": [1], "do": {"priority": "low"}}).json()
    answer = callers.ana.call("POST", f"{START}{told['id']}/cancel/")
    assert (answer.status_code, answer.json()["state"], answer.json()["cancelled"]) == (200, "cancelled", 1)
    drain()
    assert Ticket.objects.get(number=1).priority != 1


@pytest.mark.parametrize(
    ("body", "no"),
    [
        ({"tickets": [1], "do": {}}, (400, "bulk.nothing")),
        ({"tickets": [1]}, (400, "invalid")),
        ({"do": {"priority": "low"}}, (400, "bulk.nobody_chosen")),
        ({"tickets": [99], "do": {"priority": "low"}}, (404, "ticket.not_found")),
        ({"tickets": [1], "do": {"status": "nowhere"}}, (404, "status.unknown")),
        ({"tickets": [1], "do": {"status": "merged"}}, (400, "ticket.merge_instead")),
        ({"filters": {"order": "x"}, "do": {"priority": "low"}}, (400, "filter.invalid")),
        ({"filters": {"asignee": "me"}, "do": {"priority": "low"}}, (400, "invalid")),
        ({"tickets": [1], "do": {"merge_into": 1, "priority": "low"}}, (400, "bulk.only_alone")),
        ({"tickets": list(range(1, 2_003)), "do": {"priority": "low"}}, (400, "invalid")),
    ],
)
def test_refusals_and_their_codes(callers, ticket, body, no):
    answer = callers.ana.call("POST", START, body)
    assert said(answer) == no
    assert not BulkChange.objects.exists()


def test_who_may_not(callers, ticket):
    body = {"tickets": [1], "do": {"priority": "low"}}
    assert said(callers.lars.call("POST", START, body)) == (403, "forbidden")
    assert said(callers.carla.call("POST", START, body))[0] == 403
    told = callers.ana.call("POST", START, body).json()
    assert said(callers.ben.read(f"{START}{told['id']}/")) == (404, "bulk.not_found")
    assert said(callers.ben.call("POST", f"{START}{told['id']}/undo/")) == (404, "bulk.not_found")
