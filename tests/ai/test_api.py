"""/api/v1/…/triage and suggestions as a program uses them."""

import pytest
from django.urls import get_resolver

from ai.models import Correction, Suggestion
from core.desk.models import Queue
from core.doors.taking import Strict
from core.tickets.models import Draft, Ticket
from tests.support.callers import Caller, one_of_each, said


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def ticket(write_in, articles, drain) -> Ticket:
    message = write_in()
    drain()
    return Ticket.objects.get(pk=message.ticket_id)


def test_the_panel_is_read(callers, ticket):
    answer = callers.ana.read("/tickets/1/triage/")
    shown = answer.json()

    assert answer.status_code == 200
    assert (shown["state"], shown["engine"], shown["note"], shown["flags"]) == ("done", "local", "", [])
    assert [row["field"] for row in shown["fields"]] == [
        "sentiment",
        "category",
        "priority",
        "tags",
        "escalation",
    ]
    assert shown["fields"][0] | {
        "confidence": 0,
        "reason": "",
        "evidence": "",
        "quotes": [],
        "confidence_word": "",
    } == {
        "field": "sentiment",
        "value": "negative",
        "text": "Negative",
        "proposed": "negative",
        "confidence": 0,
        "confidence_word": "",
        "reason": "",
        "evidence": "",
        "quotes": [],
        "applied": True,
        "shown": True,
        "corrected_by": None,
        "disputed_by": None,
        "urgency": None,
    }


def test_fields_are_corrected_together_or_not_at_all(callers, ticket):
    refused = callers.ana.call("PATCH", "/tickets/1/triage/", {"priority": "high", "category": "no.such"})
    assert said(refused) == (400, "triage.unknown_category")
    assert (Ticket.objects.get().priority, Correction.objects.count()) == (2, 0)

    stale = callers.ana.call("PATCH", "/tickets/1/triage/", {"priority": "high"}, If_Match='W/"1"')
    assert said(stale) == (412, "ticket.stale")

    answer = callers.ana.call("PATCH", "/tickets/1/triage/", {"priority": "high", "tags": ["vip"]})
    rows = {row["field"]: row for row in answer.json()["fields"]}
    assert (rows["priority"]["value"], rows["priority"]["corrected_by"]) == ("high", "Ana Agent")
    assert (rows["tags"]["value"], Correction.objects.count()) == (["vip"], 2)
    assert set(Correction.objects.values_list("source", flat=True)) == {"api"}


def test_a_suggestion_is_read_accepted_and_regenerated(callers, ticket, people, drain):
    shown = callers.ana.read("/tickets/1/suggestion/").json()
    assert (shown["state"], shown["ticket"], shown["engine"]) == ("ready", 1, "local")
    assert "[1]" in shown["body"]
    assert "[1]" not in shown["text"]
    assert [(source["marker"], source["kind"]) for source in shown["sources"]] == [
        ("[1]", "article"),
        ("", "internal"),
    ]

    answer = callers.ana.call("POST", f"/suggestions/{shown['id']}/accept/")
    assert answer.status_code == 200
    assert (answer.json()["suggestion"]["state"], answer.json()["draft"]) == ("accepted", shown["text"])
    assert Draft.objects.get().user == people.ana

    made = callers.ana.call("POST", "/tickets/1/suggestion/", {"instruction": "shorter"})
    assert (made.status_code, made.json()["state"]) == (202, "preparing")
    odd = callers.ana.call("POST", "/tickets/1/suggestion/", {"instruction": "as a pirate"})
    assert said(odd) == (400, "invalid")


def test_a_suggestion_is_rejected_and_then_of_no_use(callers, ticket):
    public_id = Suggestion.objects.get().public_id
    answer = callers.ana.call("POST", f"/suggestions/{public_id}/reject/", {"reason": "Wrong tone"})

    assert (answer.json()["state"], answer.json()["reason"]) == ("rejected", "Wrong tone")
    assert said(callers.ana.call("POST", f"/suggestions/{public_id}/accept/")) == (
        409,
        "suggestion.not_ready",
    )


def test_who_may_not_is_refused_and_strangers_things_do_not_exist(callers, ticket, globex):
    public_id = Suggestion.objects.get().public_id
    assert said(callers.lars.call("PATCH", "/tickets/1/triage/", {"priority": "high"})) == (403, "forbidden")
    assert said(callers.carla.call("POST", f"/suggestions/{public_id}/accept/")) == (403, "forbidden")
    assert said(callers.ana.call("PATCH", "/ai/policies/category/", {"mode": "auto"})) == (403, "forbidden")
    assert callers.stranger.read("/tickets/1/triage/").status_code == 401
    assert said(callers.ana.read("/tickets/99/triage/")) == (404, "ticket.not_found")
    assert said(callers.ana.call("POST", "/suggestions/nosuch/accept/")) == (404, "suggestion.not_found")
    assert Caller(globex, token=callers.ana.token).read("/tickets/1/triage/").status_code == 401
    assert (Ticket.objects.get().priority, Suggestion.objects.get().state) == (2, "ready")


def test_policies_are_read_by_agents_and_decided_by_owners(callers, acme):
    listed = callers.ana.read("/ai/policies/").json()
    asked = {"min_reviewed": 100, "min_precision": 0.9, "conditions": {}}
    never = {"stepped_back_at": None, "stepped_back_why": ""}
    start = {"field": "category", "mode": "suggest", "min_confidence": 0.85}
    assert start | asked | never in listed

    limits = {"queues": [Queue.objects.first().pk], "languages": ["DE"]}
    wish = {"mode": "shadow", "min_confidence": 0.9, "min_precision": 0.95, "conditions": limits}
    changed = callers.olivia.call("PATCH", "/ai/policies/category/", wish)
    kept = {"min_precision": 0.95, "conditions": {"queues": limits["queues"], "languages": ["de"]}}
    assert changed.json() == start | asked | never | {"mode": "shadow", "min_confidence": 0.9} | kept
    assert said(callers.olivia.call("PATCH", "/ai/policies/reply/", {"mode": "auto"})) == (
        400,
        "policy.invalid",
    )
    assert said(callers.olivia.call("PATCH", "/ai/policies/reply/", {})) == (400, "policy.invalid")


def test_no_input_about_advice_swallows_a_name_it_does_not_know():
    inputs = {
        method.takes
        for pattern in get_resolver("ai.api.urls").url_patterns
        for view in [getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)]
        if view
        for method in vars(view).values()
        if hasattr(method, "takes")
    }
    assert len(inputs) > 15
    assert [one.__name__ for one in inputs if not issubclass(one, Strict)] == []
